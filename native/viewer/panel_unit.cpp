#include <algorithm>
#include <cmath>

#include "canvas.h"
#include "panels.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomOfValues = 40;  // screen pixels a value, from where on it is written in it

constexpr float kStatisticWidth = 58;  // before any scale

// Where the unit's value is the largest.
Position strongest_place(const LayerUnits& layer, std::size_t unit) {
  Position best;
  for (std::size_t y = 0; y < layer.rows(); ++y)
    for (std::size_t x = 0; x < layer.columns(); ++x)
      if (layer.value(unit, {y, x}) > layer.value(unit, best)) best = {y, x};
  return best;
}

// A class's name where the layer's units are the classes.
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

// Numbers in the values' places, and where the mouse is.
void draw_values(const LayerUnits& layer, std::size_t unit, const Mapping& map, const Placed& frame) {
  const Seen seen = seen_pixels(map, layer.columns(), layer.rows(), frame);
  for (std::size_t y = seen.top; y < seen.bottom; ++y)
    for (std::size_t x = seen.left; x < seen.right; ++x) {
      const float value = layer.value(unit, {y, x});
      write_in_pixel(map, x, y, number_text(static_cast<double>(value)), ink_on(layer, unit, value), 0, 1);
    }
}

std::optional<Position> place_under_mouse(const LayerUnits& layer, const Mapping& map) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double x = map.x_at(mouse.x), y = map.y_at(mouse.y);
  if (!ImGui::IsItemHovered() || x < 0 || y < 0) return std::nullopt;
  const Position at = {static_cast<std::size_t>(y), static_cast<std::size_t>(x)};
  return at.y < layer.rows() && at.x < layer.columns() ? std::optional(at) : std::nullopt;
}

// The unit's map out of the grid, to be zoomed; the place that the mouse is over, else the strongest.
Position draw_map(LayersView& layers, const Look& look, std::size_t unit, ImVec2 size) {
  const LayerUnits& layer = *layers.units;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Placed frame = {at, {at.x + size.x, at.y + size.y}};
  ImGui::InvisibleButton("map", size);
  move_canvas(layers.map, map_canvas(layers.map, layer.columns(), layer.rows(), frame), true);
  const Mapping map = map_canvas(layers.map, layer.columns(), layer.rows(), frame);
  const Position place = place_under_mouse(layer, map).value_or(strongest_place(layer, unit));
  const Rectangle part = layer.layout.cell(unit);
  const auto across = static_cast<float>(layers.grid->width), down = static_cast<float>(layers.grid->height);
  const ImVec2 first(static_cast<float>(part.x) / across, static_cast<float>(part.y) / down);
  const ImVec2 last(static_cast<float>(part.x + part.width) / across, static_cast<float>(part.y + part.height) / down);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(frame.min, frame.max, true);
  draw->AddRectFilled(frame.min, frame.max, look.colours.canvas, 4 * look.scale);
  draw->AddImage(look.textures.of(layers.grid), map.to_screen(0, 0),
                 map.to_screen(static_cast<double>(layer.columns()), static_cast<double>(layer.rows())), first, last);
  if (map.zoom >= kZoomOfValues * look.scale) draw_values(layer, unit, map, frame);
  draw->AddRect(map.to_screen(static_cast<double>(place.x), static_cast<double>(place.y)),
                map.to_screen(static_cast<double>(place.x + 1), static_cast<double>(place.y + 1)), look.colours.accent, 0, 0,
                1.5f * look.scale);
  draw->PopClipRect();
  return place;
}

void draw_statistics(const Look& look, const UnitStatistics& values) {
  const bool is_narrow = ImGui::GetContentRegionAvail().x < 4 * kStatisticWidth * look.scale;
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
    quiet_text(look, shown[i].first);
    text_of(shown[i].second);
    ImGui::EndGroup();
  }
}

// What the network sees, and which part of it the value at `place` depends on.
void draw_field(const State& state, const Look& look, const Position& place, ImVec2 room) {
  const LayerUnits& layer = *state.layers.units;
  const PhotoView& photo = state.photo;
  const Placed placed = draw_part_of(look, photo.image, photo.region, room);
  const Rectangle field = layer.receptive_field_at(place);
  const float side = static_cast<float>(state.model.preprocessing.input);
  const float across = (placed.max.x - placed.min.x) / side, down = (placed.max.y - placed.min.y) / side;
  const ImVec2 min(placed.min.x + static_cast<float>(field.x) * across, placed.min.y + static_cast<float>(field.y) * down);
  const ImVec2 max(min.x + static_cast<float>(field.width) * across, min.y + static_cast<float>(field.height) * down);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 shade = IM_COL32(10, 12, 16, 150);
  draw->AddRectFilled(placed.min, {placed.max.x, min.y}, shade);
  draw->AddRectFilled({placed.min.x, max.y}, placed.max, shade);
  draw->AddRectFilled({placed.min.x, min.y}, {min.x, max.y}, shade);
  draw->AddRectFilled({max.x, min.y}, {placed.max.x, max.y}, shade);
  draw->AddRect(min, max, look.colours.accent, 0, 0, 1.5f * look.scale);
}

}  // namespace

void draw_unit_panel(Viewer& viewer, const Look& look, std::size_t unit) {
  State& state = viewer.state;
  LayersView& layers = state.layers;
  const LayerUnits& layer = *layers.units;
  const bool has_map = layer.shape.rank() == 3;
  const bool has_filter = !layers.strip.empty() && layer.name == layers.strip.front().name && state.model.filters;
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
  text_of(name_of(state, layer, unit));
  ImGui::SameLine();
  quiet_text(look, unit == layers.unit ? "pinned" : "a click pins it");
  Position place;
  if (has_map) place = draw_map(layers, look, unit, {width, std::min(width, height * 0.42f)});
  const std::string value = number_text(static_cast<double>(layer.value(unit, place)));
  text_of(has_map ? value + "  at x " + std::to_string(place.x) + ", y " + std::to_string(place.y) : value);
  if (has_map) draw_statistics(look, layer.units[unit]);
  if (layer.units[unit].dead()) quiet_text(look, "Silent: this photo has nothing for it");
  ImGui::Dummy({0, 2 * look.scale});
  draw_scale(look, layers.colours, static_cast<double>(layer.largest(unit)), layer.has_negatives, width);
  ImGui::Dummy({0, 2 * look.scale});
  const float line = ImGui::GetTextLineHeightWithSpacing();
  const ImVec2 room(has_filter ? width * 0.6f : width, std::max(60 * look.scale, ImGui::GetContentRegionAvail().y - line));
  quiet_text(look, has_filter ? "Looks for, and looks at" : "Looks at");
  if (has_filter) {
    const float side = std::min(width * 0.36f, room.y);
    draw_filter(look, state.model, unit, ImGui::GetCursorScreenPos(), side);
    ImGui::Dummy({side, side});
    ImGui::SameLine();
  }
  draw_field(state, look, place, room);
}

}  // namespace alexnet::viewer
