// Views of the activations of a network for a photo: a thumbnail of every layer, and all units of one layer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/explainer.h"
#include "base/error.h"

namespace alexnet {

// The thumbnail of one layer.
struct LayerThumbnail {
  std::string name;
  Shape shape;  // of its output
  UnitStatistics statistics;
  Image image;  // of feature maps: the mean magnitude over all maps at each location; of a dense layer: its units as dots
};

struct LayerUnits {
  std::string name;
  Shape shape;
  bool has_negatives = false;         // chooses a diverging color map instead of a sequential one
  UnitStatistics statistics;          // of the layer
  std::vector<UnitStatistics> units;  // of each unit
  std::vector<float> values;          // [y][x][unit], or [unit]
  UnitGridLayout layout;
  Image grid;  // of all units
  // The receptive field of the value at (i, i) of a map, in pixels of the network input, up to the longer side. See
  // receptive_field_at().
  std::vector<Rectangle> diagonal;
  MapScale scale = MapScale::kUnit;
  float network_largest = 0;  // the largest magnitude of all layers before the scores

  [[nodiscard]] std::size_t rows() const { return layout.map_height; }
  [[nodiscard]] std::size_t columns() const { return layout.map_width; }
  [[nodiscard]] float value(std::size_t unit, const Position& at) const {
    return values[(at.y * columns() + at.x) * units.size() + unit];
  }
  // Returns the pixels of the network input that a value depends on.
  [[nodiscard]] Rectangle receptive_field_at(const Position& at) const {
    const Rectangle &down = diagonal[at.y], &across = diagonal[at.x];
    return {across.x, down.y, across.width, down.height};
  }
  // Returns the magnitude that the brightest color of a unit stands for.
  [[nodiscard]] float largest(std::size_t unit) const;
};

struct LayerViews {
  std::vector<LayerThumbnail> strip;  // from the first layer to the probabilities
  LayerUnits layer;
};

struct LayerViewOptions {
  std::string layer;  // by name; empty for the last convolution, after its ReLU
  MapScale scale = MapScale::kUnit;
  std::size_t grid_side = 1100;     // approximate, in pixels
  std::size_t thumbnail_side = 64;  // maximum, in pixels
};

// Returns the views for the photo of the explainer. kInvalidArgument without a photo, and for an unknown layer.
[[nodiscard]] Result<LayerViews> view_layers(Explainer& explainer, const LayerViewOptions& options);

// Returns the color map as an image of `width` x 1 pixels, from the lowest value on the left to the highest on the right.
[[nodiscard]] Result<Image> draw_color_scale(bool has_negatives, std::size_t width);

}  // namespace alexnet
