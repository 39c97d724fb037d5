// The layers of nn/weighted_layers.h with quantized weights. They have no backward pass.
#pragma once

#include "nn/layers.h"
#include "ops/conv2d.h"

namespace alexnet {

// `weights` are the quantized weights of the layer that `config` describes.
[[nodiscard]] LayerResult make_quantized_convolution_layer(const Conv2dGeometry& geometry, const QuantizedView& weights,
                                                           const LayerConfig& config);
[[nodiscard]] LayerResult make_quantized_dense_layer(const QuantizedView& weights, const LayerConfig& config);

}  // namespace alexnet
