#include "formats/tflite.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "base/catch_bad_alloc.h"
#include "formats/flatbuffer.h"
#include "formats/location.h"
#include "messages/tflite.h"

namespace alexnet {
namespace {

// The operators that are read, by their numbers in the schema.
enum OperatorCode : std::int32_t {
  kOpAdd = 0,
  kOpAveragePool = 1,
  kOpConv2d = 3,
  kOpDequantize = 6,
  kOpFullyConnected = 9,
  kOpLocalResponseNormalization = 13,
  kOpLogistic = 14,
  kOpMaxPool = 17,
  kOpMul = 18,
  kOpRelu = 19,
  kOpReshape = 22,
  kOpSoftmax = 25,
  kOpPad = 34,
  kOpMean = 40,
  kOpSub = 41,
  kOpDiv = 42,
  kOpQuantize = 114,
  kOpVarHandle = 142,
  kOpReadVariable = 143,
};
// Those whose type is named in messages and in the report.
constexpr std::array<std::pair<std::int32_t, std::string_view>, 28> kOperatorNames{
    {{kOpAdd, "ADD"},
     {kOpAveragePool, "AVERAGE_POOL_2D"},
     {2, "CONCATENATION"},
     {kOpConv2d, "CONV_2D"},
     {4, "DEPTHWISE_CONV_2D"},
     {kOpDequantize, "DEQUANTIZE"},
     {kOpFullyConnected, "FULLY_CONNECTED"},
     {11, "L2_NORMALIZATION"},
     {kOpLocalResponseNormalization, "LOCAL_RESPONSE_NORMALIZATION"},
     {kOpLogistic, "LOGISTIC"},
     {kOpMaxPool, "MAX_POOL_2D"},
     {kOpMul, "MUL"},
     {kOpRelu, "RELU"},
     {21, "RELU6"},
     {kOpReshape, "RESHAPE"},
     {23, "RESIZE_BILINEAR"},
     {kOpSoftmax, "SOFTMAX"},
     {28, "TANH"},
     {32, "CUSTOM"},
     {kOpPad, "PAD"},
     {39, "TRANSPOSE"},
     {kOpMean, "MEAN"},
     {kOpSub, "SUB"},
     {kOpDiv, "DIV"},
     {54, "PRELU"},
     {98, "LEAKY_RELU"},
     {111, "ELU"},
     {117, "HARD_SWISH"}}};

enum TensorType : std::int8_t { kTensorFloat32 = 0, kTensorFloat16 = 1, kTensorInt32 = 2, kTensorUint8 = 3, kTensorInt8 = 9 };

constexpr std::size_t kMaxTfliteOperators = 10'000;
constexpr std::size_t kMaxTfliteTensors = 100'000;
constexpr std::int32_t kMaxTfliteStride = 1 << 20;
constexpr const char* kTflite = "tflite";

std::string operator_name_of(std::int32_t code) {
  const auto* found = std::ranges::find(kOperatorNames, code, &std::pair<std::int32_t, std::string_view>::first);
  return found == kOperatorNames.end() ? str_cat("operator ", code) : std::string(found->second);
}

// One operator with the numbers of its tensors.
struct TfliteNode {
  std::int32_t code = 0;
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> outputs;
  FlatbufferTable options;
};

std::vector<std::int32_t> integers_of(const FlatbufferVector& vector) {
  std::vector<std::int32_t> result(vector.size());
  for (std::size_t i = 0; i < vector.size(); ++i) result[i] = vector.number<std::int32_t>(i);
  return result;
}

struct TfliteStorage {
  SharedBytes file;
  std::vector<std::vector<float>> converted;
};

class TfliteReader {
 public:
  explicit TfliteReader(const SharedBytes& file)
      : bytes_(file.bytes()), model_(FlatbufferTable::root(bytes_)), storage_(std::make_shared<TfliteStorage>()) {
    storage_->file = file;
    budget_ = 8 * bytes_.size();
  }

