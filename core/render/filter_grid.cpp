#include "render/filter_grid.h"

#include <algorithm>
#include <cmath>

#include "data/compose.h"
#include "image/new_image.h"
#include "messages/render.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

constexpr Rgb8 kFilterBackground = {255, 255, 255};
constexpr std::size_t kFilterGap = 2;
constexpr std::size_t kFilterSide = 44;  // the approximate size of a filter in pixels

std::uint8_t level_of(float weight, float largest) {
  const float level = 127.5f + 127.5f * weight / largest;
  return std::isfinite(level) ? static_cast<std::uint8_t>(std::lround(level)) : 128;
}

// How the filters of a grid are drawn.
struct FilterStyle {
  std::size_t side = 0;   // of a filter, in weights
  std::size_t scale = 1;  // pixels per weight
  std::size_t red = 0;    // the channel of red; blue is channel 2 - red
  float largest = 0;      // the largest magnitude of all weights
};

// Draws weights [side][side][3] with the upper left corner at (x, y).
void draw_filter(Image& grid, std::size_t x, std::size_t y, const float* weights, const FilterStyle& style) {
  const auto [side, scale, red, largest] = style;
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column) {
      const float* weight = weights + (row * side + column) * 3;
      const Rgb8 color = {level_of(weight[red], largest), level_of(weight[1], largest), level_of(weight[2 - red], largest)};
      fill(grid, {x + column * scale, y + row * scale, scale, scale}, color);
    }
}

}  // namespace

Result<UnitGridLayout> layout_filters(const Model& model) {
  const Shape shape = model.parameters.empty() ? Shape{} : model.parameters.front().values.shape;
  if (shape.rank() != 4 || shape[3] != 3) return fail<msg::kFiltersNeedRgbConvolution>("filters");
  UnitGridLayout layout = {.map_height = shape[1], .map_width = shape[2], .gap = kFilterGap};
  layout.columns = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(shape[0]))));
  layout.rows = (shape[0] + layout.columns - 1) / layout.columns;
  layout.zoom = std::max<std::size_t>(1, kFilterSide / shape[1]);
  return layout;
}

Result<Image> draw_filters(const Model& model) {
  TRY_VALUE(const UnitGridLayout layout, layout_filters(model));
  TRY_VALUE(Tensor filters, Tensor::create(model.parameters.front().values.shape));
  copy_values(model.parameters.front(), filters.values(), ThreadPool(1));
  const std::span<const float> weights = filters.values();
  FilterStyle style = {.side = layout.map_width, .scale = layout.zoom};
  style.red = model.spec.preprocessing.order == ChannelOrder::kRgb ? 0 : 2;
  for (const float weight : weights) style.largest = std::max(style.largest, std::fabs(weight));
  TRY_VALUE(Image grid, new_image(layout.width(), layout.height()));
  fill(grid, {0, 0, grid.width, grid.height}, kFilterBackground);
  for (std::size_t i = 0; i < filters.shape()[0]; ++i) {
    const Rectangle cell = layout.cell(i);
    draw_filter(grid, cell.x, cell.y, weights.data() + i * style.side * style.side * 3, style);
  }
  return grid;
}

}  // namespace alexnet
