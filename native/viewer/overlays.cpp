#include <algorithm>

#include "actions.h"
#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr ImGuiWindowFlags kOverlay =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;

// In the middle of the upper part of the window, above all else.
void begin_overlay(const char* id, const Look& look, ImVec2 size) {
  const ImVec2 whole = ImGui::GetMainViewport()->Size;
  const ImVec2 fits(std::min(size.x * look.scale, whole.x - 40), std::min(size.y * look.scale, whole.y - 80));
  ImGui::SetNextWindowPos({(whole.x - fits.x) / 2, std::max(20.0f, (whole.y - fits.y) / 3)});
  ImGui::SetNextWindowSize(fits);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 6 * look.scale);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImGui::GetStyleColorVec4(ImGuiCol_FrameBgHovered));
  ImGui::Begin(id, nullptr, kOverlay);
}

void end_overlay() {
  ImGui::End();
  ImGui::PopStyleColor(3);
  ImGui::PopStyleVar(2);
}

void draw_action(const Look& look, const Action& action) {
  text_of(std::string(action.name) + (action.argument.empty() ? "" : " …"));
  if (!action.help.empty()) {
    ImGui::SameLine(190 * look.scale);
    quiet_text(look, std::string(action.help));
  }
  const std::string keys(action.keys);
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(keys.c_str()).x);
  coloured_text(look.colours.accent, keys);
}

// What is typed may be an action's name with an argument, or letters of a name.
void run_typed(Viewer& viewer, const std::string& query, const Action* chosen) {
  viewer.state.palette.is_open = false;
  Status ran = run_line(viewer, query);
  const bool is_line = ran || std::ranges::any_of(actions(), [&](const Action& a) { return query.starts_with(a.name); });
  if (!is_line && chosen != nullptr) ran = chosen->run(viewer, {});
  if (!ran) add_error(viewer.state, ran.error());
}

// The arrow keys go through the list.
int arrow_pressed(ImGuiInputTextCallbackData* data) {
  auto& palette = *static_cast<PaletteView*>(data->UserData);
  palette.chosen += data->EventKey == ImGuiKey_DownArrow ? 1 : -1;
  return 0;
}

}  // namespace

void draw_palette(Viewer& viewer, const Look& look) {
  PaletteView& palette = viewer.state.palette;
  if (!palette.is_open) return;
  begin_overlay("commands", look, {620, 420});
  char query[512] = {};
  palette.query.copy(query, sizeof query - 1);
  ImGui::SetNextItemWidth(-1);
  if (ImGui::IsWindowAppearing() || !ImGui::IsAnyItemActive()) ImGui::SetKeyboardFocusHere();
  const bool enters = ImGui::InputTextWithHint("##query", "A command, and what follows it", query, sizeof query,
                                               ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory,
                                               arrow_pressed, &palette);
  palette.query = query;
  const std::vector<const Action*> found = matching_actions(palette.query);
  palette.chosen = std::clamp(palette.chosen, 0, std::max(0, static_cast<int>(found.size()) - 1));
  ImGui::BeginChild("found");
  for (int i = 0; i < static_cast<int>(found.size()); ++i) {
    ImGui::PushID(i);
    if (ImGui::Selectable("##action", i == palette.chosen)) run_typed(viewer, std::string(found[i]->name), found[i]);
    if (i == palette.chosen) ImGui::SetScrollHereY(0.8f);
    ImGui::SameLine(8 * look.scale);
    draw_action(look, *found[i]);
    ImGui::PopID();
  }
  ImGui::EndChild();
  if (enters) run_typed(viewer, palette.query, found.empty() ? nullptr : found[static_cast<std::size_t>(palette.chosen)]);
  end_overlay();
}

void draw_help(Viewer& viewer, const Look& look) {
  if (!viewer.state.shows_help) return;
  begin_overlay("keys", look, {620, 760});
  heading(look, "Keys");
  for (const Action& action : actions())
    if (!action.keys.empty()) draw_action(look, action);
  quiet_text(look, "The wheel zooms where the cursor is, dragging moves the photo, a double click fits it.");
  end_overlay();
}

void draw_browser(Viewer& viewer, const Look& look) {
  BrowserView& browser = viewer.state.browser;
  if (!browser.is_open) return;
  begin_overlay("files", look, {640, 520});
  text_of(browser.folder);
  if (!browser.error.empty()) coloured_text(look.colours.wrong, browser.error);
  if (ImGui::Button("Up")) browse(viewer, browser.folder == "/" ? "/" : browser.folder + "/..");
  ImGui::SameLine();
  if (ImGui::Button("Open this folder")) {
    open_paths(viewer, {browser.folder});
    browser.is_open = false;
  }
  ImGui::SameLine();
  if (ImGui::Button("Cancel")) browser.is_open = false;
  ImGui::BeginChild("entries");
  for (const FolderEntry& entry : browser.entries) {
    const bool is_folder = entry.kind == FolderEntry::Kind::kFolder;
    if (!ImGui::Selectable((entry.name + (is_folder ? "/" : "")).c_str())) continue;
    const std::string path = browser.folder + "/" + entry.name;
    if (is_folder) {
      browse(viewer, path);
    } else {
      open_paths(viewer, {path});
      browser.is_open = false;
    }
  }
  ImGui::EndChild();
  end_overlay();
}

}  // namespace alexnet::viewer
