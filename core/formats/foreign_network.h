// A network as another program's file describes it: a chain of layers and the tensors that they name. Readers of such files
// fill it, writers take it; what of it runs here, and how, is said in interop/import_graph.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "formats/tensor_map.h"

namespace alexnet {

enum class ForeignKind {
  kConvolution,        // weight, bias, window, groups
  kDense,              // weight, bias
  kBatchNorm,          // gamma, beta, mean, variance, epsilon
  kRelu,               //
  kLocalResponseNorm,  // norm
  kZeroPadding,        // window.padding
  kMaxPool,            // window
  kAveragePool,        // window
  kGlobalAveragePool,  // all of the image: one value a channel
  kDropout,            // rate
  kFlatten,            // channels_first
  kSoftmax,            //
  kRescaling,          // x * scale + offset
  kOther,              // `reason` says why nobody can run it
};

// How a weight's axes lie, outermost first; y and x are the kernel's. `in` of a convolution is its inputs / groups.
enum class WeightOrder { kOutInYX, kYXInOut, kOutIn, kInOut };

enum class PaddingRule {
  kExplicit,   // `padding`
  kSame,       // output = input / stride, rounded up; of an odd number of zeros the extra one is at the end
  kSameBegin,  // the same with the extra one at the beginning
};

struct ForeignWindow {
  std::array<std::size_t, 2> kernel{1, 1};  // y, x
  std::array<std::size_t, 2> stride{1, 1};
  std::array<std::size_t, 2> dilation{1, 1};
  PaddingRule rule = PaddingRule::kExplicit;
  std::array<std::size_t, 4> padding{};  // top, left, bottom, right
  bool round_up = false;                 // the last window may hang over the end
  bool counts_padding = false;           // of an average: zeros outside are values too
};

// y = x / (bias + alpha / size * sum of x^2 over `size` adjacent channels)^beta: alpha is divided by size, as ONNX has it.
struct ForeignNorm {
  std::size_t size = 5;
  float alpha = 1e-4f;
  float beta = 0.75f;
  float bias = 1.0f;
};

// Which fields count is said at the kind; the others are as they are here. Empty names: the layer has no such tensor.
struct ForeignLayer {
  std::string name;  // the file's
  std::string type;  // the file's word for what it is: `Conv`, `Conv2D`
  ForeignKind kind = ForeignKind::kOther;
  std::string reason;
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
  bool channels_first = false;  // the flat vector is [c][y][x], else [y][x][c]
  float scale = 1;
  float offset = 0;
};

struct ForeignNetwork {
  std::string format;                  // `ONNX, opset 9`, for people
  bool has_architecture = true;        // otherwise `layers` are only those that have weights, and only what these tell
  std::array<std::size_t, 3> input{};  // rows, columns, channels; 0 where the file leaves it open
  std::vector<ForeignLayer> layers;    // in the order of the computation
  TensorMap tensors;                   // those that layers name, and what else the file holds; metadata as the file has it
};

}  // namespace alexnet
