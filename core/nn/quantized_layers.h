// The layers of nn/weighted_layers.h with quantized weights. They have no backward pass.
#pragma once

#include "model/layer_quantization.h"
#include "nn/layers.h"
#include "ops/conv2d.h"

namespace alexnet {

// `weights` are the quantized weights of the layer that `config` describes.
[[nodiscard]] LayerResult make_quantized_convolution_layer(const Conv2dGeometry& geometry, const QuantizedView& weights,
                                                           const LayerConfig& config);
[[nodiscard]] LayerResult make_quantized_dense_layer(const QuantizedView& weights, const LayerConfig& config);

// Returns a layer that rounds the values of `input` (nullptr: none) before `layer`, and those of `outputs` behind it, in order. `shape`
// is that of the input and the output of `layer`.
[[nodiscard]] std::unique_ptr<Layer> with_quantized_activations(std::unique_ptr<Layer> layer,
                                                                const std::optional<ActivationQuantization>& input,
                                                                std::vector<ActivationQuantization> outputs,
                                                                const LayerShape& shape);

}  // namespace alexnet
