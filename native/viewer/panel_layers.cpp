#include <algorithm>

#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr float kSmallestTile = 56, kLargestTile = 78;  // widths, before any scale
constexpr float kUnitPanel = 270;                       // the same
constexpr float kMostOfUnit = 0.42f;                    // of the room

std::string format_shape(const Shape& shape) {
  std::string text;
  for (const std::size_t length : shape.lengths()) text += (text.empty() ? "" : " × ") + std::to_string(length);
  return text;
}

void draw_tip(const Look& look, const LayerTile& tile) {
  ImGui::BeginTooltip();
  text_of(tile.name);
  quiet_text(look, format_shape(tile.shape));
  quiet_text(look, number_text(static_cast<double>(tile.statistics.min)) + " … " +
                       number_text(static_cast<double>(tile.statistics.max)) + ", " +
                       percent(static_cast<double>(tile.statistics.zeros)) + " zeros");
  ImGui::EndTooltip();
}

// A picture in a square of `side` with its name below; whether it was clicked.
bool draw_tile(const Look& look, const Picture& picture, const std::string& name, float side, bool is_chosen) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = 4 * look.scale, line = ImGui::GetTextLineHeight();
  ImGui::PushID(name.c_str());
  const bool clicked = ImGui::InvisibleButton("tile", {side, side + line + pad});
  ImGui::PopID();
  const bool hovers = ImGui::IsItemHovered();
  if (is_chosen || hovers)
    draw->AddRectFilled(at, {at.x + side, at.y + side + line + pad},
                        ImGui::GetColorU32(is_chosen ? ImGuiCol_Header : ImGuiCol_HeaderHovered), pad);
  if (picture) {
    const float room = side - 2 * pad;
    const float zoom = room / static_cast<float>(std::max(picture->width, picture->height));
    const ImVec2 half(static_cast<float>(picture->width) * zoom / 2, static_cast<float>(picture->height) * zoom / 2);
    const ImVec2 middle(at.x + side / 2, at.y + side / 2);
    draw->AddImageRounded(look.textures.of(picture), {middle.x - half.x, middle.y - half.y},
                          {middle.x + half.x, middle.y + half.y}, {0, 0}, {1, 1}, IM_COL32_WHITE, 3 * look.scale);
  }
  const float width = ImGui::CalcTextSize(name.c_str()).x;
  draw->PushClipRect(at, {at.x + side, at.y + side + line + pad}, true);
  draw->AddText({at.x + std::max(2.0f, (side - width) / 2), at.y + side - pad / 2},
                is_chosen ? look.colours.text : look.colours.quiet, name.c_str());
  draw->PopClipRect();
  return clicked;
}

