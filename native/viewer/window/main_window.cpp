#include <algorithm>

#include "actions/actions.h"
#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

struct PanelTab {
  Tab tab;
  const char* label;
  void (*draw)(Viewer&, const DrawContext&);
};
#define PANEL_TAB(tab, label, action, key, draw) PanelTab{Tab::tab, label, draw},
constexpr PanelTab kTabs[] = {VIEWER_PANELS(PANEL_TAB)};
#undef PANEL_TAB

constexpr float kMaxShareOfSides = 0.5f;  // of the width of the window, for both together

void run(Viewer& viewer, const Action& action) {
  if (const Status ran = action.run(viewer, {}); !ran) add_error(viewer.state, ran.error());
}

void menu_item(Viewer& viewer, const char* label, std::string_view name) {
  const Action* action = find_action(name);
  if (ImGui::MenuItem(label, std::string(action->keys).c_str())) run(viewer, *action);
}

// A menu item with a check mark.
void check_item(Viewer& viewer, const char* label, std::string_view name, bool is_on) {
  const Action* action = find_action(name);
  if (ImGui::MenuItem(label, std::string(action->keys).c_str(), is_on)) run(viewer, *action);
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
    menu_item(viewer, "Rescan folders", "rescan folders");
    menu_item(viewer, "Close photos", "close photos");
    menu_item(viewer, "Quit", "quit");
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("View")) {
    menu_item(viewer, "Zoom to fit", "zoom to fit");
    menu_item(viewer, "Zoom to 100 %", "zoom to 100 %");
    menu_item(viewer, "Crop frame", "toggle crop frame");
    menu_item(viewer, "Heat map over the photo", "toggle heat map");
    menu_item(viewer, "Thumbnails", "toggle thumbnails");
    menu_item(viewer, "Side panels", "toggle sidebar");
    menu_item(viewer, "Log", "toggle log");
    menu_item(viewer, "Light or dark theme", "toggle theme");
    check_item(viewer, "Exact convolutions", "toggle exact convolutions", viewer.state.settings.exact);
    menu_item(viewer, "Larger text", "larger text");
    menu_item(viewer, "Smaller text", "smaller text");
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("Help")) {
    menu_item(viewer, "Actions", "command palette");
    menu_item(viewer, "Keys", "toggle keys");
    ImGui::EndMenu();
  }
  ImGui::EndMenuBar();
}

void draw_tabs(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  for (const PanelTab& tab : kTabs) {
    const bool is_open = state.tab == tab.tab;
    const float width = ImGui::CalcTextSize(tab.label).x + 2 * ImGui::GetStyle().FramePadding.x;
    if (ImGui::GetCursorScreenPos().x + width > right) ImGui::NewLine();  // a narrow window
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(is_open ? ImGuiCol_Header : ImGuiCol_WindowBg));
    if (ImGui::Button(tab.label)) state.tab = tab.tab;
    ImGui::PopStyleColor();
    ImGui::SameLine(0, 4 * ui.scale);
  }
  ImGui::NewLine();
  for (const PanelTab& tab : kTabs) {
    if (state.tab != tab.tab) continue;
    ImGui::BeginChild(tab.label);
    tab.draw(viewer, ui);
    ImGui::EndChild();
  }
}

void draw_part(Viewer& viewer, const DrawContext& ui, const char* id, ImVec2 size, void (*draw)(Viewer&, const DrawContext&)) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10 * ui.scale, 8 * ui.scale});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8 * ui.scale, 6 * ui.scale});
  ImGui::BeginChild(id, size, false, ImGuiWindowFlags_AlwaysUseWindowPadding);
  draw(viewer, ui);
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

// Draws the side panels, the middle and the borders between them.
void draw_row(Viewer& viewer, const DrawContext& ui, float height) {
  Settings& settings = viewer.state.settings;
  if (!settings.shows_sides) return draw_part(viewer, ui, "middle", {0, height}, draw_tabs);
  const float whole = ImGui::GetContentRegionAvail().x, wanted = (settings.left + settings.right) * ui.scale;
  const float share = std::min(1.0f, whole * kMaxShareOfSides / wanted) * ui.scale;
  const float left = settings.left * share, right = settings.right * share;
  const float border = 5 * ui.scale;
  ImGui::BeginChild("row", {0, height});
  draw_part(viewer, ui, "left", {left, 0}, draw_photos);
  ImGui::SameLine();
  splitter(ui, "left border", true, settings.left, 1);
  ImGui::SameLine();
  draw_part(viewer, ui, "middle", {whole - left - right - 2 * border, 0}, draw_tabs);
  ImGui::SameLine();
  splitter(ui, "right border", true, settings.right, -1);
  ImGui::SameLine();
  draw_part(viewer, ui, "right", {0, 0}, draw_predictions);
  ImGui::EndChild();
}

void draw_status_line(const Viewer& viewer, const DrawContext& ui) {
  const State& state = viewer.state;
  ImGui::SetCursorPosX(10 * ui.scale);
  if (state.shows_error && !state.log.empty()) {
    colored_text(ui.colors.wrong, state.log.back().text);
  } else {
    quiet_text(ui, state.photo.path.empty() ? "?  keys    Ctrl+Shift+P  actions" : state.photo.path);
  }
  if (viewer.jobs.is_idle()) return;
  const char* busy = "working …";
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(busy).x - 10 * ui.scale);
  quiet_text(ui, busy);
}

}  // namespace

void draw_main_window(Viewer& viewer, Textures& textures) {
  State& state = viewer.state;
  const DrawContext ui = {textures, theme_colors(state.settings.theme), ImGui::GetFontSize() / 15};
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetMainViewport()->Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_MenuBar | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings;
  ImGui::Begin("main", nullptr, kFlags);
  ImGui::PopStyleVar();
  draw_menu(viewer);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  const float status = ImGui::GetTextLineHeight() + 8 * ui.scale, border = 5 * ui.scale;
  const float space = ImGui::GetContentRegionAvail().y - status;
  const float log = state.settings.shows_log ? std::min(state.settings.bottom * ui.scale, space * 0.5f) : 0;
  draw_row(viewer, ui, space - (log > 0 ? log + border : 0));
  if (log > 0) {
    splitter(ui, "log border", false, state.settings.bottom, -1);
    draw_part(viewer, ui, "log", {0, log}, draw_log);
  }
  draw_status_line(viewer, ui);
  ImGui::PopStyleVar();
  ImGui::End();
  draw_browser(viewer, ui);
  draw_help(viewer, ui);
  draw_palette(viewer, ui);
}

}  // namespace alexnet::viewer
