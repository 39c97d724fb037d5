// The target of an explanation: one value that the network computes.
#pragma once

#include <cstddef>
#include <optional>

#include "base/error.h"
#include "nn/probe_network.h"

namespace alexnet {

// A position in a map.
struct Position {
  std::size_t y = 0;
  std::size_t x = 0;
};

// A unit is a channel of a layer with maps or an output of a dense layer, such as the score of a class.
struct Target {
  std::size_t step = 0;  // the index of the step in ProbeNetwork::steps()
  std::size_t unit = 0;
  std::optional<Position> at;  // the position in the unit's map; without it the target is the mean of the map
};

// kInvalidArgument, with the layer's name, if the unit or the position does not exist.
[[nodiscard]] Status check_target(const ProbeNetwork& probe, const Target& target);
// Returns the target's value for image `index` of the last ProbeNetwork::forward().
[[nodiscard]] float value_of(const ProbeNetwork& probe, const Target& target, std::size_t index = 0);
// Sets the gradient that ProbeNetwork::backward() with from_step = target.step starts with: that of the target's value for the first
// image.
void seed_gradient(ProbeNetwork& probe, const Target& target);

}  // namespace alexnet