  Result<ForeignNetwork> run() {
    const FlatbufferVector subgraphs = model_.vector(2, 4);
    if (subgraphs.size() == 0) return fail<msg::kTfliteDamaged>(kTflite);
    const FlatbufferTable graph = subgraphs.table(0);
    tensors_ = graph.vector(0, 4);
    buffers_ = model_.vector(4, 4);
    TRY(read_nodes(graph.vector(3, 4)));
    const std::vector<std::int32_t> inputs = integers_of(graph.vector(1, 4)), outputs = integers_of(graph.vector(2, 4));
    if (inputs.size() != 1 || outputs.size() != 1) return fail<msg::kTfliteInputs>(kTflite, inputs.size(), outputs.size());
    const std::vector<std::size_t> shape = shape_of(inputs.front());
    if (shape.size() != 4) return fail<msg::kTfliteInputAxes>(kTflite, shape.size());
    network_.input = {shape[1], shape[2], shape[3]};
    network_.format = "TensorFlow Lite";
    add_quantization(inputs.front());
    TRY(follow(inputs.front(), outputs.front()));
    network_.tensors.storage = SharedBytes(bytes_, storage_);
    return std::move(network_);
  }

 private:
  Status read_nodes(const FlatbufferVector& operators) {
    const FlatbufferVector codes = model_.vector(1, 4);
    if (operators.size() > kMaxTfliteOperators) return fail<msg::kTfliteTooManyOperators>(kTflite, kMaxTfliteOperators);
    if (tensors_.size() > kMaxTfliteTensors) return fail<msg::kTfliteDamaged>(kTflite);
    for (std::size_t i = 0; i < operators.size(); ++i) {
      const FlatbufferTable one = operators.table(i);
      const auto index = one.number<std::uint32_t>(0);
      if (index >= codes.size()) return fail<msg::kTfliteDamaged>(kTflite);
      const FlatbufferTable code = codes.table(index);
      // Numbers below 127 stood in a byte before; a file has the number in one of the two places or in both.
      TfliteNode node{.code = std::max<std::int32_t>(code.number<std::int8_t>(0), code.number<std::int32_t>(3)),
                      .inputs = integers_of(one.vector(1, 4)),
                      .outputs = integers_of(one.vector(2, 4)),
                      .options = one.table(4)};
      if (node.code == kOpVarHandle || node.code == kOpReadVariable) return fail<msg::kTfliteVariables>(kTflite);
      nodes_.push_back(std::move(node));
    }
    return {};
  }

  // Follows the value from the input to the output. Operators that read only constants or shapes are passed over.
  Status follow(std::int32_t value, std::int32_t output) {
    std::set<std::int32_t> shapes;
    std::size_t readers = 0;
    for (const TfliteNode& node : nodes_) {
      const bool reads_value = std::ranges::find(node.inputs, value) != node.inputs.end();
      constexpr std::int32_t kShape = 77;
      const bool is_side = !reads_value || node.code == kShape;
      if (is_side) {
        const bool reads_constants = std::ranges::all_of(node.inputs, [&](std::int32_t input) {
          return input < 0 || shapes.contains(input) || !buffer_of(input).empty() || (node.code == kShape && input == value);
        });
        if (!reads_constants) return fail<msg::kTfliteBranches>(where(node));
        if (node.code == kOpDequantize && node.inputs.size() == 1 && node.outputs.size() == 1)
          aliases_[node.outputs.front()] = node.inputs.front();
        shapes.insert(node.outputs.begin(), node.outputs.end());
        continue;
      }
      if (node.outputs.size() != 1) return fail<msg::kTfliteBranches>(where(node));
      if (Status read = read_node(node, value); !read) return with_context(where(node), std::move(read).error());
      value = node.outputs.front();
      add_quantization(value);
      if (++readers > kMaxTfliteOperators) break;
    }
    if (value != output) return fail<msg::kTfliteBranches>(kTflite);
    return {};
  }

  [[nodiscard]] std::string where(const TfliteNode& node) const {
    return location_in(kTflite, operator_name_of(node.code), node.outputs.empty() ? "" : tensor_name(node.outputs.front()));
  }

  Status read_node(const TfliteNode& node, std::int32_t value) {
    ForeignLayer layer{.name = tensor_name(node.outputs.front()), .type = operator_name_of(node.code)};
    switch (node.code) {
      case kOpConv2d:
        return convolution(node, std::move(layer));
      case kOpFullyConnected:
        return dense(node, std::move(layer));
      case kOpMaxPool:
      case kOpAveragePool:
        return pool(node, std::move(layer));
      case kOpRelu:
        return network_.add(std::move(layer), ForeignKind::kRelu);
      case kOpLogistic:
        return network_.add(std::move(layer), ForeignKind::kSigmoid);
      case kOpSoftmax:
        return softmax(node, std::move(layer));
      case kOpReshape:
        return reshape(node, std::move(layer));
      case kOpMean:
        return mean(node, std::move(layer));
      case kOpPad:
        return pad(node, std::move(layer));
      case kOpAdd:
      case kOpSub:
      case kOpMul:
      case kOpDiv:
        return arithmetic(node, value, std::move(layer));
      case kOpLocalResponseNormalization:
        return norm(node, std::move(layer));
      case kOpQuantize:
      case kOpDequantize:
        return {};  // the value is computed with floats
      default:
        return network_.add_other(std::move(layer), fail<msg::kTfliteOperator>("", layer.type));
    }
  }

