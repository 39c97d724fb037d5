#include "render/unit_grid.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/new_image.h"
#include "render/color_map.h"

namespace alexnet {
namespace {

constexpr Rgb8 kGridColor = {38, 40, 46};
constexpr Rgb8 kDead = {66, 68, 75};
constexpr std::size_t kShades = 256;

// The colors of a layer, as a lookup table, since a grid has hundreds of thousands of values.
class Palette {
 public:
  explicit Palette(std::span<const UnitStatistics> units) : signed_(summarize_units(units).min < 0.0f) {
    for (std::size_t i = 0; i < kShades; ++i) {
      const float share = static_cast<float>(i) / (kShades - 1);
      shades_[i] = signed_ ? diverging_color(2.0f * share - 1.0f) : sequential_color(share);
    }
  }
  // Returns the color of value / (the largest magnitude).
  [[nodiscard]] const Rgb8& color(float value) const {
    const float share = signed_ ? 0.5f + 0.5f * value : value;
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): no value is negative
    return shades_[share > 0.0f ? static_cast<std::size_t>(std::min(share, 1.0f) * (kShades - 1) + 0.5f) : 0];
  }

 private:
  bool signed_;
  std::array<Rgb8, kShades> shades_;
};

float largest_of(const UnitStatistics& unit, const UnitStatistics& layer, const UnitGridOptions& options, const Shape& output) {
  const bool single_values = output.rank() != 3;
  if (options.scale == MapScale::kUnit && !single_values) return unit.magnitude();
  return options.scale == MapScale::kNetwork ? options.network_largest : layer.magnitude();
}

// The map of one unit.
struct UnitMap {
  const float* values = nullptr;  // the value of the first pixel
  std::size_t stride = 1;         // values to the next pixel
  float largest = 0;              // the value of the brightest color
};

void draw_map(Image& image, const Rectangle& cell, std::size_t zoom, const UnitMap& map, const Palette& palette) {
  const float scale = map.largest > 0.0f ? 1.0f / map.largest : 0.0f;
  const float* value = map.values;
  for (std::size_t y = cell.y; y < cell.y + cell.height; y += zoom) {
    std::uint8_t* first = image.row(y) + cell.x * 3;
    std::uint8_t* pixel = first;
    for (std::size_t x = 0; x < cell.width; x += zoom, value += map.stride)
      for (std::size_t i = 0; i < zoom; ++i) pixel = std::ranges::copy(palette.color(*value * scale), pixel).out;
    for (std::size_t i = 1; i < zoom; ++i) std::copy_n(first, cell.width * 3, image.row(y + i) + cell.x * 3);
  }
}

}  // namespace

UnitGridLayout layout_units(const Shape& output, std::size_t side) {
  const std::size_t units = output[output.rank() - 1];
  UnitGridLayout layout;
  layout.map_height = output.rank() == 3 ? output[0] : 1;
  layout.map_width = output.rank() == 3 ? output[1] : 1;
  layout.columns = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(units)))));
  layout.rows = (units + layout.columns - 1) / layout.columns;
  const std::size_t cell_side = side / layout.columns;
  layout.gap = cell_side >= 40 ? 3 : cell_side >= 8 ? 2 : 1;
  layout.zoom = cell_side > layout.gap
                    ? std::max<std::size_t>(1, (cell_side - layout.gap) / std::max(layout.map_width, layout.map_height))
                    : 1;
  return layout;
}

Result<Image> draw_units(const ConstTensorView& output, std::span<const UnitStatistics> units, const UnitGridOptions& options) {
  const UnitGridLayout layout = layout_units(output.shape, options.side);
  TRY_VALUE(Image grid, new_image(layout.width(), layout.height()));
  fill(grid, {0, 0, grid.width, grid.height}, kGridColor);
  const Palette palette(units);
  const UnitStatistics layer = summarize_units(units);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].dead()) {
      fill(grid, layout.cell(i), kDead);
    } else {
      draw_map(grid, layout.cell(i), layout.zoom,
               {output.data + i, units.size(), largest_of(units[i], layer, options, output.shape)}, palette);
    }
  }
  return grid;
}

Result<Image> draw_unit(const ConstTensorView& output, std::span<const UnitStatistics> units, std::size_t unit,
                        std::size_t zoom, const UnitGridOptions& options) {
  const bool has_map = output.shape.rank() == 3;
  TRY_VALUE(Image image, new_image((has_map ? output.shape[1] : 1) * zoom, (has_map ? output.shape[0] : 1) * zoom));
  const float largest = largest_of(units[unit], summarize_units(units), options, output.shape);
  draw_map(image, {0, 0, image.width, image.height}, zoom, {output.data + unit, units.size(), largest}, Palette(units));
  return image;
}

}  // namespace alexnet
