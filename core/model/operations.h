// The operations of which layers are made, as plain data: each struct holds the name, the options and the JSON fields of one
// operation; operations.cpp holds its shape rule. All windows are square. A new operation is a struct and an alternative of
// Operation here, and an overload of the shape rule; code that visits Operation does not compile until it has a case for it.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>
#include <variant>

#include "base/error.h"
#include "tensor/shape.h"
#include "tensor/window.h"

namespace alexnet {

// A member of an operation under the key that model/layers_json.h gives it. A floating-point value must be in [least, below).
template <typename Owner, typename Value>
struct Field {
  const char* key;
  Value Owner::* member;
  float least;
  float below;
  bool is_optional = false;  // written only if it is not the default, and the default where a file lacks it
};

template <typename Owner, typename Value>
constexpr Field<Owner, Value> field(const char* key, Value Owner::* member,
                                    float least = -std::numeric_limits<float>::infinity(),
                                    float below = std::numeric_limits<float>::infinity()) {
  return {key, member, least, below};
}

// A field that an earlier version did not have: its files lack it, and reads the files that do not use it.
template <typename Owner, typename Value>
constexpr Field<Owner, Value> optional_field(const char* key, Value Owner::* member) {
  Field<Owner, Value> result = field(key, member);
  result.is_optional = true;
  return result;
}

// 2-D convolution with a bias. Output height and width = (input + padding - kernel) / stride + 1, rounded down.
// Weights are [outputs][kernel][kernel][input channels / groups], the bias is [outputs].
struct Convolution {
  std::size_t outputs = 0;  // channels
  std::size_t kernel = 0;
  std::size_t stride = 1;
  Padding padding;
  std::size_t groups = 1;

  static constexpr std::string_view kName = "convolution";
  static constexpr auto kFields = std::tuple(field("outputs", &Convolution::outputs), field("kernel", &Convolution::kernel),
                                             field("stride", &Convolution::stride), field("padding", &Convolution::padding),
                                             field("groups", &Convolution::groups));
};

// max(x, 0) of every value.
struct Relu {
  static constexpr std::string_view kName = "relu";
  static constexpr auto kFields = std::tuple();
};

// Local response normalization across channels: b = a / (k + alpha * sum of a^2 over `size` adjacent channels)^beta
// (Krizhevsky et al. 2012, section 3.3). alpha is not divided by size; for a source that divides, the spec holds the quotient.
struct LocalResponseNorm {
  std::size_t size = 5;  // 1 to 63; of an even number, one more channel above than below, as in ONNX
  float alpha = 1e-4f;
  float beta = 0.75f;
  float k = 2.0f;

  static constexpr std::string_view kName = "lrn";
  static constexpr auto kFields = std::tuple(field("size", &LocalResponseNorm::size), field("alpha", &LocalResponseNorm::alpha),
                                             field("beta", &LocalResponseNorm::beta), field("k", &LocalResponseNorm::k));
};

// The maximum of every window. `rounding` says whether the output size is rounded down or up; with kUp, the last window may
// extend beyond the input. What is padded never is the maximum; each side of it is smaller than the kernel.
struct MaxPool {
  std::size_t kernel = 3;
  std::size_t stride = 2;  // at most `kernel`
  Rounding rounding = Rounding::kDown;
  Padding padding;

  static constexpr std::string_view kName = "max pool";
  static constexpr auto kFields =
      std::tuple(field("kernel", &MaxPool::kernel), field("stride", &MaxPool::stride), field("rounding", &MaxPool::rounding),
                 optional_field("padding", &MaxPool::padding));
};

// The average of side x side windows; window i covers floor(i * in / side) .. ceil((i + 1) * in / side) - 1 of each axis
// (PyTorch's adaptive_avg_pool2d).
struct AdaptiveAveragePool {
  std::size_t side = 6;

  static constexpr std::string_view kName = "average pool";
  static constexpr auto kFields = std::tuple(field("side", &AdaptiveAveragePool::side));
};

// In training, each value becomes 0 with probability `rate`, and the others are divided by 1 - rate. The identity at inference.
struct Dropout {
  float rate = 0.5f;

  static constexpr std::string_view kName = "dropout";
  static constexpr auto kFields = std::tuple(field("rate", &Dropout::rate, 0.0f, 1.0f));
};

// A fully connected layer with a bias. Weights are [outputs][inputs], the bias is [outputs]; an input [y][x][c] is flattened
// in that order.
struct Dense {
  std::size_t outputs = 0;

  static constexpr std::string_view kName = "linear";
  static constexpr auto kFields = std::tuple(field("outputs", &Dense::outputs));
};

// Softmax of the logits divided by `temperature` (Guo et al., "On calibration of modern neural networks", ICML 2017). The
// temperature has a metadata key of its own (model/model.h) and is no field.
struct Softmax {
  float temperature = 1;

  static constexpr std::string_view kName = "softmax";
  static constexpr auto kFields = std::tuple();
};

using Operation = std::variant<Convolution, Relu, LocalResponseNorm, MaxPool, AdaptiveAveragePool, Dropout, Dense, Softmax>;

// The kName of the operation.
[[nodiscard]] std::string_view operation_name(const Operation& operation);

// The shapes of one layer without the batch axis, [y, x, c] or [c], and its cost.
struct LayerShape {
  Shape input;
  Shape output;
  Shape weight;  // rank 0 for a layer without weights
  std::size_t parameters = 0;
  std::uint64_t macs = 0;  // multiplications of a convolution or dense layer for one image; padding counts as values
};

// The shapes of an operation that is applied to an input of shape `input`. kWrongShape if a kernel does not fit, groups do not
// divide the channels, a size is 0, or a tensor would have more than 2^31 elements.
[[nodiscard]] Result<LayerShape> infer_shape(const Operation& operation, const Shape& input);

}  // namespace alexnet
