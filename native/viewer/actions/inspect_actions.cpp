#include "actions/inspect_actions.h"

#include <algorithm>
#include <charconv>

#include "actions/requests.h"
#include "messages.h"
#include "render/contact_sheet.h"

namespace alexnet::viewer {
namespace {

constexpr float kOpacityOfMaps = 0.75f;  // of methods that are shown over the photo; the others cover it

// Parses exactly `count` numbers separated by spaces.
Result<std::vector<double>> numbers(std::string_view text, std::size_t count, std::string_view what) {
  std::vector<double> found;
  const char *at = text.data(), *end = text.data() + text.size();
  while (at != end) {
    double number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc()) break;
    found.push_back(number);
    at = read.ptr;
    while (at != end && *at == ' ') ++at;
  }
  if (at == end && found.size() == count) return found;
  if (count == 1) return fail<msg::kActionNumberExpected>(std::string(what));
  return fail<msg::kActionNumbersExpected>(std::string(what), count);
}

Result<std::size_t> index(std::string_view text, std::size_t end, std::string_view what) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number >= end)
    return fail<msg::kActionIndexExpected>(std::string(what), end);
  return number;
}

Result<std::ptrdiff_t> unit_count(const State& state) {
  if (!state.layers.units) return fail<msg::kActionNoLayer>("unit");
  return static_cast<std::ptrdiff_t>(state.layers.units->units.size());
}

void show_explanation(Viewer& viewer) {
  if (!viewer.state.explain.on_photo || viewer.state.tab != Tab::kPhoto) viewer.state.tab = Tab::kExplain;
  request_explanation(viewer);
}

}  // namespace

Status select_layer(Viewer& viewer, std::string_view name) {
  LayersView& layers = viewer.state.layers;
  const bool is_known =
      layers.strip.empty() || std::ranges::any_of(layers.strip, [&](const LayerTile& tile) { return tile.name == name; });
  if (!is_known || name.empty()) return fail<msg::kActionUnknownLayer>("layer", name);
  layers.layer = name;
  layers.shows_filters = false;
  viewer.state.tab = Tab::kLayers;
  request_layers(viewer);
  return {};
}

Status step_layer(Viewer& viewer, std::ptrdiff_t step) {
  const LayersView& layers = viewer.state.layers;
  if (!layers.units) return select_layer(viewer, "conv1");
  const auto now = std::ranges::find(layers.strip, layers.units->name, &LayerTile::name) - layers.strip.begin();
  const auto last = static_cast<std::ptrdiff_t>(layers.strip.size()) - 1;
  return select_layer(viewer, layers.strip[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(now + step, 0, last))].name);
}

Status select_unit(Viewer& viewer, std::string_view number) {
  TRY_VALUE(const std::ptrdiff_t count, unit_count(viewer.state));
  TRY_VALUE(viewer.state.layers.unit, index(number, static_cast<std::size_t>(count), "unit"));
  return {};
}

Status step_unit(Viewer& viewer, std::ptrdiff_t step, bool by_row) {
  TRY_VALUE(const std::ptrdiff_t count, unit_count(viewer.state));
  LayersView& layers = viewer.state.layers;
  if (by_row) step *= static_cast<std::ptrdiff_t>(layers.units->layout.columns);
  const std::ptrdiff_t next = static_cast<std::ptrdiff_t>(layers.unit) + step;
  if (next >= 0 && next < count) layers.unit = static_cast<std::size_t>(next);
  return {};
}

Status select_strongest_unit(Viewer& viewer, std::string_view) {
  TRY(unit_count(viewer.state));
  LayersView& layers = viewer.state.layers;
  layers.unit = static_cast<std::size_t>(std::ranges::max_element(layers.units->units, {}, &UnitStatistics::mean) -
                                         layers.units->units.begin());
  return {};
}

Status choose_scale(Viewer& viewer, std::string_view name) {
  MapScale& scale = viewer.state.layers.scale;
  if (name.empty()) {
    scale = scale == MapScale::kUnit ? MapScale::kLayer : scale == MapScale::kLayer ? MapScale::kNetwork : MapScale::kUnit;
  } else {
    TRY_VALUE(scale, parse_map_scale(name));
  }
  if (viewer.state.tab == Tab::kLayers) request_layers(viewer);
  return {};
}

