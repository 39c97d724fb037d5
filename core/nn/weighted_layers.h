// The layers with weights, convolution and dense, each with an optional fused ReLU.
#pragma once

#include "nn/layers.h"

namespace alexnet {

[[nodiscard]] LayerResult make_convolution_layer(const Convolution& convolution, const LayerConfig& config);
[[nodiscard]] LayerResult make_dense_layer(const LayerConfig& config);

}  // namespace alexnet
