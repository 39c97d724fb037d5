// Where the values of one weight lie in another program's order (formats/foreign_network.h).
#pragma once

#include "formats/foreign_network.h"
#include "tensor/shape.h"

namespace alexnet {

// How far apart neighbours along each axis of ours lie in the file.
struct WeightStrides {
  std::size_t out = 0, y = 0, x = 0, in = 0;
};

// `ours` is [out][y][x][in], of a dense layer too: y and x are those of the image that it reads, or 1. `channels_first`: a
// dense layer's inputs are [c][y][x] in the file.
[[nodiscard]] WeightStrides weight_strides(WeightOrder order, bool channels_first, const Shape& ours);

}  // namespace alexnet
