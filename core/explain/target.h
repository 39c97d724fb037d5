// What an explanation is about: one number that the network computes.
#pragma once

#include <cstddef>
#include <optional>

#include "base/error.h"
#include "nn/probe_network.h"

namespace alexnet {

struct Position {
  std::size_t y = 0;
  std::size_t x = 0;
};

// A unit is a channel of a convolution, pooling or normalization, a class or another output of a dense layer.
struct Target {
  std::size_t step = 0;  // of the probe
  std::size_t unit = 0;
  std::optional<Position> at;  // in the unit's map; without it the mean of the map
};

// kInvalidArgument for a unit or a position that there is not.
[[nodiscard]] Status check_target(const Probe& probe, const Target& target);
// Of picture `index` in the last forward().
[[nodiscard]] float value_of(const Probe& probe, const Target& target, std::size_t index = 0);
// Puts the gradient of the value of the first picture where backward() looks: way.from = target.step.
void start_gradient(Probe& probe, const Target& target);

}  // namespace alexnet
