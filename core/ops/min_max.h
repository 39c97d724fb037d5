// The least and the largest of many values.
#pragma once

#include <cstddef>

namespace alexnet {

struct MinMax {
  float low = 0;
  float high = 0;
};

// Returns the range of x [count] and 0. NaN is ignored.
[[nodiscard]] MinMax min_max_with_zero(const float* x, std::size_t count);

}  // namespace alexnet
