#include "formats/onnx/layers.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/location.h"
#include "formats/onnx/patterns.h"
#include "formats/onnx/quantized.h"
#include "formats/onnx/values.h"
#include "messages/onnx.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

constexpr std::int64_t kMaxLength = 1 << 20;  // of a kernel, a stride, a padding

}  // namespace

const OnnxLayerReader::Operator* OnnxLayerReader::operator_of(std::string_view type) {
  static constexpr std::array<Operator, 20> kSteps{{
      {"Conv", ForeignKind::kConvolution, &OnnxLayerReader::convolution},
      {"Gemm", ForeignKind::kDense, &OnnxLayerReader::gemm},
      {"MatMul", ForeignKind::kDense, &OnnxLayerReader::matmul},
      {"BatchNormalization", ForeignKind::kBatchNorm, &OnnxLayerReader::batch_norm},
      {"Relu", ForeignKind::kRelu, &OnnxLayerReader::no_attributes},
      {"LRN", ForeignKind::kLocalResponseNorm, &OnnxLayerReader::lrn},
      {"Add", ForeignKind::kRescaling, &OnnxLayerReader::affine},
      {"Sub", ForeignKind::kRescaling, &OnnxLayerReader::affine},
      {"Mul", ForeignKind::kRescaling, &OnnxLayerReader::affine},
      {"Div", ForeignKind::kRescaling, &OnnxLayerReader::affine},
      {"Pad", ForeignKind::kZeroPadding, &OnnxLayerReader::pad},
      {"MaxPool", ForeignKind::kMaxPool, &OnnxLayerReader::window},
      {"AveragePool", ForeignKind::kAveragePool, &OnnxLayerReader::window},
      {"GlobalAveragePool", ForeignKind::kGlobalAveragePool, &OnnxLayerReader::require_channels_first},
      {kAdaptiveAveragePoolType, ForeignKind::kAdaptiveAveragePool, &OnnxLayerReader::adaptive_average_pool},
      {"Dropout", ForeignKind::kDropout, &OnnxLayerReader::dropout},
      {"Flatten", ForeignKind::kFlatten, &OnnxLayerReader::flatten},
      {"Reshape", ForeignKind::kFlatten, &OnnxLayerReader::reshape},
      {"Softmax", ForeignKind::kSoftmax, &OnnxLayerReader::softmax},
      {"LogSoftmax", ForeignKind::kSoftmax, &OnnxLayerReader::softmax},
  }};
  const auto* found = std::ranges::find(kSteps, type, &Operator::type);
  return found == kSteps.end() ? nullptr : found;
}

bool OnnxLayerReader::is_tensor(std::string_view value) const { return graph_.tensors.tensors.contains(value); }

Result<std::string> OnnxLayerReader::tensor(const OnnxNode& node, std::size_t index, std::string_view input) const {
  std::string name(node.input(index));
  if (is_tensor(name)) return name;
  if (const auto unusable = graph_.unusable.find(name); unusable != graph_.unusable.end())
    return with_context(quoted_name(name), unusable->second);
  return fail<msg::kOnnxNotATensor>("", input, quoted_name(name));
}

Result<std::string> OnnxLayerReader::tensor(const OnnxNode& node, std::size_t index, std::string_view input,
                                            std::size_t rank) const {
  TRY_VALUE(std::string name, tensor(node, index, input));
  const std::size_t found = graph_.tensors.tensors.find(name)->second.shape.size();
  if (found != rank) return fail<msg::kOnnxTensorAxes>("", input, quoted_name(name), found, rank);
  return name;
}

Status OnnxLayerReader::no_attributes(const OnnxNode&, ForeignLayer&) { return {}; }

Status OnnxLayerReader::require_channels_first(const OnnxNode&, ForeignLayer&) {
  return channels_first_ ? Status{} : fail<msg::kOnnxChannelsLast>("");
}

Status OnnxLayerReader::sizes(const std::vector<std::int64_t>& from, std::span<std::size_t> to, std::string_view attribute) {
  if (from.empty()) return {};
  if (from.size() != to.size()) return fail<msg::kOnnxAttributeCount>("", attribute, from.size(), to.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (from[i] < 0 || from[i] > kMaxLength) return fail<msg::kOnnxAttributeValue>("", attribute, from[i]);
    to[i] = static_cast<std::size_t>(from[i]);
  }
  return {};
}

Status OnnxLayerReader::window(const OnnxNode& node, ForeignLayer& layer) {
  TRY(require_channels_first(node, layer));
  ForeignWindow& window = layer.window;
  TRY(sizes(node.integers("kernel_shape"), window.kernel, "kernel_shape"));
  TRY(sizes(node.integers("strides"), window.stride, "strides"));
  TRY(sizes(node.integers("dilations"), window.dilation, "dilations"));
  const std::string_view rule = node.text("auto_pad");
  if (rule == "SAME_UPPER") {
    window.rule = PaddingRule::kSame;
  } else if (rule == "SAME_LOWER") {
    window.rule = PaddingRule::kSameBegin;
  } else if (rule != "VALID") {
    TRY(sizes(node.integers("pads"), window.padding, "pads"));
  }
  window.round_up = node.integer("ceil_mode", 0) != 0;
  window.counts_padding = node.integer("count_include_pad", 0) != 0;
  return {};
}

