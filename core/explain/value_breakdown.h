// How one number of a convolution or dense layer was made: patch x kernel = products, their sum, the bias, the ReLU.
#pragma once

#include <vector>

#include "base/error.h"
#include "explain/target.h"

namespace alexnet {

struct ValueBreakdown {
  // Of the patch, the kernel and the products. A dense layer's is 1 x 1 x inputs; a convolution of groups reads its group's
  // channels, the first of which is `first_channel`.
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t channels = 0;
  std::size_t first_channel = 0;
  std::vector<float> patch;     // [row][column][channel] of what the layer read, 0 where it is padding
  std::vector<float> kernel;    // the same of the unit's weights
  std::vector<float> products;  // one times the other
  float sum = 0;                // of the products
  float bias = 0;
  float value = 0;        // sum + bias
  bool has_relu = false;  // whether a ReLU follows
  float result = 0;       // max(value, 0) then, else the value
};

// Of the first image in the last forward(). kUnsupported for a layer without weights; those of check_target; a position is
// needed where the layer has maps (kInvalidArgument).
[[nodiscard]] Result<ValueBreakdown> explain_value(ProbeNetwork& probe, const Target& target);

}  // namespace alexnet
