// A network as the file of another program (ONNX, Keras) describes it: a chain of layers and the tensors that they name. The
// readers of such files return it and the writers accept it; interop/import_graph.h turns it into a model of this program.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/tensor_map.h"
#include "tensor/activation_quantization.h"

namespace alexnet {

// The kind of a layer, with the fields of ForeignLayer that it uses.
enum class ForeignKind {
  kConvolution,          // weight, bias, order, window, groups
  kDense,                // weight, bias, order
  kBatchNorm,            // gamma, beta, mean, variance, epsilon
  kRelu,                 //
  kLocalResponseNorm,    // norm
  kZeroPadding,          // window.padding
  kMaxPool,              // window
  kAveragePool,          // window
  kGlobalAveragePool,    // none: the average over all rows and columns, one value per channel
  kAdaptiveAveragePool,  // image, side: averages over side x side windows that cover the image, as in PyTorch
  kDropout,              // rate
  kFlatten,              // channels_first
  kSoftmax,              //
  kSigmoid,              // of one value: the probability of the second of two classes
  kRescaling,            // scale, offset: x * scale + offset
  kQuantization,         // quantization: the values are rounded to 8 bits
  kOther,                // reason: why this program cannot run the layer
};

// The order of the axes of a weight, outermost first; y and x are the axes of the kernel. `in` of a convolution is the number of
// its input channels divided by its groups.
enum class WeightOrder { kOutInYX, kYXInOut, kOutYXIn, kOutIn, kInOut };

enum class PaddingRule {
  kExplicit,   // as many zeros as `padding` states
  kSame,       // output = input / stride, rounded up; if the number of zeros is odd, the extra one is at the end
  kSameBegin,  // the same, with the extra zero at the beginning
};

// The window of a convolution or a pooling layer, in pixels.
struct ForeignWindow {
  std::array<std::size_t, 2> kernel{1, 1};  // y, x
  std::array<std::size_t, 2> stride{1, 1};
  std::array<std::size_t, 2> dilation{1, 1};
  PaddingRule rule = PaddingRule::kExplicit;
  std::array<std::size_t, 4> padding{};  // top, left, bottom, right
  bool round_up = false;                 // the number of windows is rounded up, so that the last may extend past the end
  bool counts_padding = false;           // an average includes the zeros of the padding
};

// y = x / (bias + alpha / size * sum of x^2 over `size` adjacent channels)^beta: alpha is divided by size, as in ONNX.
struct ForeignNorm {
  std::size_t size = 5;
  float alpha = 1e-4f;
  float beta = 0.75f;
  float bias = 1.0f;
};

// One layer. ForeignKind lists the fields that a kind uses; the others keep their defaults. weight, bias, gamma, beta, mean and
// variance are names of tensors in ForeignNetwork::tensors, empty if the layer has no such tensor.
struct ForeignLayer {
  std::string name;  // in the file
  std::string type;  // the type in the terms of the file: `Conv`, `Conv2D`
  ForeignKind kind = ForeignKind::kOther;
  Error reason;  // of kOther: the error, without a location, that importing the layer returns
  std::string weight;
  std::string bias;
  WeightOrder order = WeightOrder::kOutInYX;
  ForeignWindow window;
  std::size_t groups = 1;
  std::string gamma;
  std::string beta;
  std::string mean;
  std::string variance;
  float epsilon = 1e-3f;
  ForeignNorm norm;
  float rate = 0.5f;
  std::array<std::size_t, 2> image{};  // rows and columns that the layer reads; 0 if the file does not state them
  std::size_t side = 0;
  std::optional<ActivationQuantization> quantization;  // also of a layer with weights: of its input
  bool channels_first = false;                         // the flat vector is [c][y][x], otherwise [y][x][c]
  std::vector<float> scale{1};                         // one number, or one for each channel
  std::vector<float> offset{0};                        // the same
};

struct ForeignNetwork {
  std::string format;                  // `ONNX, opset 9`, to be shown to the user
  bool has_architecture = true;        // false: `layers` holds only the layers with weights, inferred from their shapes
  std::array<std::size_t, 3> input{};  // rows, columns, channels; 0 if the file does not fix the length
  std::vector<ForeignLayer> layers;    // in the order of the computation
  bool is_of_pytorch = false;          // PyTorch wrote the file
  std::vector<Notice> notes;           // what the reader changed or left out, for the report
  TensorMap tensors;                   // all tensors of the file, also those that no layer names, and its metadata

  // Adds a layer at the end. Succeeds always, so that a reader can end with it.
  Status add(ForeignLayer layer, ForeignKind kind) {
    layer.kind = kind;
    layers.push_back(std::move(layer));
    return {};
  }
  // Adds a layer that cannot be imported, for this reason, which may have been made of the layer: it is moved from only here.
  Status add_other(ForeignLayer&& layer, const std::unexpected<Error>& reason) {
    layer.reason = reason.error();
    return add(std::move(layer), ForeignKind::kOther);
  }
};

}  // namespace alexnet
