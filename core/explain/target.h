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
[[nodiscard]] Status check_target(const ProbeNetwork& probe, const Target& target);
// Of image `index` in the last forward().
[[nodiscard]] float value_of(const ProbeNetwork& probe, const Target& target, std::size_t index = 0);
// Puts the gradient of the value of the first image where backward() starts: options.from_step_step = target.step.
void seed_gradient(ProbeNetwork& probe, const Target& target);

}  // namespace alexnet