// From the picture to the answer.
void draw_strip(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  const auto count = static_cast<float>(layers.strip.size() + 1);
  const float side =
      std::clamp(ImGui::GetContentRegionAvail().x / count, kSmallestTile * look.scale, kLargestTile * look.scale);
  const float height = side + ImGui::GetTextLineHeight() + 4 * look.scale;
  const bool scrolls = side * count > ImGui::GetContentRegionAvail().x + 1;
  ImGui::BeginChild("strip", {0, height + (scrolls ? ImGui::GetStyle().ScrollbarSize : 0)}, false,
                    ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  if (draw_tile(look, state.photo.square, "photo", side, false)) state.tab = Tab::kPhoto;
  for (const LayerTile& tile : layers.strip) {
    ImGui::SameLine();
    const bool is_chosen = layers.units && tile.name == layers.units->name;
    if (draw_tile(look, tile.picture, tile.name, side, is_chosen)) {
      layers.layer = tile.name;
      layers.shows_filters = false;
    }
    if (ImGui::IsItemHovered()) draw_tip(look, tile);
    if (is_chosen && scrolls && !ImGui::IsWindowHovered()) ImGui::SetScrollHereX();
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

void choice(const Look& look, const char* label, bool is_chosen, auto&& choose) {
  ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(is_chosen ? ImGuiCol_Header : ImGuiCol_WindowBg));
  if (ImGui::Button(label)) choose();
  ImGui::PopStyleColor();
  ImGui::SameLine(0, 2 * look.scale);
}

bool is_first_layer(const LayersView& layers) {
  return !layers.strip.empty() && layers.units && layers.units->name == layers.strip.front().name;
}

void draw_choices(State& state, const Look& look) {
  LayersView& layers = state.layers;
  const LayerUnits& units = *layers.units;
  ImGui::AlignTextToFramePadding();
  text_of(units.name);
  ImGui::SameLine();
  quiet_text(look, format_shape(units.shape) + ",  " + percent(static_cast<double>(units.statistics.zeros)) + " zeros");
  if (is_first_layer(layers) && state.model.filters) {
    ImGui::SameLine(0, 16 * look.scale);
    choice(look, "Maps", !layers.shows_filters, [&] { layers.shows_filters = false; });
    choice(look, "Filters", layers.shows_filters, [&] { layers.shows_filters = true; });
  }
  ImGui::SameLine(0, 16 * look.scale);
  quiet_text(look, "Scale");
  ImGui::SameLine();
  choice(look, "unit", layers.scale == MapScale::kUnit, [&] { layers.scale = MapScale::kUnit; });
  choice(look, "layer", layers.scale == MapScale::kLayer, [&] { layers.scale = MapScale::kLayer; });
  choice(look, "network", layers.scale == MapScale::kNetwork, [&] { layers.scale = MapScale::kNetwork; });
  ImGui::NewLine();
}

// Frames a unit of a grid that is drawn at `placed`.
void frame_unit(const LayerUnits& units, const Placed& placed, std::size_t unit, ImU32 colour, float thick) {
  const Rectangle place = units.layout.cell(unit);
  const float zoom = (placed.max.x - placed.min.x) / static_cast<float>(units.layout.width());
  const ImVec2 min(placed.min.x + static_cast<float>(place.x) * zoom, placed.min.y + static_cast<float>(place.y) * zoom);
  const ImVec2 max(min.x + static_cast<float>(place.width) * zoom, min.y + static_cast<float>(place.height) * zoom);
  ImGui::GetWindowDrawList()->AddRect({min.x - thick, min.y - thick}, {max.x + thick, max.y + thick}, colour, 0, 0, thick);
}

// The unit of a grid with `columns` and `rows` that the mouse is over.
std::optional<std::size_t> unit_under_mouse(const Placed& placed, const UnitGridLayout& layout, std::size_t count) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (!ImGui::IsItemHovered()) return std::nullopt;
  const float x = (mouse.x - placed.min.x) / (placed.max.x - placed.min.x) * static_cast<float>(layout.columns);
  const float y = (mouse.y - placed.min.y) / (placed.max.y - placed.min.y) * static_cast<float>(layout.rows);
  if (x < 0 || y < 0) return std::nullopt;
  const std::size_t column = std::min(static_cast<std::size_t>(x), layout.columns - 1);
  const std::size_t unit = std::min(static_cast<std::size_t>(y), layout.rows - 1) * layout.columns + column;
  return unit < count ? std::optional(unit) : std::nullopt;
}

// The filters of the first layer, where its units are in a grid.
Placed draw_filters(const ModelView& model, const Look& look, ImVec2 room) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::size_t columns = model.filter_layout.columns, rows = model.filter_layout.rows;
  const float step = std::min(room.x / static_cast<float>(columns), room.y / static_cast<float>(rows));
  for (std::size_t i = 0; i < model.filter_count; ++i)
    draw_filter(look, model, i, {at.x + static_cast<float>(i % columns) * step, at.y + static_cast<float>(i / columns) * step},
                step - 3 * look.scale);
  const ImVec2 size(step * static_cast<float>(columns), step * static_cast<float>(rows));
  ImGui::Dummy(size);
  return {at, {at.x + size.x, at.y + size.y}};
}

// All units, or the filters; the one that the mouse is over, else the one that is pinned.
std::size_t draw_grid(State& state, const Look& look, ImVec2 room) {
  LayersView& layers = state.layers;
  const LayerUnits& units = *layers.units;
  const bool filters = layers.shows_filters && is_first_layer(layers) && state.model.filters;
  const Placed placed = filters ? draw_filters(state.model, look, room) : draw_picture(look, layers.grid, room);
  const auto hovered = unit_under_mouse(placed, units.layout, units.units.size());
  if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) layers.unit = *hovered;
  const float thick = 1.5f * look.scale;
  if (hovered && *hovered != layers.unit) frame_unit(units, placed, *hovered, look.colours.text, thick);
  frame_unit(units, placed, layers.unit, look.colours.accent, 1.5f * thick);
  return hovered.value_or(layers.unit);
}

void draw_filters_alone(const State& state, const Look& look) {
  if (!state.model.filters) return empty_state(look, "No photo", "Drop one here to see what each layer makes of it");
  heading(look, "What the first layer looks for. A photo shows what each layer makes of it.");
  ImVec2 room = ImGui::GetContentRegionAvail();
  room.y = std::max(room.y, 64.0f);
  draw_filters(state.model, look, room);
}

}  // namespace

void draw_layers(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  if (!state.model.is_open()) return empty_state(look, "No model", "Drop a file of weights here");
  if (!state.photo.image) return draw_filters_alone(state, look);
  ask_layers(viewer);
  if (!layers.units) return empty_state(look, "Looking …", layers.error.c_str());
  draw_strip(viewer, look);
  ImGui::Dummy({0, 2 * look.scale});
  draw_choices(state, look);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = 14 * look.scale, side = std::min(kUnitPanel * look.scale, room.x * kMostOfUnit);
  const float width = std::max(1.0f, std::min(room.x - side - gap, room.y));
  ImGui::BeginChild("grid", {width, 0});
  const std::size_t unit = draw_grid(state, look, {width, room.y});
  ImGui::EndChild();
  ImGui::SameLine(0, gap);
  ImGui::BeginChild("unit");
  draw_unit_panel(viewer, look, unit);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
