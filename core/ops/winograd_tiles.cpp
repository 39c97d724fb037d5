#include "ops/winograd_tiles.h"

#include <algorithm>

#include "tensor/window.h"

namespace alexnet {
namespace {

constexpr std::size_t kVectorWidth = 8;          // of the transforms (ops/winograd_transforms.cpp)
constexpr std::size_t kMaxSliceBytes = 8 << 20;  // of transformed inputs and outputs

// The memory delivers a transformed weight in the time of about so many multiplications: 37 GB/s beside 133 * 10^9 multiplications a
// second were measured on one core with AVX-512.
constexpr std::size_t kProductsPerWeight = 16;

std::size_t ceil_div(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

// Returns the split of `size` pixels with `long_tiles` long tiles.
TileSplit split_with(std::size_t long_tiles, std::size_t size, std::size_t short_side) {
  const std::size_t covered = long_tiles * (short_side + 1);
  return {.tiles = long_tiles + (size > covered ? ceil_div(size - covered, short_side) : 0), .long_tiles = long_tiles};
}

}  // namespace

bool supports_winograd(const Conv2dGeometry& g) {
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  return g.stride == 1 && (g.kernel == 3 || g.kernel == 5) && in % kVectorWidth == 0 && out % kVectorWidth == 0;
}

std::size_t WinogradTiles::output_height() const {
  return window_count(height + geometry.padding.top + geometry.padding.bottom, geometry.kernel, 1);
}
std::size_t WinogradTiles::output_width() const {
  return window_count(width + geometry.padding.left + geometry.padding.right, geometry.kernel, 1);
}

std::array<std::array<PointClass, 2>, 2> WinogradTiles::classes() const {
  const std::size_t s = short_patch(geometry.kernel);
  const std::size_t long_rows = rows.long_tiles, long_columns = columns.long_tiles;
  const auto points = [](std::size_t count, std::size_t tiles) { return tiles > 0 ? count : 0; };
  std::array<std::array<PointClass, 2>, 2> result{};
  result[0][0] = {.first = 0, .points = s * s, .tiles = rows.tiles * columns.tiles};
  result[1][0] = {.first = s * s, .points = points(s, long_rows), .tiles = long_rows * columns.tiles};
  result[0][1] = {.first = s * s + s, .points = points(s, long_columns), .tiles = rows.tiles * long_columns};
  result[1][1] = {.first = s * s + 2 * s, .points = points(1, long_rows * long_columns), .tiles = long_rows * long_columns};
  return result;
}

std::size_t WinogradTiles::points() const {
  const std::size_t s = short_patch(geometry.kernel);
  return rows.long_tiles + columns.long_tiles > 0 ? (s + 1) * (s + 1) : s * s;
}

std::size_t WinogradTiles::products_per_image() const {
  const std::size_t s = short_patch(geometry.kernel);
  return (s * rows.tiles + rows.long_tiles) * (s * columns.tiles + columns.long_tiles);
}

WinogradTiles uniform_tiles(const Conv2dGeometry& geometry, std::size_t height, std::size_t width) {
  WinogradTiles tiles = {.geometry = geometry, .height = height, .width = width, .rows = {}, .columns = {}};
  const auto split = [&](std::size_t size) {
    const std::size_t count = ceil_div(size, 4);
    return TileSplit{.tiles = count, .long_tiles = tiles.short_side() == 4 ? 0 : count};
  };
  tiles.rows = split(tiles.output_height());
  tiles.columns = split(tiles.output_width());
  return tiles;
}

WinogradTiles fitted_tiles(const Conv2dGeometry& geometry, std::size_t height, std::size_t width, std::size_t batch) {
  WinogradTiles best = uniform_tiles(geometry, height, width), tiles = best;
  const std::size_t side = best.short_side(), rows = best.output_height(), columns = best.output_width();
  const auto cost = [batch](const WinogradTiles& t) {
    return batch * t.products_per_image() + kProductsPerWeight * t.points();
  };
  for (std::size_t r = 0; r <= ceil_div(rows, side + 1); ++r)
    for (std::size_t c = 0; c <= ceil_div(columns, side + 1); ++c) {
      tiles.rows = split_with(r, rows, side);
      tiles.columns = split_with(c, columns, side);
      if (cost(tiles) < cost(best)) best = tiles;
    }
  return best;
}

bool saves_operations(const WinogradTiles& tiles) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  const std::size_t patch = short_patch(g.kernel) + (tiles.rows.long_tiles > 0 ? 1 : 0);
  const std::size_t products = tiles.products_per_image() * in * out;
  const std::size_t transforms = tiles.products_per_image() * 2 * patch * (in + out);
  const std::size_t direct = tiles.output_height() * tiles.output_width() * g.kernel * g.kernel * in * out;
  return 5 * (products + transforms) < 3 * direct;
}

std::size_t WinogradSlice::tiles_before(const WinogradTiles& tiles, std::size_t point) const {
  const auto classes = tiles.classes();
  std::size_t before = 0;
  for (const PointClass& one : {classes[0][0], classes[1][0], classes[0][1], classes[1][1]})
    if (point > one.first) before += std::min(point - one.first, one.points) * one.tiles;
  return before * capacity;
}

WinogradSlice winograd_slice(const WinogradTiles& tiles, std::size_t batch) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = (g.input_channels + g.output_channels) / g.groups;
  const std::size_t image_bytes = tiles.products_per_image() * channels * sizeof(float);
  const std::size_t max_images = std::max<std::size_t>(1, kMaxSliceBytes / image_bytes);
  const std::size_t images = ceil_div(batch, ceil_div(batch, max_images));
  return {.images = images, .capacity = images};
}

Status WinogradScratch::reserve_points(const WinogradTiles& tiles, const WinogradSlice& slice) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t point_values = tiles.products_per_image() * slice.capacity;
  TRY(inputs.reshape({point_values * g.input_channels / g.groups}));
  return outputs.reshape({point_values * g.output_channels / g.groups});
}

}  // namespace alexnet