  // Adds the rounding of a value that the file computes with 8 bits.
  void add_quantization(std::int32_t value) {
    const FlatbufferTable table = tensor(value);
    const FlatbufferTable by = table.table(4);
    const FlatbufferVector scales = by.vector(2, 4), zeros = by.vector(3, 8);
    const auto type = table.number<std::int8_t>(1);
    if ((type != kTensorInt8 && type != kTensorUint8) || scales.size() != 1 || !(scales.number<float>(0) > 0)) return;
    const bool is_signed = type == kTensorInt8;
    const std::int64_t zero = zeros.size() == 1 ? zeros.number<std::int64_t>(0) : 0, least = is_signed ? -128 : 0;
    if (zero < least || zero > least + 255) return;
    ForeignLayer layer{.name = tensor_name(value), .type = "QUANTIZE", .kind = ForeignKind::kQuantization};
    layer.quantization =
        ActivationQuantization{.scale = scales.number<float>(0), .zero_point = static_cast<int>(zero), .is_signed = is_signed};
    network_.layers.push_back(std::move(layer));
  }
  // Of an operator with weights of 8 bits and an input of floats, which TensorFlow Lite rounds when the network runs.
  void read_dynamic_quantization(const TfliteNode& node, bool is_symmetric, ForeignLayer& layer) const {
    const auto type = tensor(node.inputs[1]).number<std::int8_t>(1);
    if (tensor(node.inputs[0]).number<std::int8_t>(1) != kTensorFloat32 || (type != kTensorInt8 && type != kTensorUint8))
      return;
    layer.quantization =
        ActivationQuantization{.rule = is_symmetric ? QuantizationRule::kSymmetric : QuantizationRule::kDynamic};
  }

  // Adds the activation that is part of another operator.
  Status add_activation(const ForeignLayer& layer, std::int8_t activation) {
    if (activation == 0) return {};
    ForeignLayer added{.name = layer.name + "_activation", .type = layer.type};
    if (activation == 1) return network_.add(std::move(added), ForeignKind::kRelu);
    constexpr std::array<std::string_view, 6> kActivations{"", "", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"};
    const std::string_view name = activation > 0 && activation < 6 ? kActivations[static_cast<std::uint8_t>(activation)] : "?";
    return network_.add_other(std::move(added), fail<msg::kTfliteActivation>("", name));
  }

  static Status strides(const FlatbufferTable& options, std::size_t width, std::size_t height, std::array<std::size_t, 2>& to) {
    const std::array found{options.number<std::int32_t>(height, 1), options.number<std::int32_t>(width, 1)};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (found[axis] < 1 || found[axis] > kMaxTfliteStride) return fail<msg::kTfliteOptions>("");
      to[axis] = static_cast<std::size_t>(found[axis]);
    }
    return {};
  }
  static PaddingRule padding(const FlatbufferTable& options) {
    return options.number<std::int8_t>(0) == 0 ? PaddingRule::kSame : PaddingRule::kExplicit;
  }

