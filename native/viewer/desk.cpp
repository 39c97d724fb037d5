#include <algorithm>
#include <array>

#include "actions.h"
#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

struct TabOf {
  Tab tab;
  const char* label;
  void (*draw)(Viewer&, const Look&);
};
constexpr std::array kTabs = {
    TabOf{Tab::kPhoto, "Photo", render_synthetic_photo},    TabOf{Tab::kLayers, "Layers", draw_layers},
    TabOf{Tab::kExplain, "Explain", draw_explanation},      TabOf{Tab::kTraining, "Training", draw_training},
    TabOf{Tab::kEvaluation, "Evaluation", draw_evaluation}, TabOf{Tab::kCompare, "Compare", draw_comparison},
};

constexpr float kMostOfSides = 0.5f;  // of the window's width, both together

void run(Viewer& viewer, const Action& action) {
  if (const Status ran = action.run(viewer, {}); !ran) add_error(viewer.state, ran.error());
}

void menu_item(Viewer& viewer, const char* label, std::string_view name) {
  const Action* action = find_action(name);
  if (ImGui::MenuItem(label, std::string(action->keys).c_str())) run(viewer, *action);
}

void draw_menu(Viewer& viewer) {
  if (!ImGui::BeginMenuBar()) return;
  if (ImGui::BeginMenu("File")) {
    menu_item(viewer, "Open …", "open");
    menu_item(viewer, "Open folder …", "open folder");
    if (ImGui::BeginMenu("Recent", !viewer.state.settings.recent.empty())) {
      const std::vector<std::string> recent = viewer.state.settings.recent;
      for (const std::string& path : recent)
        if (ImGui::MenuItem(path.c_str())) open_paths(viewer, {path});
      ImGui::EndMenu();
    }
    menu_item(viewer, "Look again", "look again");
    menu_item(viewer, "Close photos", "close photos");
    menu_item(viewer, "Quit", "quit");
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("View")) {
    menu_item(viewer, "Fit", "fit");
    menu_item(viewer, "Actual size", "actual size");
    menu_item(viewer, "What the network sees", "show square");
    menu_item(viewer, "Heat map over the photo", "heat map");
    menu_item(viewer, "Thumbnails or list", "thumbnails or list");
    menu_item(viewer, "Sides", "sides");
    menu_item(viewer, "Log", "log");
    menu_item(viewer, "Light or dark", "light or dark");
    menu_item(viewer, "Larger text", "larger text");
    menu_item(viewer, "Smaller text", "smaller text");
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("Help")) {
    menu_item(viewer, "Commands", "commands");
    menu_item(viewer, "Keys", "keys");
    ImGui::EndMenu();
  }
  ImGui::EndMenuBar();
}

void draw_tabs(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  for (const TabOf& tab : kTabs) {
    const bool is_open = state.tab == tab.tab;
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(is_open ? ImGuiCol_Header : ImGuiCol_WindowBg));
    if (ImGui::Button(tab.label)) state.tab = tab.tab;
    ImGui::PopStyleColor();
    ImGui::SameLine(0, 4 * look.scale);
  }
  ImGui::NewLine();
  for (const TabOf& tab : kTabs) {
    if (state.tab != tab.tab) continue;
    ImGui::BeginChild(tab.label);
    tab.draw(viewer, look);
    ImGui::EndChild();
  }
}

void draw_part(Viewer& viewer, const Look& look, const char* id, ImVec2 size, void (*draw)(Viewer&, const Look&)) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10 * look.scale, 8 * look.scale});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8 * look.scale, 6 * look.scale});
  ImGui::BeginChild(id, size, false, ImGuiWindowFlags_AlwaysUseWindowPadding);
  draw(viewer, look);
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

// Left, middle, right, the borders between them.
void draw_row(Viewer& viewer, const Look& look, float height) {
  Settings& settings = viewer.state.settings;
  if (!settings.shows_sides) return draw_part(viewer, look, "middle", {0, height}, draw_tabs);
  const float whole = ImGui::GetContentRegionAvail().x, wanted = (settings.left + settings.right) * look.scale;
  const float share = std::min(1.0f, whole * kMostOfSides / wanted) * look.scale;
  const float left = settings.left * share, right = settings.right * share;
  const float border = 5 * look.scale;
  ImGui::BeginChild("row", {0, height});
  draw_part(viewer, look, "left", {left, 0}, draw_photos);
  ImGui::SameLine();
  splitter(look, "left border", true, settings.left, 1);
  ImGui::SameLine();
  draw_part(viewer, look, "middle", {whole - left - right - 2 * border, 0}, draw_tabs);
  ImGui::SameLine();
  splitter(look, "right border", true, settings.right, -1);
  ImGui::SameLine();
  draw_part(viewer, look, "right", {0, 0}, draw_predictions);
  ImGui::EndChild();
}

void draw_status_line(const Viewer& viewer, const Look& look) {
  const State& state = viewer.state;
  ImGui::SetCursorPosX(10 * look.scale);
  if (!state.log.empty() && state.log.back().is_error) {
    coloured_text(look.colours.wrong, state.log.back().text);
  } else {
    quiet_text(look, state.photo.path.empty() ? "?  keys    Ctrl+Shift+P  commands" : state.photo.path);
  }
  if (viewer.jobs.is_idle()) return;
  const char* busy = "working …";
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(busy).x - 10 * look.scale);
  quiet_text(look, busy);
}

}  // namespace

void draw_desk(Viewer& viewer, Textures& textures) {
  State& state = viewer.state;
  const Look look = {textures, colours(state.settings.theme), ImGui::GetFontSize() / 15};
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetMainViewport()->Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_MenuBar | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings;
  ImGui::Begin("desk", nullptr, kFlags);
  ImGui::PopStyleVar();
  draw_menu(viewer);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  const float status = ImGui::GetTextLineHeight() + 8 * look.scale, border = 5 * look.scale;
  const float room = ImGui::GetContentRegionAvail().y - status;
  const float log = state.settings.shows_log ? std::min(state.settings.bottom * look.scale, room * 0.5f) : 0;
  draw_row(viewer, look, room - (log > 0 ? log + border : 0));
  if (log > 0) {
    splitter(look, "log border", false, state.settings.bottom, -1);
    draw_part(viewer, look, "log", {0, log}, draw_log);
  }
  draw_status_line(viewer, look);
  ImGui::PopStyleVar();
  ImGui::End();
  draw_browser(viewer, look);
  draw_help(viewer, look);
  draw_palette(viewer, look);
}

}  // namespace alexnet::viewer
