// The layers of nn/weighted_layers.h with quantized weights: they run, they do not learn.
#pragma once

#include <memory>

#include "nn/layer.h"
#include "nn/weighted_layers.h"

namespace alexnet {

// `input`: height, width and channels of one image.
[[nodiscard]] Result<std::unique_ptr<Layer>> make_quantized_convolution_layer(const Conv2dGeometry& geometry,
                                                                              const Shape& input, const LayerWeights& weights);
[[nodiscard]] Result<std::unique_ptr<Layer>> make_quantized_dense_layer(bool relu, const LayerWeights& weights);

}  // namespace alexnet
