// What the units of a layer made of a photo, in four numbers each.
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
  float zeros = 0;  // the share of values that are exactly 0: what a ReLU cut off

  [[nodiscard]] bool dead() const { return zeros == 1.0f; }
  [[nodiscard]] float magnitude() const { return std::max(std::fabs(min), std::fabs(max)); }  // the largest
};

// One a unit (channel) of an output [y][x][c] or [c].
[[nodiscard]] std::vector<UnitStatistics> unit_statistics(const ConstTensorView& output);
// Of a whole layer, from those of its units, which have equally many values.
[[nodiscard]] UnitStatistics summarize_units(std::span<const UnitStatistics> units);

}  // namespace alexnet
