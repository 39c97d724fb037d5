// The units of a layer as little images side by side: 96 of them in 10 x 10, 256 in 16 x 16, 384 in 20 x 20, those of dense
// layers as dots.
#pragma once

#include <span>

#include "base/error.h"
#include "data/compose.h"
#include "data/image.h"
#include "render/statistics.h"
#include "tensor/tensor.h"

namespace alexnet {

// What the brightest color stands for: the largest magnitude of the unit itself, of the layer, or one that the caller names
// (of all layers that are looked at). A dot by itself would always be the brightest: there kUnit is kLayer.
enum class MapScale { kUnit, kLayer, kNetwork };

struct UnitGridOptions {
  MapScale scale = MapScale::kUnit;
  float network_largest = 1;  // for kNetwork
  std::size_t side = 900;     // pixels that the grid is to have, about and at most, unless a pixel a value needs more
};

// Where the units are in the grid: unit i in row i / columns, column i % columns.
struct UnitGridLayout {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::size_t map_height = 0;  // values
  std::size_t map_width = 0;
  std::size_t zoom = 1;  // pixels a value
  std::size_t gap = 1;   // pixels around and between the maps

  [[nodiscard]] std::size_t width() const { return gap + columns * (map_width * zoom + gap); }
  [[nodiscard]] std::size_t height() const { return gap + rows * (map_height * zoom + gap); }
  [[nodiscard]] Rectangle cell(std::size_t unit) const {
    return {gap + unit % columns * (map_width * zoom + gap), gap + unit / columns * (map_height * zoom + gap), map_width * zoom,
            map_height * zoom};
  }
};
[[nodiscard]] UnitGridLayout layout_units(const Shape& output, std::size_t side);

// `output` [y][x][c] or [c] with the statistics of its units. A layer with negative values is drawn with diverging colors, 0
// in the middle; any other with sequential ones, 0 at the dark end. A unit that is 0 everywhere is gray. kOutOfMemory.
[[nodiscard]] Result<Image> draw_units(const ConstTensorView& output, std::span<const UnitStatistics> units,
                                       const UnitGridOptions& options);
// The map of one unit by itself, each value a square of `zoom` pixels, in the colors that the grid has for it.
[[nodiscard]] Result<Image> draw_unit(const ConstTensorView& output, std::span<const UnitStatistics> units, std::size_t unit,
                                      std::size_t zoom, const UnitGridOptions& options);

}  // namespace alexnet
