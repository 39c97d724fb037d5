// Draws the activation maps of a layer's units in a grid: 96 units in 10 x 10 cells, 256 in 16 x 16, 384 in 20 x 20. A unit of
// a dense layer has a single value, which is drawn as a dot.
#pragma once

#include <span>

#include "base/error.h"
#include "data/compose.h"
#include "image/image.h"
#include "render/statistics.h"
#include "tensor/tensor.h"

namespace alexnet {

// The value of the brightest color: the largest magnitude of the unit, of the layer, or one that the caller passes (the largest
// of all layers). For a single value, kUnit means kLayer, as it would always have the brightest color.
enum class MapScale { kUnit, kLayer, kNetwork };

struct UnitGridOptions {
  MapScale scale = MapScale::kUnit;
  float network_largest = 1;  // for kNetwork
  std::size_t side = 900;     // the maximum width and height of the grid in pixels, unless one pixel per value needs more
};

// The cells of a grid: unit i is in row i / columns, column i % columns.
struct UnitGridLayout {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::size_t map_height = 0;  // values per map
  std::size_t map_width = 0;
  std::size_t zoom = 1;  // pixels per value
  std::size_t gap = 1;   // pixels around each map

  [[nodiscard]] std::size_t width() const { return gap + columns * (map_width * zoom + gap); }
  [[nodiscard]] std::size_t height() const { return gap + rows * (map_height * zoom + gap); }
  [[nodiscard]] Rectangle cell(std::size_t unit) const {
    return {gap + unit % columns * (map_width * zoom + gap), gap + unit / columns * (map_height * zoom + gap), map_width * zoom,
            map_height * zoom};
  }
};
// Returns the layout for an output [y][x][c] or [c], at most `side` pixels wide and high if possible.
[[nodiscard]] UnitGridLayout layout_units(const Shape& output, std::size_t side);

// Draws an output [y][x][c] or [c]; `units` are its unit_statistics(). A layer with negative values is drawn with diverging
// colors, in which 0 is the middle; any other with sequential colors, in which 0 is the dark end. A unit that is 0 everywhere
// is gray. kOutOfMemory.
[[nodiscard]] Result<Image> draw_units(const ConstTensorView& output, std::span<const UnitStatistics> units,
                                       const UnitGridOptions& options);
// Draws the map of one unit in the same colors, zoom x zoom pixels per value. kOutOfMemory.
[[nodiscard]] Result<Image> draw_unit(const ConstTensorView& output, std::span<const UnitStatistics> units, std::size_t unit,
                                      std::size_t zoom, const UnitGridOptions& options);

}  // namespace alexnet
