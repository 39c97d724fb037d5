// Makes a layer from an operation of the spec. layers.cpp holds the layers without weights, weighted_layers.cpp those with
// weights, and quantized_layers.cpp those with quantized weights.
#pragma once

#include <memory>
#include <optional>

#include "model/operations.h"
#include "nn/layer.h"
#include "ops/winograd_tiles.h"
#include "tensor/quantized.h"
#include "tensor/tensor.h"

namespace alexnet {

// The parameters of a layer and the destinations of their gradients. The memory is not the layer's.
struct LayerWeights {
  ConstTensorView weight;                  // has no data if the weights are quantized
  std::optional<QuantizedView> quantized;  // see nn/quantized_layers.h
  ConstTensorView bias;
  TensorView weight_gradient;  // has no data if the layer is frozen, or for inference
  TensorView bias_gradient;
  std::shared_ptr<const void> owner;  // of weights that were converted for the layer, or null
};

// The capabilities that a layer needs in addition to the forward pass.
struct LayerOptions {
  bool input_gradient = false;                  // backward() must be able to write dx
  std::shared_ptr<WinogradScratch> tiles = {};  // convolutions use Winograd's algorithm where possible; nullptr: never
  bool tiles_everywhere = false;                // also where it takes more operations than direct sums
  bool float_activations = false;               // quantized weights are multiplied with floats, not with integers
};

// What a layer is made from. Read only while the layer is made, except for the memory of the weights and `context`.
struct LayerConfig {
  LayerShape shape;
  LayerWeights weights;  // empty for a layer without weights
  LayerOptions options;
  bool relu = false;                        // a ReLU is fused into the layer
  std::uint32_t number = 0;                 // the index of the layer in the spec; distinguishes dropout layers
  const ForwardContext* context = nullptr;  // read at every pass, must outlive the layer; required by dropout
};

using LayerResult = Result<std::unique_ptr<Layer>>;

// Returns the layer of an operation. kOutOfMemory, or kInternal if XNNPACK refuses the configuration.
[[nodiscard]] LayerResult make_layer(const Operation& operation, const LayerConfig& config);

}  // namespace alexnet
