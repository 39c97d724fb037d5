// The likeliest classes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace alexnet {

struct Prediction {
  std::size_t index = 0;
  float probability = 0;
};

// The `count` largest (or all, if there are fewer), largest first; equal ones in the order of their index.
[[nodiscard]] std::vector<Prediction> top_k(std::span<const float> probabilities, std::size_t count);

}  // namespace alexnet
