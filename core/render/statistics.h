// Statistics of the activations of a layer's units for one image.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace alexnet {

struct UnitStatistics {
  float min = 0;
  float max = 0;
  float mean = 0;
  float zeros = 0;  // the share of values that are exactly 0, such as after a ReLU

  // Whether all values are 0.
  [[nodiscard]] bool dead() const { return zeros == 1.0f; }
  // The largest magnitude of all values.
  [[nodiscard]] float magnitude() const { return std::max(std::fabs(min), std::fabs(max)); }
};

// Returns the statistics of each unit (channel) of an output [y][x][c] or [c].
[[nodiscard]] std::vector<UnitStatistics> unit_statistics(const ConstTensorView& output);
// Returns the statistics of a layer from those of its units, which all have the same number of values.
[[nodiscard]] UnitStatistics summarize_units(std::span<const UnitStatistics> units);

}  // namespace alexnet
