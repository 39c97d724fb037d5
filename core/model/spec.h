// A network as plain data: a chain of named layers, from the network input to the probabilities of the classes. It holds no
// weights (model/model.h does) and takes next to no memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/preprocess.h"
#include "model/operations.h"
#include "tensor/shape.h"

namespace alexnet {

// The variant of a network that is none of the AlexNets (model/alexnet.h). Its file describes its layers (model/layers_json.h).
inline constexpr std::string_view kCustomVariant = "custom";

struct LayerSpec {
  std::string name;  // `conv1`, `relu1`, `norm1`, `pool1`, …, `fc8`, `prob`; unique in a network
  Operation operation;
};

struct ModelSpec {
  std::string variant;       // one of kVariants (model/alexnet.h), or kCustomVariant
  double width = 1.0;        // multiplies the channels of every hidden layer
  double dense_width = 1.0;  // multiplies the outputs of the hidden dense layers instead
  std::size_t classes = 1000;
  Preprocessing preprocessing;
  std::vector<LayerSpec> layers;

  // Returns the temperature of the last layer if that is a softmax, else 1.
  [[nodiscard]] float temperature() const;
  // Sets it. Does nothing if the last layer is no softmax. Requires: temperature > 0.
  void set_temperature(float temperature);
};

// infer_shape() of one layer; an error names the layer.
[[nodiscard]] Result<LayerShape> infer_layer(const LayerSpec& layer, const Shape& input);

// The shapes of all layers, in the order of spec.layers. The errors of infer_layer(); kWrongShape if there is no layer or the
// last output is not one value for each class.
[[nodiscard]] Result<std::vector<LayerShape>> infer_shapes(const ModelSpec& spec);

// A parameter tensor of a network.
struct ParameterSpec {
  std::string name;  // `conv1.weight`
  Shape shape;
};

// All parameters in the order of the layers, weight before bias: `conv1.weight`, `conv1.bias`, … The errors of infer_shapes().
[[nodiscard]] Result<std::vector<ParameterSpec>> parameter_specs(const ModelSpec& spec);

}  // namespace alexnet
