#include <algorithm>

#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr float kSmallestTile = 56, kLargestTile = 78;  // unscaled widths
constexpr float kUnitPanel = 270;                       // unscaled width
constexpr float kMaxShareOfUnit = 0.42f;                // of the panel

std::string format_shape(const Shape& shape) {
  std::string text;
  for (const std::size_t length : shape.lengths()) text += (text.empty() ? "" : " × ") + std::to_string(length);
  return text;
}

void draw_tip(const DrawContext& ui, const LayerTile& tile) {
  ImGui::BeginTooltip();
  plain_text(tile.name);
  quiet_text(ui, format_shape(tile.shape));
  quiet_text(ui, number_text(static_cast<double>(tile.statistics.min)) + " … " +
                     number_text(static_cast<double>(tile.statistics.max)) + ", " +
                     percent(static_cast<double>(tile.statistics.zeros)) + " zeros");
  ImGui::EndTooltip();
}

// Draws an image with its name below. Returns whether it was clicked.
bool draw_tile(const DrawContext& ui, const SharedImage& image, const std::string& name, float side, bool is_chosen) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = 4 * ui.scale, line = ImGui::GetTextLineHeight();
  ImGui::PushID(name.c_str());
  const bool clicked = ImGui::InvisibleButton("tile", {side, side + line + pad});
  ImGui::PopID();
  const bool hovers = ImGui::IsItemHovered();
  if (is_chosen || hovers)
    draw->AddRectFilled(at, {at.x + side, at.y + side + line + pad},
                        ImGui::GetColorU32(is_chosen ? ImGuiCol_Header : ImGuiCol_HeaderHovered), pad);
  if (image) {
    const float space = side - 2 * pad;
    const float zoom = space / static_cast<float>(std::max(image->width, image->height));
    const ImVec2 half(static_cast<float>(image->width) * zoom / 2, static_cast<float>(image->height) * zoom / 2);
    const ImVec2 middle(at.x + side / 2, at.y + side / 2);
    draw->AddImageRounded(ui.textures.of(image), {middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y},
                          {0, 0}, {1, 1}, IM_COL32_WHITE, 3 * ui.scale);
  }
  const float width = ImGui::CalcTextSize(name.c_str()).x;
  draw->PushClipRect(at, {at.x + side, at.y + side + line + pad}, true);
  draw->AddText({at.x + std::max(2.0f, (side - width) / 2), at.y + side - pad / 2},
                is_chosen ? ui.colors.text : ui.colors.quiet, name.c_str());
  draw->PopClipRect();
  return clicked;
}

