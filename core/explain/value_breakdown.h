// Breaks one value of a convolution or dense layer down into its arithmetic: patch * kernel = products, their sum, the bias,
// the ReLU.
#pragma once

#include <vector>

#include "base/error.h"
#include "explain/target.h"

namespace alexnet {

struct ValueBreakdown {
  // The shape of patch, kernel and products; 1 x 1 x inputs for a dense layer. A convolution with groups reads the channels of
  // its group, which begin with `first_channel`.
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t channels = 0;
  std::size_t first_channel = 0;
  std::vector<float> patch;     // [row][column][channel]: the inputs of the layer, 0 for padding
  std::vector<float> kernel;    // the weights of the unit, in the same layout
  std::vector<float> products;  // patch * kernel, elementwise
  float sum = 0;                // the sum of the products
  float bias = 0;
  float value = 0;        // sum + bias
  bool has_relu = false;  // whether a ReLU follows
  float result = 0;       // max(value, 0) if a ReLU follows, else value
};

// Explains the target's value for the first image of the last ProbeNetwork::forward(). kUnsupported if the layer has no weights,
// kInvalidArgument if it has maps and the target has no position; errors of check_target().
[[nodiscard]] Result<ValueBreakdown> explain_value(ProbeNetwork& probe, const Target& target);

}  // namespace alexnet
