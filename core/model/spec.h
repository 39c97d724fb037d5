// A model as plain data: a chain of named layers, from the preprocessed square to the class scores. No weights, no memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "data/preprocess.h"
#include "tensor/shape.h"
#include "tensor/window.h"

namespace alexnet {

// Output side = (input + padding - kernel) / stride + 1, rounded down. Weights [out][k][k][in / groups], bias [out].
struct Convolution {
  std::size_t outputs = 0;
  std::size_t kernel = 0;
  std::size_t stride = 1;
  Padding padding;
  std::size_t groups = 1;
};
struct Relu {};
// b = a / (k + alpha * sum of a^2 over `size` adjacent channels)^beta (Krizhevsky et al. 2012, section 3.3; alpha is *not*
// divided by size here: where a source does that, the spec holds the quotient).
struct LocalResponseNorm {
  std::size_t size = 5;
  float alpha = 1e-4f;
  float beta = 0.75f;
  float k = 2.0f;
};
struct MaxPool {
  std::size_t kernel = 3;
  std::size_t stride = 2;
  Rounding rounding = Rounding::kDown;
};
// Output side x side; window i covers floor(i * in / side) .. ceil((i + 1) * in / side) - 1 (PyTorch, adaptive_avg_pool2d).
struct AdaptiveAveragePool {
  std::size_t side = 6;
};
// The identity at inference; in training each value survives with probability 1 - rate and is divided by it.
struct Dropout {
  float rate = 0.5f;
};
// Weights [out][in], bias [out]. The first one reads its input flattened as [y][x][c].
struct Dense {
  std::size_t outputs = 0;
};
// Of the logits divided by `temperature` (Guo et al., "On calibration of modern neural networks", ICML 2017).
struct Softmax {
  float temperature = 1;
};

using Operation = std::variant<Convolution, Relu, LocalResponseNorm, MaxPool, AdaptiveAveragePool, Dropout, Dense, Softmax>;

// A chain that is none of the AlexNets (model/alexnet.h): its file says what its layers are (model/layers_json.h).
inline constexpr std::string_view kCustomVariant = "custom";

struct LayerSpec {
  std::string name;  // `conv1`, `relu1`, `norm1`, `pool1`, …, `fc8`, `prob`
  Operation operation;
};

struct ModelSpec {
  std::string variant;  // `keras`, `paper`, `caffe`, `caffenet`, `torchvision`; `custom`: layers of somebody else's
  double width = 1.0;
  double dense_width = 1.0;  // of the hidden dense layers
  std::size_t classes = 1000;
  Preprocessing preprocessing;
  std::vector<LayerSpec> layers;

  // Of the softmax that the layers end in; 1 where they do not.
  [[nodiscard]] float temperature() const;
  void set_temperature(float temperature);  // above 0; does nothing without a softmax at the end
};

// One layer of a spec with its shapes worked out, without the batch axis: [y, x, c] or [c].
struct LayerShape {
  Shape input;
  Shape output;
  Shape weight;  // rank 0 where the layer has none
  std::size_t parameters = 0;
  std::uint64_t macs = 0;  // multiplications of convolutions and dense layers for one image, padding counted as values
};

// What one layer makes of an input of this shape.
[[nodiscard]] Result<LayerShape> infer_layer(const LayerSpec& layer, const Shape& input);

// In the order of spec.layers. kWrongShape with the layer's name where a kernel does not fit, groups do not divide, a layer
// would be empty, or a size is absurd (a tensor over 2^31 elements).
[[nodiscard]] Result<std::vector<LayerShape>> infer_shapes(const ModelSpec& spec);

// Every parameter in the order of the layers: `conv1.weight`, `conv1.bias`, …
struct ParameterSpec {
  std::string name;
  Shape shape;
};
[[nodiscard]] Result<std::vector<ParameterSpec>> parameter_specs(const ModelSpec& spec);

// `convolution`, `relu`, `lrn`, `max pool`, `average pool`, `dropout`, `linear`, `softmax`
[[nodiscard]] std::string_view operation_name(const Operation& operation);

}  // namespace alexnet