  Status convolution(const TfliteNode& node, ForeignLayer layer) {
    if (node.inputs.size() < 2) return fail<msg::kTfliteOptions>("");
    TRY_VALUE(layer.weight, weight(node.inputs[1]));
    const std::vector<std::size_t> shape = shape_of(node.inputs[1]), input = shape_of(node.inputs[0]);
    if (shape.size() != 4 || input.size() != 4 || shape[3] == 0) return fail<msg::kTfliteOptions>("");
    layer.order = WeightOrder::kOutYXIn;
    layer.window.kernel = {shape[1], shape[2]};
    layer.groups = std::max<std::size_t>(1, input[3] / shape[3]);
    layer.window.rule = padding(node.options);
    TRY(strides(node.options, 1, 2, layer.window.stride));
    TRY(strides(node.options, 4, 5, layer.window.dilation));
    TRY(bias(node, layer));
    read_dynamic_quantization(node, /*is_symmetric=*/false, layer);
    TRY(network_.add(layer, ForeignKind::kConvolution));
    return add_activation(layer, node.options.number<std::int8_t>(3));
  }
  Status dense(const TfliteNode& node, ForeignLayer layer) {
    if (node.inputs.size() < 2 || node.options.number<std::int8_t>(1) != 0) return fail<msg::kTfliteOptions>("");
    TRY_VALUE(layer.weight, weight(node.inputs[1]));
    layer.order = WeightOrder::kOutIn;
    TRY(bias(node, layer));
    const bool is_symmetric = node.options.number<std::int8_t>(3) == 0;
    read_dynamic_quantization(node, is_symmetric, layer);
    TRY(network_.add(layer, ForeignKind::kDense));
    return add_activation(layer, node.options.number<std::int8_t>(0));
  }
  Status bias(const TfliteNode& node, ForeignLayer& layer) {
    if (node.inputs.size() < 3 || node.inputs[2] < 0) return {};
    TRY_VALUE(layer.bias, weight(node.inputs[2]));
    return {};
  }
  Status pool(const TfliteNode& node, ForeignLayer layer) {
    layer.window.rule = padding(node.options);
    TRY(strides(node.options, 1, 2, layer.window.stride));
    TRY(strides(node.options, 3, 4, layer.window.kernel));
    TRY(network_.add(layer, node.code == kOpMaxPool ? ForeignKind::kMaxPool : ForeignKind::kAveragePool));
    return add_activation(layer, node.options.number<std::int8_t>(5));
  }
  Status softmax(const TfliteNode& node, ForeignLayer layer) {
    const auto beta = node.options.number<float>(0);
    if (beta != 1)
      network_.layers.push_back({.name = layer.name, .type = layer.type, .kind = ForeignKind::kRescaling, .scale = {beta}});
    return network_.add(std::move(layer), ForeignKind::kSoftmax);
  }
  Status reshape(const TfliteNode& node, ForeignLayer layer) {
    const std::size_t axes = shape_of(node.outputs.front()).size();
    if (axes == 2) return network_.add(std::move(layer), ForeignKind::kFlatten);
    if (axes == 4 && shape_of(node.inputs.front()) == shape_of(node.outputs.front())) return {};
    return network_.add_other(std::move(layer), fail<msg::kTfliteReshape>("", axes));
  }
  Status mean(const TfliteNode& node, ForeignLayer layer) {
    const std::vector<std::int32_t> axes = node.inputs.size() == 2 ? constants(node.inputs[1]) : std::vector<std::int32_t>{};
    if (axes != std::vector<std::int32_t>{1, 2}) return network_.add_other(std::move(layer), fail<msg::kTfliteMean>(""));
    TRY(network_.add(layer, ForeignKind::kGlobalAveragePool));
    return node.options.number<std::int8_t>(0) != 0 ? Status{} : network_.add(std::move(layer), ForeignKind::kFlatten);
  }
  Status pad(const TfliteNode& node, ForeignLayer layer) {
    const std::vector<std::int32_t> sides = node.inputs.size() == 2 ? constants(node.inputs[1]) : std::vector<std::int32_t>{};
    if (sides.size() != 8 || sides[0] != 0 || sides[1] != 0 || sides[6] != 0 || sides[7] != 0 ||
        std::ranges::any_of(sides, [](std::int32_t side) { return side < 0 || side > kMaxTfliteStride; }))
      return network_.add_other(std::move(layer), fail<msg::kTfliteOptions>(""));
    const std::array<std::size_t, 4> order{2, 4, 3, 5};  // top, left, bottom, right
    for (std::size_t i = 0; i < 4; ++i) layer.window.padding[i] = static_cast<std::size_t>(sides[order[i]]);
    return network_.add(std::move(layer), ForeignKind::kZeroPadding);
  }
  Status norm(const TfliteNode& node, ForeignLayer layer) {
    const auto radius = node.options.number<std::int32_t>(0);
    if (radius < 0 || radius > kMaxTfliteStride) return fail<msg::kTfliteOptions>("");
    layer.norm.size = 2 * static_cast<std::size_t>(radius) + 1;
    layer.norm.bias = node.options.number<float>(1);
    layer.norm.alpha = node.options.number<float>(2) * static_cast<float>(layer.norm.size);
    layer.norm.beta = node.options.number<float>(3);
    return network_.add(std::move(layer), ForeignKind::kLocalResponseNorm);
  }

