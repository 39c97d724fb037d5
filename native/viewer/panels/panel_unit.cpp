#include <algorithm>
#include <cmath>

#include "panels/panels.h"
#include "window/canvas.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomOfValues = 40;  // screen pixels per value above which values are shown

constexpr float kStatisticWidth = 58;  // unscaled

// Returns the position of the unit's largest value.
Position strongest_position(const LayerUnits& layer, std::size_t unit) {
  Position best;
  for (std::size_t y = 0; y < layer.rows(); ++y)
    for (std::size_t x = 0; x < layer.columns(); ++x)
      if (layer.value(unit, {y, x}) > layer.value(unit, best)) best = {y, x};
  return best;
}

// Returns the name of a unit: that of its class in the last two layers.
std::string name_of(const State& state, const LayerUnits& layer, std::size_t unit) {
  const bool are_classes =
      layer.shape.rank() == 1 && layer.units.size() == state.model.classes.size() && state.layers.strip.size() >= 2 &&
      (layer.name == state.layers.strip.back().name || layer.name == std::prev(state.layers.strip.end(), 2)->name);
  return are_classes ? state.model.class_name(unit) : "unit " + std::to_string(unit);
}

ImU32 ink_on(const LayerUnits& layer, std::size_t unit, float value) {
  const float share = std::fabs(value) / std::max(layer.largest(unit), 1e-30f);
  const bool is_bright = layer.has_negatives ? share < 0.6f : share > 0.65f;
  return is_bright ? IM_COL32(0, 0, 0, 220) : IM_COL32(255, 255, 255, 220);
}

// Writes the visible values into the map.
void draw_values(const LayerUnits& layer, std::size_t unit, const Mapping& map, const ScreenRect& frame) {
  const PixelRange visible = visible_pixels(map, layer.columns(), layer.rows(), frame);
  for (std::size_t y = visible.top; y < visible.bottom; ++y)
    for (std::size_t x = visible.left; x < visible.right; ++x) {
      const float value = layer.value(unit, {y, x});
      write_in_pixel(map, x, y, number_text(static_cast<double>(value)), ink_on(layer, unit, value), 0, 1);
    }
}

std::optional<Position> position_under_mouse(const LayerUnits& layer, const Mapping& map) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double x = map.x_at(mouse.x), y = map.y_at(mouse.y);
  if (!ImGui::IsItemHovered() || x < 0 || y < 0) return std::nullopt;
  const Position at = {static_cast<std::size_t>(y), static_cast<std::size_t>(x)};
  return at.y < layer.rows() && at.x < layer.columns() ? std::optional(at) : std::nullopt;
}

// Draws the map of the unit, which can be zoomed. Returns the position under the mouse, or else that of the largest value.
Position draw_map(LayersView& layers, const DrawContext& ui, std::size_t unit, ImVec2 size) {
  const LayerUnits& layer = *layers.units;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ScreenRect frame = {at, {at.x + size.x, at.y + size.y}};
  ImGui::InvisibleButton("map", size);
  handle_canvas_input(layers.map, map_canvas(layers.map, layer.columns(), layer.rows(), frame), true);
  const Mapping map = map_canvas(layers.map, layer.columns(), layer.rows(), frame);
  const Position position = position_under_mouse(layer, map).value_or(strongest_position(layer, unit));
  const Rectangle part = layer.layout.cell(unit);
  const auto across = static_cast<float>(layers.grid->width), down = static_cast<float>(layers.grid->height);
  const ImVec2 first(static_cast<float>(part.x) / across, static_cast<float>(part.y) / down);
  const ImVec2 last(static_cast<float>(part.x + part.width) / across, static_cast<float>(part.y + part.height) / down);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(frame.min, frame.max, true);
  draw->AddRectFilled(frame.min, frame.max, ui.colors.canvas, 4 * ui.scale);
  draw->AddImage(ui.textures.of(layers.grid), map.to_screen(0, 0),
                 map.to_screen(static_cast<double>(layer.columns()), static_cast<double>(layer.rows())), first, last);
  if (map.zoom >= kZoomOfValues * ui.scale) draw_values(layer, unit, map, frame);
  draw->AddRect(map.to_screen(static_cast<double>(position.x), static_cast<double>(position.y)),
                map.to_screen(static_cast<double>(position.x + 1), static_cast<double>(position.y + 1)), ui.colors.accent, 0, 0,
                1.5f * ui.scale);
  draw->PopClipRect();
  return position;
}