void OnnxLayerReader::read_quantization(const OnnxNode& node, ForeignLayer& layer) {
  if (node.integer(kDynamicQuantization, 0) != 0)
    layer.quantization = ActivationQuantization{.rule = QuantizationRule::kDynamic};
}

Status OnnxLayerReader::convolution(const OnnxNode& node, ForeignLayer& layer) {
  TRY_VALUE(layer.weight, tensor(node, 1, "W", 4));
  const std::vector<std::size_t>& shape = graph_.tensors.tensors.find(layer.weight)->second.shape;
  layer.window.kernel = {shape[2], shape[3]};
  TRY(window(node, layer));
  read_quantization(node, layer);
  if (layer.window.kernel != std::array{shape[2], shape[3]}) return fail<msg::kOnnxKernelShape>("", quoted_name(layer.weight));
  const std::int64_t groups = node.integer("group", 1);
  if (groups < 1 || groups > kMaxLength) return fail<msg::kOnnxAttributeValue>("", "group", groups);
  layer.groups = static_cast<std::size_t>(groups);
  if (node.input(2).empty()) return {};
  TRY_VALUE(layer.bias, tensor(node, 2, "B"));
  return {};
}

Status OnnxLayerReader::gemm(const OnnxNode& node, ForeignLayer& layer) {
  if (node.integer("transA", 0) != 0) return fail<msg::kOnnxTransA>("");
  if (node.real("alpha", 1) != 1 || (node.real("beta", 1) != 1 && !node.input(2).empty())) return fail<msg::kOnnxAlphaBeta>("");
  TRY_VALUE(layer.weight, tensor(node, 1, "B", 2));
  layer.order = node.integer("transB", 0) != 0 ? WeightOrder::kOutIn : WeightOrder::kInOut;
  if (node.input(2).empty()) return {};
  TRY_VALUE(layer.bias, tensor(node, 2, "C"));
  return {};
}

Status OnnxLayerReader::matmul(const OnnxNode& node, ForeignLayer& layer) {
  if (node.input(0) != value_) return fail<msg::kOnnxMatMulOperand>("");
  TRY_VALUE(layer.weight, tensor(node, 1, "B", 2));
  layer.order = WeightOrder::kInOut;
  read_quantization(node, layer);
  return {};
}

Status OnnxLayerReader::batch_norm(const OnnxNode& node, ForeignLayer& layer) {
  TRY_VALUE(layer.gamma, tensor(node, 1, "scale"));
  TRY_VALUE(layer.beta, tensor(node, 2, "B"));
  TRY_VALUE(layer.mean, tensor(node, 3, "input_mean"));
  TRY_VALUE(layer.variance, tensor(node, 4, "input_var"));
  layer.epsilon = node.real("epsilon", 1e-5f);
  const bool trains = node.integer("training_mode", 0) != 0 || (graph_.opset < 14 && node.outputs.size() > 1);
  in_training_mode_ = in_training_mode_ || trains;
  return {};
}

Status OnnxLayerReader::lrn(const OnnxNode& node, ForeignLayer& layer) {
  TRY(require_channels_first(node, layer));
  const std::int64_t size = node.integer("size", 0);
  if (size < 1 || size > kMaxLength) return fail<msg::kOnnxAttributeValue>("", "size", size);
  layer.norm = {.size = static_cast<std::size_t>(size),
                .alpha = node.real("alpha", 1e-4f),
                .beta = node.real("beta", 0.75f),
                .bias = node.real("bias", 1.0f)};
  return {};
}

Status OnnxLayerReader::single(std::string_view name, float& to, std::string_view input) {
  const auto found = graph_.tensors.tensors.find(name);
  if (found == graph_.tensors.tensors.end()) return {};
  if (found->second.elements() != 1) return fail<msg::kOnnxScalar>("", input, found->second.elements());
  constants_.emplace(name);
  return to_floats(found->second, {&to, 1});
}

bool OnnxLayerReader::fits_channels(const FileTensor& tensor) const {
  if (tensor.elements() == 1) return true;
  // All other axes have length 1; behind the channels are rows and columns, except where the channels are last or alone.
  const std::size_t behind = is_flat_ || !channels_first_ ? 0 : 2;
  const std::size_t rank = tensor.shape.size();
  return rank > behind && rank <= (is_flat_ ? 2u : 4u) && tensor.shape[rank - 1 - behind] == tensor.elements();
}

