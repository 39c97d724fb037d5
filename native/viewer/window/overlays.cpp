#include <algorithm>
#include <utility>

#include "actions/actions.h"
#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr ImGuiWindowFlags kOverlay =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;

// Begins a window above the panels, horizontally centered.
void begin_overlay(const char* id, const DrawContext& ui, ImVec2 size) {
  const ImVec2 whole = ImGui::GetMainViewport()->Size;
  const ImVec2 fits(std::min(size.x * ui.scale, whole.x - 40), std::min(size.y * ui.scale, whole.y - 80));
  ImGui::SetNextWindowPos({(whole.x - fits.x) / 2, std::max(20.0f, (whole.y - fits.y) / 3)});
  ImGui::SetNextWindowSize(fits);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 6 * ui.scale);
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

void draw_action(const DrawContext& ui, const Action& action) {
  plain_text(std::string(action.name) + (action.argument.empty() ? "" : " …"));
  if (!action.help.empty()) {
    ImGui::SameLine(190 * ui.scale);
    quiet_text(ui, std::string(action.help));
  }
  const std::string keys(action.keys);
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(keys.c_str()).x);
  colored_text(ui.colors.accent, keys);
}

// Runs the text of the palette as a line of a script, or else the chosen action.
void run_typed(Viewer& viewer, const std::string& query, const Action* chosen) {
  viewer.state.palette.is_open = false;
  Status ran = run_line(viewer, query);
  const bool is_line = ran || action_of_line(query) != nullptr;
  if (!is_line && chosen != nullptr) ran = chosen->run(viewer, {});
  if (!ran) add_error(viewer.state, ran.error());
}

// The arrow keys move through the list. What was typed before the field had the focus is inserted.
int on_query_event(ImGuiInputTextCallbackData* data) {
  auto& palette = *static_cast<PaletteView*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackAlways) {
    if (!std::exchange(palette.has_focus, true)) data->ClearSelection();
    data->InsertChars(data->CursorPos, std::exchange(palette.pending, {}).c_str());
    return 0;
  }
  palette.chosen += data->EventKey == ImGuiKey_DownArrow ? 1 : -1;
  return 0;
}

}  // namespace

void draw_palette(Viewer& viewer, const DrawContext& ui) {
  PaletteView& palette = viewer.state.palette;
  if (!palette.is_open) return;
  begin_overlay("commands", ui, {620, 420});
  char query[512] = {};
  palette.query.copy(query, sizeof query - 1);
  ImGui::SetNextItemWidth(-1);
  if (ImGui::IsWindowAppearing() || !ImGui::IsAnyItemActive()) ImGui::SetKeyboardFocusHere();
  const bool enters = ImGui::InputTextWithHint(
      "##query", "An action and its argument", query, sizeof query,
      ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory | ImGuiInputTextFlags_CallbackAlways,
      on_query_event, &palette);
  palette.query = query;
  const std::vector<const Action*> found = matching_actions(palette.query);
  palette.chosen = std::clamp(palette.chosen, 0, std::max(0, static_cast<int>(found.size()) - 1));
  ImGui::BeginChild("found");
  for (int i = 0; i < static_cast<int>(found.size()); ++i) {
    ImGui::PushID(i);
    if (ImGui::Selectable("##action", i == palette.chosen)) run_typed(viewer, std::string(found[i]->name), found[i]);
    if (i == palette.chosen) ImGui::SetScrollHereY(0.8f);
    ImGui::SameLine(8 * ui.scale);
    draw_action(ui, *found[i]);
    ImGui::PopID();
  }
  ImGui::EndChild();
  const bool was_entered = palette.is_entered && palette.pending.empty();
  if (enters || was_entered)
    run_typed(viewer, palette.query, found.empty() ? nullptr : found[static_cast<std::size_t>(palette.chosen)]);
  end_overlay();
}

void draw_help(Viewer& viewer, const DrawContext& ui) {
  if (!viewer.state.shows_help) return;
  begin_overlay("keys", ui, {620, 760});
  heading(ui, "Keys");
  for (const Action& action : actions())
    if (!action.keys.empty()) draw_action(ui, action);
  quiet_text(ui, "The mouse wheel zooms at the cursor, dragging moves the photo, a double click fits it.");
  end_overlay();
}

void draw_browser(Viewer& viewer, const DrawContext& ui) {
  BrowserView& browser = viewer.state.browser;
  if (!browser.is_open) return;
  begin_overlay("files", ui, {640, 520});
  plain_text(browser.folder);
  if (!browser.error.empty()) colored_text(ui.colors.wrong, browser.error);
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