void draw_statistics(const DrawContext& ui, const UnitStatistics& values) {
  const bool is_narrow = ImGui::GetContentRegionAvail().x < 4 * kStatisticWidth * ui.scale;
  const int columns = is_narrow ? 2 : 4;
  const float column = ImGui::GetContentRegionAvail().x / static_cast<float>(columns);
  const float left = ImGui::GetCursorPosX();
  const std::pair<const char*, std::string> shown[] = {{"min", number_text(static_cast<double>(values.min))},
                                                       {"max", number_text(static_cast<double>(values.max))},
                                                       {"mean", number_text(static_cast<double>(values.mean))},
                                                       {"zeros", percent(static_cast<double>(values.zeros))}};
  for (int i = 0; i < 4; ++i) {
    if (i % columns > 0) ImGui::SameLine(left + static_cast<float>(i % columns) * column);
    ImGui::BeginGroup();
    quiet_text(ui, shown[i].first);
    plain_text(shown[i].second);
    ImGui::EndGroup();
  }
}

// Draws the input image with the receptive field of the value at `position` highlighted.
void draw_field(const State& state, const DrawContext& ui, const Position& position, ImVec2 space) {
  const LayerUnits& layer = *state.layers.units;
  const PhotoView& photo = state.photo;
  const ScreenRect drawn = draw_part_of(ui, photo.image, photo.region, space);
  const Rectangle field = layer.receptive_field_at(position);
  const float side = static_cast<float>(state.model.preprocessing.input);
  const float across = (drawn.max.x - drawn.min.x) / side, down = (drawn.max.y - drawn.min.y) / side;
  const ImVec2 min(drawn.min.x + static_cast<float>(field.x) * across, drawn.min.y + static_cast<float>(field.y) * down);
  const ImVec2 max(min.x + static_cast<float>(field.width) * across, min.y + static_cast<float>(field.height) * down);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 shade = IM_COL32(10, 12, 16, 150);
  draw->AddRectFilled(drawn.min, {drawn.max.x, min.y}, shade);
  draw->AddRectFilled({drawn.min.x, max.y}, drawn.max, shade);
  draw->AddRectFilled({drawn.min.x, min.y}, {min.x, max.y}, shade);
  draw->AddRectFilled({max.x, min.y}, {drawn.max.x, max.y}, shade);
  draw->AddRect(min, max, ui.colors.accent, 0, 0, 1.5f * ui.scale);
}

}  // namespace

void draw_unit_panel(Viewer& viewer, const DrawContext& ui, std::size_t unit) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  const LayerUnits& layer = *layers.units;
  const bool has_map = layer.shape.rank() == 3;
  const bool has_filter = !layers.strip.empty() && layer.name == layers.strip.front().name && state.model.filters;
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
  plain_text(name_of(state, layer, unit));
  ImGui::SameLine();
  quiet_text(ui, unit == layers.unit ? "pinned" : "click to pin it");
  Position position;
  if (has_map) position = draw_map(layers, ui, unit, {width, std::min(width, height * 0.42f)});
  const std::string value = number_text(static_cast<double>(layer.value(unit, position)));
  plain_text(has_map ? value + "  at x " + std::to_string(position.x) + ", y " + std::to_string(position.y) : value);
  if (has_map) draw_statistics(ui, layer.units[unit]);
  if (layer.units[unit].dead()) quiet_text(ui, "Not active on this photo");
  ImGui::Dummy({0, 2 * ui.scale});
  draw_scale(ui, layers.colors, static_cast<double>(layer.largest(unit)), layer.has_negatives, width);
  ImGui::Dummy({0, 2 * ui.scale});
  const float line = ImGui::GetTextLineHeightWithSpacing();
  const ImVec2 space(has_filter ? width * 0.6f : width, std::max(60 * ui.scale, ImGui::GetContentRegionAvail().y - line));
  quiet_text(ui, has_filter ? "Filter and receptive field" : "Receptive field");
  if (has_filter) {
    const float side = std::min(width * 0.36f, space.y);
    draw_filter(ui, state.model, unit, ImGui::GetCursorScreenPos(), side);
    ImGui::Dummy({side, side});
    ImGui::SameLine();
  }
  draw_field(state, ui, position, space);
}

}  // namespace alexnet::viewer
