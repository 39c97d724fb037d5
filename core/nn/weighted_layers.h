// The layers with weights: convolutions and dense layers, each with the ReLU that follows it.
#pragma once

#include <memory>
#include <optional>

#include "nn/layer.h"
#include "ops/conv2d.h"
#include "ops/winograd_tiles.h"
#include "tensor/quantized.h"
#include "tensor/tensor.h"

namespace alexnet {

// Where a layer's weights lie and where their gradients go.
struct LayerWeights {
  ConstTensorView weight;
  std::optional<QuantizedView> quantized;  // then `weight` has no data (nn/quantized_layers.h)
  ConstTensorView bias;
  TensorView weight_gradient;  // no data where none is wanted: a frozen layer, or inference
  TensorView bias_gradient;
};

// What a layer is to be able to do beyond forward.
struct LayerOptions {
  bool weights_change = false;  // from step to step
  bool input_gradient = false;
  std::shared_ptr<WinogradScratch> tiles;  // where they suit it, convolutions go by tiles; nullptr: none does
};

// `input`: height, width and channels of one image.
[[nodiscard]] Result<std::unique_ptr<Layer>> make_convolution_layer(const Conv2dGeometry& geometry, const Shape& input,
                                                                    const LayerWeights& weights, const LayerOptions& options);
[[nodiscard]] std::unique_ptr<Layer> make_dense_layer(bool relu, const LayerWeights& weights, const LayerOptions& options);

}  // namespace alexnet
