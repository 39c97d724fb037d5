#include "app/layer_views.h"

#include <algorithm>
#include <cmath>

#include "explain/receptive_field.h"
#include "image/new_image.h"
#include "render/color_map.h"
#include "render/heat_map.h"
#include "render/statistics.h"

namespace alexnet {
namespace {

constexpr double kBrightestShare =
    0.998;  // quantile that maps to the brightest color; a single bright corner would leave the rest of a thumbnail dark

// Reduces [y][x][unit] to [y][x]: the mean of the magnitudes of all units.
Result<Tensor> mean_magnitude(const ConstTensorView& output) {
  const std::size_t units = output.shape[2];
  TRY_VALUE(Tensor map, Tensor::create({output.shape[0], output.shape[1]}));
  const float* value = output.data;
  for (float& mean : map.values()) {
    float sum = 0;
    for (std::size_t c = 0; c < units; ++c) sum += std::fabs(*value++);
    mean = sum / static_cast<float>(units);
  }
  return map;
}

Result<LayerThumbnail> make_thumbnail(const ProbeNetwork& probe, std::size_t step, std::size_t side) {
  const ConstTensorView output = probe.output(step);
  const std::vector<UnitStatistics> units = unit_statistics(output);
  LayerThumbnail thumbnail = {probe.layer(step).name, output.shape, summarize_units(units), {}};
  if (output.shape.rank() == 3) {
    TRY_VALUE(const Tensor map, mean_magnitude(output));
    TRY_VALUE(thumbnail.image, draw_map(map.view(), upper_quantile(map.view(), kBrightestShare)));
  } else {
    TRY_VALUE(thumbnail.image, draw_units(output, units, {.side = side}));
  }
  return thumbnail;
}

Result<std::vector<Rectangle>> fields_of(const ProbeNetwork& probe, std::size_t step, const UnitGridLayout& layout) {
  std::vector<Rectangle> diagonal;
  for (std::size_t i = 0; i < std::max(layout.map_height, layout.map_width); ++i) {
    const Position at = {std::min(i, layout.map_height - 1), std::min(i, layout.map_width - 1)};
    TRY_VALUE(diagonal.emplace_back(), receptive_field(probe.model().spec, probe.steps()[step].first, at));
  }
  return diagonal;
}

Result<LayerUnits> units_of(const ProbeNetwork& probe, std::size_t step, const LayerViewOptions& options,
                            float network_largest) {
  const ConstTensorView output = probe.output(step);
  LayerUnits layer;
  layer.name = probe.layer(step).name;
  layer.shape = output.shape;
  layer.units = unit_statistics(output);
  layer.statistics = summarize_units(layer.units);
  layer.has_negatives = layer.statistics.min < 0;
  layer.values.assign(output.values().begin(), output.values().end());
  layer.layout = layout_units(output.shape, options.grid_side);
  layer.scale = options.scale;
  layer.network_largest = network_largest;
  TRY_VALUE(layer.grid, draw_units(output, layer.units,
                                   {.scale = options.scale, .network_largest = network_largest, .side = options.grid_side}));
  TRY_VALUE(layer.diagonal, fields_of(probe, step, layer.layout));
  return layer;
}

}  // namespace

float LayerUnits::largest(std::size_t unit) const {
  if (scale == MapScale::kNetwork) return network_largest;
  return (scale == MapScale::kUnit && shape.rank() == 3 ? units[unit] : statistics).magnitude();
}

Result<LayerViews> view_layers(Explainer& explainer, const LayerViewOptions& options) {
  TRY(explainer.run());
  const ProbeNetwork& probe = explainer.probe();
  std::size_t step = probe.after_relu(probe.last_convolution());
  if (!options.layer.empty()) {
    TRY_VALUE(step, probe.find(options.layer));
  }
  LayerViews views;
  float largest = 0;
  for (std::size_t i = 0; i < probe.steps().size(); ++i) {
    TRY_VALUE(views.strip.emplace_back(), make_thumbnail(probe, i, options.thumbnail_side));
    if (i < probe.logits()) largest = std::max(largest, views.strip.back().statistics.magnitude());
  }
  TRY_VALUE(views.layer, units_of(probe, step, options, largest));
  return views;
}

Result<Image> draw_color_scale(bool has_negatives, std::size_t width) {
  TRY_VALUE(Image image, new_image(width, 1));
  for (std::size_t x = 0; x < width; ++x) {
    const float share = (static_cast<float>(x) + 0.5f) / static_cast<float>(width);
    std::ranges::copy(has_negatives ? diverging_color(2 * share - 1) : sequential_color(share), image.row(0) + 3 * x);
  }
  return image;
}

}  // namespace alexnet
