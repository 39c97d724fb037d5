// Selects the most probable classes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace alexnet {

struct Prediction {
  std::size_t index = 0;  // of the class
  float probability = 0;
};

// Returns the `count` most probable classes, or all if there are fewer, in descending order; ties are in the order of their
// index.
[[nodiscard]] std::vector<Prediction> top_k(std::span<const float> probabilities, std::size_t count);

}  // namespace alexnet
