// What the layers of a network make of a photo, for those who show it: all of them at a glance, and the units of one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/explainer.h"
#include "base/error.h"

namespace alexnet {

// One layer in a strip of all of them.
struct LayerThumbnail {
  std::string name;
  Shape shape;  // of its output
  UnitStatistics statistics;
  Image picture;  // of maps: how large their values are in the mean, place by place; of a dense layer: its units as dots
};

struct LayerUnits {
  std::string name;
  Shape shape;
  bool has_negatives = false;         // colours are diverging then, sequential otherwise
  UnitStatistics statistics;          // of the layer
  std::vector<UnitStatistics> units;  // one a unit
  std::vector<float> values;          // [y][x][unit], or [unit]
  UnitGridLayout layout;
  Image grid;  // all units
  // What the value at (i, i) of a map has seen of the square, for each i there is; beyond the shorter side, the last one that
  // there is: see `receptive_field_at`.
  std::vector<Rectangle> diagonal;
  MapScale scale = MapScale::kUnit;
  float network_largest = 0;  // magnitude, of all layers before the scores

  [[nodiscard]] std::size_t rows() const { return layout.map_height; }
  [[nodiscard]] std::size_t columns() const { return layout.map_width; }
  [[nodiscard]] float value(std::size_t unit, const Position& at) const {
    return values[(at.y * columns() + at.x) * units.size() + unit];
  }
  // Which pixels of the square a value depends on.
  [[nodiscard]] Rectangle receptive_field_at(const Position& at) const {
    const Rectangle &down = diagonal[at.y], &across = diagonal[at.x];
    return {across.x, down.y, across.width, down.height};
  }
  // What the brightest colour of a unit stands for.
  [[nodiscard]] float largest(std::size_t unit) const;
};

struct LayerViews {
  std::vector<LayerThumbnail> strip;  // from the first layer to the probabilities
  LayerUnits layer;
};

struct LayerViewOptions {
  std::string layer;  // by name; without it the last convolution behind its ReLU
  MapScale scale = MapScale::kUnit;
  std::size_t grid_side = 1100;     // pixels, about
  std::size_t thumbnail_side = 64;  // pixels, at most
};

// Of the photo that the explainer looks at. kInvalidArgument without one and for a layer that there is not.
[[nodiscard]] Result<LayerViews> view_layers(Explainer& explainer, const LayerViewOptions& options);

// The colours that values have, from the least on the left to the largest on the right: `width` x 1 pixels.
[[nodiscard]] Result<Image> draw_color_scale(bool has_negatives, std::size_t width);

}  // namespace alexnet