  // x + b, x - b, x * a, x / a with constants, one or one for each channel: a rescaling before the first layer with weights, else a
  // part of a batch normalization.
  Status arithmetic(const TfliteNode& node, std::int32_t value, ForeignLayer layer) {
    if (node.inputs.size() != 2) return fail<msg::kTfliteOptions>("");
    const bool is_first = node.inputs[0] == value;
    const std::int32_t operand = node.inputs[is_first ? 1 : 0];
    if (operand == value || (!is_first && (node.code == kOpSub || node.code == kOpDiv)))
      return network_.add_other(std::move(layer), fail<msg::kTfliteOperand>(""));
    TRY_VALUE(const std::string name, weight(operand));
    const FileTensor& tensor = network_.tensors.tensors.find(name)->second;
    constexpr std::size_t kMaxChannels = 1 << 16;
    if (tensor.elements() == 0 || tensor.elements() > kMaxChannels)
      return network_.add_other(std::move(layer), fail<msg::kTfliteOperand>(""));
    std::vector<float> channel_values(tensor.elements());
    TRY(to_floats(tensor, channel_values));
    const bool adds = node.code == kOpAdd || node.code == kOpSub;
    for (float& number : channel_values) number = node.code == kOpSub ? -number : node.code == kOpDiv ? 1 / number : number;
    const std::vector<std::size_t> shape = shape_of(value);
    const std::size_t channels = shape.empty() ? 0 : shape.back();
    const bool has_weights =
        std::ranges::any_of(network_.layers, [](const ForeignLayer& before) { return !before.weight.empty(); });
    if (!has_weights) {
      (adds ? layer.offset : layer.scale) = channel_values;
      TRY(network_.add(layer, ForeignKind::kRescaling));
    } else {
      if (channels > kMaxChannels || (channel_values.size() != 1 && channel_values.size() != channels))
        return network_.add_other(std::move(layer), fail<msg::kTfliteOperand>(""));
      channel_values.resize(channels, channel_values.front());
      layer.mean = constant(name + "_mean", std::vector<float>(channels, 0.0f));
      layer.variance = constant(name + "_variance", std::vector<float>(channels, 1.0f));
      (adds ? layer.beta : layer.gamma) = constant(name + "_channels", std::move(channel_values));
      layer.epsilon = 0;
      TRY(network_.add(layer, ForeignKind::kBatchNorm));
    }
    return add_activation(layer, node.options.number<std::int8_t>(0));
  }

  // Adds a tensor that the file does not have, and returns its name.
  std::string constant(const std::string& wanted, std::vector<float> values) {
    std::string name = wanted;
    while (network_.tensors.tensors.contains(name)) name += '_';
    const std::vector<float>& kept = storage_->converted.emplace_back(std::move(values));
    network_.tensors.tensors[name] = {.type = ElementType::kF32, .shape = {kept.size()}, .bytes = bytes_of(kept)};
    return name;
  }
  static ByteSpan bytes_of(const std::vector<float>& values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)};
  }