Status OnnxLayerReader::affine(const OnnxNode& node, ForeignLayer& layer) {
  const bool is_left = node.input(0) == value_;  // whether the value is the left operand
  const std::string_view name = node.input(is_left ? 1 : 0);
  TRY(tensor(node, is_left ? 1 : 0, is_left ? "B" : "A"));
  const FileTensor& operand = graph_.tensors.tensors.find(name)->second;
  if (!fits_channels(operand) || node.inputs.size() != 2)
    return fail<msg::kOnnxOperand>("", quoted_name(name), format_shape(operand.shape));
  if (!is_left && node.type == "Div") return fail<msg::kOnnxNotATensor>("", "B", quoted_name(value_));
  const auto numbers = numbers_of(operand);
  if (!numbers) return fail<msg::kOnnxOperand>("", quoted_name(name), format_shape(operand.shape));
  std::vector<double> scale(numbers->size(), node.type == "Sub" && !is_left ? -1 : 1), offset(numbers->size(), 0);
  for (std::size_t i = 0; i < numbers->size(); ++i) {
    const double number = (*numbers)[i];
    if (node.type == "Add" || node.type == "Sub") offset[i] = node.type == "Sub" && is_left ? -number : number;
    if (node.type == "Mul" || node.type == "Div") scale[i] = node.type == "Div" ? 1 / number : number;
  }
  constants_.emplace(name);
  if (is_input_ || numbers->size() == 1) {
    layer.scale.assign(scale.begin(), scale.end());
    layer.offset.assign(offset.begin(), offset.end());
    return {};
  }
  layer.kind = ForeignKind::kBatchNorm;
  layer.epsilon = 0;
  const auto store = [&](const char* what, const std::vector<double>& values) {
    std::string stored = str_cat(node.name, '.', what);
    while (is_tensor(stored)) stored += '_';
    graph_.tensors.tensors.emplace(stored, store_floats(graph_, {values.size()}, values));
    return stored;
  };
  layer.gamma = store("scale", scale);
  layer.beta = store("offset", offset);
  layer.mean = store("mean", std::vector<double>(scale.size(), 0));
  layer.variance = store("variance", std::vector<double>(scale.size(), 1));
  return {};
}

Status OnnxLayerReader::adaptive_average_pool(const OnnxNode& node, ForeignLayer& layer) {
  TRY(require_channels_first(node, layer));
  layer.image = {static_cast<std::size_t>(node.integer("rows", 0)), static_cast<std::size_t>(node.integer("columns", 0))};
  layer.side = static_cast<std::size_t>(node.integer("side", 0));
  return {};
}

Status OnnxLayerReader::dropout(const OnnxNode& node, ForeignLayer& layer) {
  layer.rate = node.real("ratio", 0.5f);
  in_training_mode_ = in_training_mode_ || constant_number(graph_, node.input(2)).value_or(0) != 0;
  return single(node.input(1), layer.rate, "ratio");
}

Status OnnxLayerReader::flatten(const OnnxNode& node, ForeignLayer& layer) {
  layer.channels_first = channels_first_;
  const std::int64_t axis = node.integer("axis", 1);
  return axis == 1 ? Status{} : fail<msg::kOnnxAxis>("", axis);
}

Result<std::vector<std::int64_t>> OnnxLayerReader::integers(const OnnxNode& node, std::string_view attribute,
                                                            std::size_t index) {
  const auto found = graph_.tensors.tensors.find(node.input(index));
  if (found == graph_.tensors.tensors.end()) return node.integers(attribute);
  const FileTensor& tensor = found->second;
  if (tensor.type != ElementType::kI64 || tensor.elements() > kMaxRank)
    return fail<msg::kOnnxIntegers>("", attribute, kMaxRank);
  constants_.emplace(node.input(index));
  std::vector<std::int64_t> values(tensor.elements());
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

Status OnnxLayerReader::pad(const OnnxNode& node, ForeignLayer& layer) {
  TRY(require_channels_first(node, layer));
  const std::string_view mode = node.text("mode");
  if (!mode.empty() && mode != "constant") return fail<msg::kOnnxPadMode>("", quoted_name(mode));
  float value = node.real("value", 0);
  TRY(single(node.input(2), value, "constant_value"));
  if (value != 0) return fail<msg::kOnnxPadValue>("", value);
  TRY_VALUE(const std::vector<std::int64_t> pads, integers(node, "pads", 1));
  if (pads.size() != 8) return fail<msg::kOnnxAttributeCount>("", "pads", pads.size(), 8);
  if (pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) return fail<msg::kOnnxPadAxes>("");
  return sizes({pads[2], pads[3], pads[6], pads[7]}, layer.window.padding, "pads");
}

Status OnnxLayerReader::reshape(const OnnxNode& node, ForeignLayer& layer) {
  layer.channels_first = channels_first_;
  if (shape_values_.contains(node.input(1))) return {};
  TRY_VALUE(const std::vector<std::int64_t> shape, integers(node, "shape", 1));
  return shape.size() == 2 ? Status{} : fail<msg::kOnnxReshape>("", shape.size());
}

Status OnnxLayerReader::softmax(const OnnxNode& node, ForeignLayer&) {
  const std::int64_t axis = node.integer("axis", graph_.opset < 13 ? 1 : -1);
  return axis == 1 || axis == -1 ? Status{} : fail<msg::kOnnxAxis>("", axis);
}

}  // namespace alexnet