Status toggle_filters(Viewer& viewer, std::string_view) {
  viewer.state.tab = Tab::kLayers;
  viewer.state.layers.shows_filters = !viewer.state.layers.shows_filters;
  return {};
}

Status zoom_unit(Viewer& viewer, std::string_view percent) {
  TRY_VALUE(const std::vector<double> value, numbers(percent, 1, "zoom unit"));
  viewer.state.layers.map.zoom = std::clamp(static_cast<float>(value[0] / 100), kSmallestZoom, kLargestZoom);
  return {};
}

void choose_method(ExplainView& view, ExplainMethod method) {
  view.wanted.method = method;
  const bool is_overlay = method == ExplainMethod::kGradCam || method == ExplainMethod::kOcclusion;
  view.opacity = is_overlay ? kOpacityOfMaps : 1;
}

Status explain(Viewer& viewer, std::string_view method) {
  ExplainView& view = viewer.state.explain;
  if (!method.empty()) {
    TRY_VALUE(const ExplainMethod chosen, parse_explain_method(method));
    if (chosen == ExplainMethod::kActivations) return fail<msg::kActionActivations>("explain");
    choose_method(view, chosen);
  }
  show_explanation(viewer);
  if (is_slow(view.wanted.method)) start_explanation(viewer);
  return {};
}

Status explain_class(Viewer& viewer, std::string_view name) {
  viewer.state.explain.wanted.class_name = name;
  viewer.state.explain.wanted.unit.reset();
  show_explanation(viewer);
  return {};
}

Status explain_layer(Viewer& viewer, std::string_view name) {
  viewer.state.explain.wanted.layer = name;
  show_explanation(viewer);
  return {};
}

Status explain_unit(Viewer& viewer, std::string_view number) {
  std::optional<std::size_t>& unit = viewer.state.explain.wanted.unit;
  if (number.empty()) {
    unit.reset();
  } else {
    TRY_VALUE(unit, index(number, static_cast<std::size_t>(-1), "unit"));
  }
  show_explanation(viewer);
  return {};
}

Status set_opacity(Viewer& viewer, std::string_view percent) {
  TRY_VALUE(const std::vector<double> value, numbers(percent, 1, "opacity"));
  viewer.state.explain.opacity = std::clamp(static_cast<float>(value[0] / 100), 0.0f, 1.0f);
  return {};
}

Status toggle_heat_map(Viewer& viewer, std::string_view) {
  viewer.state.explain.on_photo = !viewer.state.explain.on_photo;
  return {};
}

Status crop(Viewer& viewer, std::string_view left_top_width) {
  const State& state = viewer.state;
  TRY_VALUE(const std::vector<double> values, numbers(left_top_width, 3, "crop"));
  const double left = values[0], top = values[1], width = values[2];
  if (!state.photo.image) return fail<msg::kActionNoPhoto>("crop");
  const auto columns = static_cast<double>(state.photo.image->width), rows = static_cast<double>(state.photo.image->height);
  if (!(left >= 0 && top >= 0 && width >= 1 && left + width <= columns && top + width <= rows))
    return fail<msg::kActionCropRange>("crop", columns, rows);
  set_crop(viewer, Region{left, top, width, width});
  return {};
}

Status reset_crop(Viewer& viewer, std::string_view) {
  if (viewer.state.crop) set_crop(viewer, std::nullopt);
  return {};
}

Status save_image(Viewer& viewer, const SharedImage& image, std::string_view path) {
  if (path.empty()) return fail<msg::kActionPathMissing>("save");
  if (!image) return fail<msg::kActionNoImage>("save");
  TRY(write_png(std::string(path), *image));
  add_log(viewer.state, str_cat("saved ", path));
  return {};
}

Status save_units(Viewer& viewer, std::string_view path) { return save_image(viewer, viewer.state.layers.grid, path); }

Status save_explanation(Viewer& viewer, std::string_view path) { return save_image(viewer, viewer.state.explain.image, path); }

}  // namespace alexnet::viewer