  [[nodiscard]] FlatbufferTable tensor(std::int32_t index) const {
    const bool exists = index >= 0 && static_cast<std::size_t>(index) < tensors_.size();
    return exists ? tensors_.table(static_cast<std::size_t>(index)) : FlatbufferTable();
  }
  [[nodiscard]] std::string tensor_name(std::int32_t index) const { return shortened(tensor(index).text(3)); }
  [[nodiscard]] std::vector<std::size_t> shape_of(std::int32_t index) const {
    std::vector<std::size_t> shape;
    for (const std::int32_t length : integers_of(tensor(index).vector(0, 4)))
      shape.push_back(length < 0 ? 0 : static_cast<std::size_t>(length));
    return shape.size() > kMaxRank ? std::vector<std::size_t>{} : shape;
  }
  // The bytes of a constant; none for a value that is computed. Large models have them behind the FlatBuffer.
  [[nodiscard]] ByteSpan buffer_of(std::int32_t index) const {
    const auto number = tensor(index).number<std::uint32_t>(2);
    if (number >= buffers_.size()) return {};
    const FlatbufferTable buffer = buffers_.table(number);
    const auto offset = buffer.number<std::uint64_t>(1), size = buffer.number<std::uint64_t>(2);
    if (offset > 1 && offset <= bytes_.size() && size <= bytes_.size() - offset)
      return bytes_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    return buffer.vector(0, 1).bytes();
  }
  [[nodiscard]] std::vector<std::int32_t> constants(std::int32_t index) const {
    std::vector<std::int32_t> result;
    const ByteSpan bytes = buffer_of(index);
    if (tensor(index).number<std::int8_t>(1) != kTensorInt32 || bytes.size() > 64) return result;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) result.push_back(flatbuffer_number<std::int32_t>(bytes, at));
    return result;
  }

  // Adds a constant to the network's tensors, as floats, and returns its name.
  Result<std::string> weight(std::int32_t index) {
    for (std::size_t i = 0; i < 2; ++i)
      if (const auto alias = aliases_.find(index); alias != aliases_.end()) index = alias->second;
    if (const auto known = names_.find(index); known != names_.end()) return known->second;
    const FlatbufferTable table = tensor(index);
    const ByteSpan bytes = buffer_of(index);
    const auto type = table.number<std::int8_t>(1);
    FileTensor read{.type = ElementType::kF32, .shape = shape_of(index), .bytes = bytes};
    std::uint64_t count = 1;
    for (const std::size_t length : read.shape) {
      count *= length;
      if (count > bytes_.size()) return fail<msg::kTfliteTensor>("", quoted_name(table.text(3)));
    }
    if (type == kTensorFloat16) read.type = ElementType::kF16;
    const std::size_t width = type == kTensorFloat16 ? 2 : type == kTensorInt8 || type == kTensorUint8 ? 1 : 4;
    if (bytes.empty() || bytes.size() != count * width) return fail<msg::kTfliteTensor>("", quoted_name(table.text(3)));
    if (type == kTensorInt8 || type == kTensorUint8 || type == kTensorInt32) {
      TRY(dequantize(table, type, read));
    } else if (type != kTensorFloat32 && type != kTensorFloat16) {
      return fail<msg::kTfliteTensor>("", quoted_name(table.text(3)));
    }
    std::string name(table.text(3));
    while (name.empty() || network_.tensors.tensors.contains(name)) name += '_';
    network_.tensors.tensors[name] = read;
    return names_[index] = name;
  }

  // A value is (stored - zero point) * scale, with one scale or one for each index along an axis.
  Status dequantize(const FlatbufferTable& table, std::int8_t type, FileTensor& to) {
    const FlatbufferTable by = table.table(4);
    const FlatbufferVector scales = by.vector(2, 4), zeros = by.vector(3, 8);
    const auto axis = static_cast<std::size_t>(std::max(0, by.number<std::int32_t>(6)));
    const bool is_by_axis = scales.size() > 1;
    if (scales.size() == 0 || (is_by_axis && (axis >= to.shape.size() || to.shape[axis] != scales.size())))
      return fail<msg::kTfliteScale>("", quoted_name(table.text(3)));
    const std::size_t count = to.elements();
    if (count * sizeof(float) > budget_) return fail<msg::kTfliteDamaged>("");
    budget_ -= count * sizeof(float);
    std::size_t inner = 1;  // values for each index along the axis
    for (std::size_t i = axis + 1; is_by_axis && i < to.shape.size(); ++i) inner *= to.shape[i];
    std::vector<float>& values = storage_->converted.emplace_back(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = is_by_axis ? i / inner % scales.size() : 0;
      const std::int64_t stored = type == kTensorInt32  ? std::int64_t{flatbuffer_number<std::int32_t>(to.bytes, 4 * i)}
                                  : type == kTensorInt8 ? std::int64_t{static_cast<std::int8_t>(to.bytes[i])}
                                                        : std::int64_t{to.bytes[i]};
      const std::int64_t zero = at < zeros.size() ? zeros.number<std::int64_t>(at) : 0;
      values[i] = static_cast<float>(static_cast<double>(stored) - static_cast<double>(zero)) * scales.number<float>(at);
    }
    to.type = ElementType::kF32;
    to.bytes = bytes_of(values);
    return {};
  }

  ByteSpan bytes_;
  FlatbufferTable model_;
  std::shared_ptr<TfliteStorage> storage_;
  std::size_t budget_ = 0;  // bytes of floats that integers may still become
  FlatbufferVector tensors_;
  FlatbufferVector buffers_;
  std::vector<TfliteNode> nodes_;
  std::map<std::int32_t, std::int32_t> aliases_;  // constants that are another one as floats
  std::map<std::int32_t, std::string> names_;     // of the constants that were added
  ForeignNetwork network_;
};

}  // namespace

bool is_tflite(ByteSpan bytes) { return bytes.size() >= 8 && std::memcmp(bytes.data() + 4, "TFL3", 4) == 0; }

Result<ForeignNetwork> read_tflite(SharedBytes file) {
  return catch_bad_alloc(kTflite, [&] { return TfliteReader(file).run(); });
}

}  // namespace alexnet