// Draws the strip of layers, from the input to the output.
void draw_strip(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  const auto count = static_cast<float>(layers.strip.size() + 1);
  const float side = std::clamp(ImGui::GetContentRegionAvail().x / count, kSmallestTile * ui.scale, kLargestTile * ui.scale);
  const float height = side + ImGui::GetTextLineHeight() + 4 * ui.scale;
  const bool scrolls = side * count > ImGui::GetContentRegionAvail().x + 1;
  ImGui::BeginChild("strip", {0, height + (scrolls ? ImGui::GetStyle().ScrollbarSize : 0)}, false,
                    ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  if (draw_tile(ui, state.photo.input_image, "photo", side, false)) state.tab = Tab::kPhoto;
  for (const LayerTile& tile : layers.strip) {
    ImGui::SameLine();
    const bool is_chosen = layers.units && tile.name == layers.units->name;
    if (draw_tile(ui, tile.image, tile.name, side, is_chosen)) {
      layers.layer = tile.name;
      layers.shows_filters = false;
    }
    if (ImGui::IsItemHovered()) draw_tip(ui, tile);
    if (is_chosen && scrolls && !ImGui::IsWindowHovered()) ImGui::SetScrollHereX();
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

void choice_button(const DrawContext& ui, const char* label, bool is_chosen, auto&& choose) {
  ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(is_chosen ? ImGuiCol_Header : ImGuiCol_WindowBg));
  if (ImGui::Button(label)) choose();
  ImGui::PopStyleColor();
  ImGui::SameLine(0, 2 * ui.scale);
}

bool is_first_layer(const LayersView& layers) {
  return !layers.strip.empty() && layers.units && layers.units->name == layers.strip.front().name;
}

void draw_choices(State& state, const DrawContext& ui) {
  LayersView& layers = state.layers;
  const LayerUnits& units = *layers.units;
  ImGui::AlignTextToFramePadding();
  plain_text(units.name);
  ImGui::SameLine();
  quiet_text(ui, format_shape(units.shape) + ",  " + percent(static_cast<double>(units.statistics.zeros)) + " zeros");
  if (is_first_layer(layers) && state.model.filters) {
    ImGui::SameLine(0, 16 * ui.scale);
    choice_button(ui, "Maps", !layers.shows_filters, [&] { layers.shows_filters = false; });
    choice_button(ui, "Filters", layers.shows_filters, [&] { layers.shows_filters = true; });
  }
  ImGui::SameLine(0, 16 * ui.scale);
  quiet_text(ui, "Scale");
  ImGui::SameLine();
  choice_button(ui, "unit", layers.scale == MapScale::kUnit, [&] { layers.scale = MapScale::kUnit; });
  choice_button(ui, "layer", layers.scale == MapScale::kLayer, [&] { layers.scale = MapScale::kLayer; });
  choice_button(ui, "network", layers.scale == MapScale::kNetwork, [&] { layers.scale = MapScale::kNetwork; });
  ImGui::NewLine();
}

// Draws a frame around a unit of a grid.
void frame_unit(const LayerUnits& units, const ScreenRect& drawn, std::size_t unit, ImU32 color, float thick) {
  const Rectangle place = units.layout.cell(unit);
  const float zoom = (drawn.max.x - drawn.min.x) / static_cast<float>(units.layout.width());
  const ImVec2 min(drawn.min.x + static_cast<float>(place.x) * zoom, drawn.min.y + static_cast<float>(place.y) * zoom);
  const ImVec2 max(min.x + static_cast<float>(place.width) * zoom, min.y + static_cast<float>(place.height) * zoom);
  ImGui::GetWindowDrawList()->AddRect({min.x - thick, min.y - thick}, {max.x + thick, max.y + thick}, color, 0, 0, thick);
}

// Returns the unit of a grid under the mouse.
std::optional<std::size_t> unit_under_mouse(const ScreenRect& drawn, const UnitGridLayout& layout, std::size_t count) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (!ImGui::IsItemHovered()) return std::nullopt;
  const float x = (mouse.x - drawn.min.x) / (drawn.max.x - drawn.min.x) * static_cast<float>(layout.columns);
  const float y = (mouse.y - drawn.min.y) / (drawn.max.y - drawn.min.y) * static_cast<float>(layout.rows);
  if (x < 0 || y < 0) return std::nullopt;
  const std::size_t column = std::min(static_cast<std::size_t>(x), layout.columns - 1);
  const std::size_t unit = std::min(static_cast<std::size_t>(y), layout.rows - 1) * layout.columns + column;
  return unit < count ? std::optional(unit) : std::nullopt;
}

// Draws the filters of the first layer as a grid. Returns where.
ScreenRect draw_filters(const ModelView& model, const DrawContext& ui, ImVec2 space) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::size_t columns = model.filter_layout.columns, rows = model.filter_layout.rows;
  const float step = std::min(space.x / static_cast<float>(columns), space.y / static_cast<float>(rows));
  for (std::size_t i = 0; i < model.filter_count; ++i) {
    const std::size_t column = i % columns, row = i / columns;
    draw_filter(ui, model, i, {at.x + static_cast<float>(column) * step, at.y + static_cast<float>(row) * step},
                step - 3 * ui.scale);
  }
  const ImVec2 size(step * static_cast<float>(columns), step * static_cast<float>(rows));
  ImGui::Dummy(size);
  return {at, {at.x + size.x, at.y + size.y}};
}

// Draws all units or filters. Returns the unit under the mouse, or else the pinned one.
std::size_t draw_grid(State& state, const DrawContext& ui, ImVec2 space) {
  LayersView& layers = state.layers;
  const LayerUnits& units = *layers.units;
  const bool filters = layers.shows_filters && is_first_layer(layers) && state.model.filters;
  const ScreenRect drawn = filters ? draw_filters(state.model, ui, space) : draw_image(ui, layers.grid, space);
  const auto hovered = unit_under_mouse(drawn, units.layout, units.units.size());
  if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) layers.unit = *hovered;
  const float thick = 1.5f * ui.scale;
  if (hovered && *hovered != layers.unit) frame_unit(units, drawn, *hovered, ui.colors.text, thick);
  frame_unit(units, drawn, layers.unit, ui.colors.accent, 1.5f * thick);
  return hovered.value_or(layers.unit);
}

void draw_filters_alone(const State& state, const DrawContext& ui) {
  if (!state.model.filters) return empty_state(ui, "No photo", "Drop one here to see the activations of each layer");
  heading(ui, "The filters of the first layer. Open a photo to see the activations of each layer.");
  ImVec2 space = ImGui::GetContentRegionAvail();
  space.y = std::max(space.y, 64.0f);
  draw_filters(state.model, ui, space);
}

}  // namespace

void draw_layers(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  if (!state.model.is_open()) return empty_state(ui, "No model", "Drop a file of weights here");
  if (!state.photo.image) return draw_filters_alone(state, ui);
  request_layers(viewer);
  if (!layers.units) return empty_state(ui, "Computing …", layers.error.c_str());
  draw_strip(viewer, ui);
  ImGui::Dummy({0, 2 * ui.scale});
  draw_choices(state, ui);
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const float gap = 14 * ui.scale, side = std::min(kUnitPanel * ui.scale, space.x * kMaxShareOfUnit);
  const float width = std::max(1.0f, std::min(space.x - side - gap, space.y));
  ImGui::BeginChild("grid", {width, 0});
  const std::size_t unit = draw_grid(state, ui, {width, space.y});
  ImGui::EndChild();
  ImGui::SameLine(0, gap);
  ImGui::BeginChild("unit");
  draw_unit_panel(viewer, ui, unit);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
