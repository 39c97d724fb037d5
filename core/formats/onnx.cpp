#include "formats/onnx.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/onnx_graph.h"
#include "formats/protobuf.h"
#include "messages/onnx.h"

namespace alexnet {
namespace {

constexpr std::int64_t kMaxLength = 1 << 20;  // of a kernel, a stride, a padding

// The operators with which exporters compute shapes from other shapes and constants.
const std::set<std::string, std::less<>> kShapeOperators = {"Shape", "Gather",     "Unsqueeze",      "Squeeze",  "Concat",
                                                            "Slice", "Cast",       "Constant",       "Identity", "Mul",
                                                            "Add",   "ReduceProd", "ConstantOfShape"};

std::string location(const OnnxNode& node) { return location_in("onnx", node.type, node.name); }

// Follows the values of a graph from one node to the next. Errors without a location get that of the node.
class ChainWalk {
 public:
  explicit ChainWalk(OnnxGraph graph) : graph_(std::move(graph)) {}

  Result<ForeignNetwork> run() {
    TRY(begin());
    index_consumers();
    std::set<std::size_t> visited;
    for (;;) {
      const auto next = consumers_.find(value_);
      if (next == consumers_.end()) break;
      const OnnxNode& node = graph_.nodes[next->second.front()];
      if (next->second.size() > 1) return fail<msg::kOnnxBranches>(location(node), next->second.size(), quoted_name(value_));
      if (!visited.insert(next->second.front()).second) return fail<msg::kOnnxCycle>(location(node));
      if (node.outputs.empty()) return fail<msg::kOnnxNoOutput>(location(node));
      TRY(expect_one_input(node));
      if (Status added = add(node); !added) return with_context(location(node), std::move(added).error());
      value_ = node.outputs.front();
    }
    if (std::ranges::find(graph_.outputs, value_) == graph_.outputs.end())
      return fail<msg::kOnnxChainEnd>("onnx", quoted_name(value_));
    network_.tensors = std::move(graph_.tensors);
    drop_constant_tensors();
    return std::move(network_);
  }

 private:
  // Removes the tensors that became numbers of a layer, such as a scale, unless a layer also uses them as weights.
  void drop_constant_tensors() {
    for (const ForeignLayer& layer : network_.layers)
      for (const std::string& name : {layer.weight, layer.bias, layer.gamma, layer.beta, layer.mean, layer.variance})
        constants_.erase(name);
    for (const std::string& name : constants_) network_.tensors.tensors.erase(name);
  }

  Status begin() {
    network_.format = str_cat("ONNX, opset ", graph_.opset);
    if (!graph_.producer.empty()) network_.format += str_cat(", by ", graph_.producer);
    if (graph_.inputs.size() != 1) return fail<msg::kOnnxInputs>("onnx", graph_.inputs.size());
    const OnnxValue& input = graph_.inputs.front();
    if (!input.shape.empty() && input.shape.size() != 4)
      return fail<msg::kOnnxInputAxes>(location_in("onnx", "input", input.name), input.shape.size());
    if (!input.shape.empty()) {
      channels_first_ = input.shape[3] != 3 || input.shape[1] == 3;
      network_.input = channels_first_ ? std::array{input.shape[2], input.shape[3], input.shape[1]}
                                       : std::array{input.shape[1], input.shape[2], input.shape[3]};
    }
    value_ = input.name;
    return {};
  }

  [[nodiscard]] bool is_tensor(std::string_view value) const { return graph_.tensors.tensors.contains(value); }

  // Records which nodes read which value of the chain. Tensors, and values that only compute a shape, are left out.
  void index_consumers() {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const OnnxNode& node = graph_.nodes[i];
      const auto is_constant = [&](const std::string& input) {
        return input.empty() || is_tensor(input) || shape_values_.contains(input);
      };
      const bool computes_shape =
          node.type == "Shape" || (kShapeOperators.contains(node.type) && std::ranges::all_of(node.inputs, is_constant));
      if (computes_shape) {
        if (node.type == "Identity" && is_tensor(node.input(0)) && !node.outputs.empty())
          graph_.tensors.tensors.emplace(node.outputs.front(), graph_.tensors.tensors.find(node.input(0))->second);
        else
          shape_values_.insert(node.outputs.begin(), node.outputs.end());
        continue;
      }
      for (const std::string& input : node.inputs)
        if (!is_constant(input)) consumers_[input].push_back(i);
    }
  }

  Status expect_one_input(const OnnxNode& node) const {
    for (const std::string& input : node.inputs)
      if (input != value_ && !input.empty() && !is_tensor(input) && !shape_values_.contains(input))
        return fail<msg::kOnnxExtraInput>(location(node), quoted_name(input), quoted_name(value_));
    return {};
  }

  Status add(const OnnxNode& node) {
    ForeignLayer layer;
    layer.name = node.name;
    layer.type = node.type;
    if (!node.domain.empty() && node.domain != "ai.onnx") return add_other(std::move(layer));
    if (const Operator* step = operator_of(node.type)) {
      TRY((this->*(step->fill))(node, layer));
      layer.kind = step->kind;
      network_.layers.push_back(std::move(layer));
      return {};
    }
    return add_shapes(node, std::move(layer));
  }

  // An operator that becomes a layer, and the function that fills its fields.
  struct Operator {
    std::string_view type;
    ForeignKind kind;
    Status (ChainWalk::*fill)(const OnnxNode&, ForeignLayer&);
  };
  static const Operator* operator_of(std::string_view type) {
    static constexpr std::array<Operator, 16> kSteps{{
        {"Conv", ForeignKind::kConvolution, &ChainWalk::convolution},
        {"Gemm", ForeignKind::kDense, &ChainWalk::gemm},
        {"MatMul", ForeignKind::kDense, &ChainWalk::matmul},
        {"BatchNormalization", ForeignKind::kBatchNorm, &ChainWalk::batch_norm},
        {"Relu", ForeignKind::kRelu, &ChainWalk::no_attributes},
        {"LRN", ForeignKind::kLocalResponseNorm, &ChainWalk::lrn},
        {"Mul", ForeignKind::kRescaling, &ChainWalk::rescaling},
        {"Div", ForeignKind::kRescaling, &ChainWalk::rescaling},
        {"Pad", ForeignKind::kZeroPadding, &ChainWalk::pad},
        {"MaxPool", ForeignKind::kMaxPool, &ChainWalk::window},
        {"AveragePool", ForeignKind::kAveragePool, &ChainWalk::window},
        {"GlobalAveragePool", ForeignKind::kGlobalAveragePool, &ChainWalk::require_channels_first},
        {"Dropout", ForeignKind::kDropout, &ChainWalk::dropout},
        {"Flatten", ForeignKind::kFlatten, &ChainWalk::flatten},
        {"Reshape", ForeignKind::kFlatten, &ChainWalk::reshape},
        {"Softmax", ForeignKind::kSoftmax, &ChainWalk::softmax},
    }};
    const auto* found = std::ranges::find(kSteps, type, &Operator::type);
    return found == kSteps.end() ? nullptr : found;
  }

  // Adds an operator that rearranges values or becomes part of the layer before it.
  Status add_shapes(const OnnxNode& node, ForeignLayer layer) {
    if (node.type == "Identity" || node.type == "Cast") return {};
    if (node.type == "Add" && add_bias(node)) return {};
    if (node.type == "Transpose") return transpose(node);
    if (node.type == "Squeeze") return add_flatten(std::move(layer));
    if (node.type == "ReduceMean") return reduce_mean(node, std::move(layer));
    return add_other(std::move(layer));
  }

  Status add_other(ForeignLayer layer) {
    layer.reason = fail<msg::kOnnxOperator>("", shortened(layer.type)).error();
    network_.layers.push_back(std::move(layer));
    return {};
  }
  Status add_flatten(ForeignLayer layer) {
    layer.kind = ForeignKind::kFlatten;
    layer.channels_first = channels_first_;
    network_.layers.push_back(std::move(layer));
    return {};
  }

  // Returns the name of the tensor that is input `index` of the node; `input` is the name of the operand in ONNX.
  Result<std::string> tensor(const OnnxNode& node, std::size_t index, std::string_view input) const {
    std::string name(node.input(index));
    if (!is_tensor(name)) return fail<msg::kOnnxNotATensor>("", input, quoted_name(name));
    return name;
  }
  // The same for a tensor that must have `rank` axes.
  Result<std::string> tensor(const OnnxNode& node, std::size_t index, std::string_view input, std::size_t rank) const {
    TRY_VALUE(std::string name, tensor(node, index, input));
    const std::size_t found = graph_.tensors.tensors.find(name)->second.shape.size();
    if (found != rank) return fail<msg::kOnnxTensorAxes>("", input, quoted_name(name), found, rank);
    return name;
  }

  Status no_attributes(const OnnxNode&, ForeignLayer&) { return {}; }

  Status require_channels_first(const OnnxNode&, ForeignLayer&) {
    return channels_first_ ? Status{} : fail<msg::kOnnxChannelsLast>("");
  }

  // Copies an attribute to `to`, which keeps its values if the attribute is missing.
  static Status sizes(const std::vector<std::int64_t>& from, std::span<std::size_t> to, std::string_view attribute) {
    if (from.empty()) return {};
    if (from.size() != to.size()) return fail<msg::kOnnxAttributeCount>("", attribute, from.size(), to.size());
    for (std::size_t i = 0; i < to.size(); ++i) {
      if (from[i] < 0 || from[i] > kMaxLength) return fail<msg::kOnnxAttributeValue>("", attribute, from[i]);
      to[i] = static_cast<std::size_t>(from[i]);
    }
    return {};
  }

  Status window(const OnnxNode& node, ForeignLayer& layer) {
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

  Status convolution(const OnnxNode& node, ForeignLayer& layer) {
    TRY_VALUE(layer.weight, tensor(node, 1, "W", 4));
    const std::vector<std::size_t>& shape = graph_.tensors.tensors.find(layer.weight)->second.shape;
    layer.window.kernel = {shape[2], shape[3]};
    TRY(window(node, layer));
    if (layer.window.kernel != std::array{shape[2], shape[3]})
      return fail<msg::kOnnxKernelShape>("", quoted_name(layer.weight));
    const std::int64_t groups = node.integer("group", 1);
    if (groups < 1 || groups > kMaxLength) return fail<msg::kOnnxAttributeValue>("", "group", groups);
    layer.groups = static_cast<std::size_t>(groups);
    if (node.input(2).empty()) return {};
    TRY_VALUE(layer.bias, tensor(node, 2, "B"));
    return {};
  }

  Status gemm(const OnnxNode& node, ForeignLayer& layer) {
    if (node.integer("transA", 0) != 0) return fail<msg::kOnnxTransA>("");
    if (node.real("alpha", 1) != 1 || (node.real("beta", 1) != 1 && !node.input(2).empty()))
      return fail<msg::kOnnxAlphaBeta>("");
    TRY_VALUE(layer.weight, tensor(node, 1, "B", 2));
    layer.order = node.integer("transB", 0) != 0 ? WeightOrder::kOutIn : WeightOrder::kInOut;
    if (node.input(2).empty()) return {};
    TRY_VALUE(layer.bias, tensor(node, 2, "C"));
    return {};
  }

  Status matmul(const OnnxNode& node, ForeignLayer& layer) {
    if (node.input(0) != value_) return fail<msg::kOnnxMatMulOperand>("");
    TRY_VALUE(layer.weight, tensor(node, 1, "B", 2));
    layer.order = WeightOrder::kInOut;
    return {};
  }

  // Makes an Add after a matrix product or a convolution without a bias its bias. Returns false if that is not possible.
  bool add_bias(const OnnxNode& node) {
    if (node.inputs.size() != 2 || network_.layers.empty()) return false;
    ForeignLayer& layer = network_.layers.back();
    if ((layer.kind != ForeignKind::kDense && layer.kind != ForeignKind::kConvolution) || !layer.bias.empty()) return false;
    const std::string_view other = node.input(0) == value_ ? node.input(1) : node.input(0);
    const auto found = graph_.tensors.tensors.find(other);
    if (found == graph_.tensors.tensors.end()) return false;
    const std::vector<std::size_t>& weight = graph_.tensors.tensors.find(layer.weight)->second.shape;
    // The added tensor must have one value per channel, along the axis of the channels.
    const bool dense = layer.kind == ForeignKind::kDense;
    const std::size_t outputs = layer.order == WeightOrder::kInOut ? weight[1] : weight[0];
    const std::vector<std::size_t>& shape = found->second.shape;
    const std::size_t trailing_axes = dense ? 0 : 2;
    if (found->second.elements() != outputs || shape.size() <= trailing_axes ||
        shape[shape.size() - 1 - trailing_axes] != outputs)
      return false;
    layer.bias = other;
    return true;
  }

  Status batch_norm(const OnnxNode& node, ForeignLayer& layer) {
    TRY_VALUE(layer.gamma, tensor(node, 1, "scale"));
    TRY_VALUE(layer.beta, tensor(node, 2, "B"));
    TRY_VALUE(layer.mean, tensor(node, 3, "input_mean"));
    TRY_VALUE(layer.variance, tensor(node, 4, "input_var"));
    layer.epsilon = node.real("epsilon", 1e-5f);
    return {};
  }

  Status lrn(const OnnxNode& node, ForeignLayer& layer) {
    TRY(require_channels_first(node, layer));
    const std::int64_t size = node.integer("size", 0);
    if (size < 1 || size > kMaxLength) return fail<msg::kOnnxAttributeValue>("", "size", size);
    layer.norm = {.size = static_cast<std::size_t>(size),
                  .alpha = node.real("alpha", 1e-4f),
                  .beta = node.real("beta", 0.75f),
                  .bias = node.real("bias", 1.0f)};
    return {};
  }

  // Copies a tensor of one number to `to`, which keeps its value if there is no such tensor.
  Status single(std::string_view name, float& to, std::string_view input) {
    const auto found = graph_.tensors.tensors.find(name);
    if (found == graph_.tensors.tensors.end()) return {};
    if (found->second.elements() != 1) return fail<msg::kOnnxScalar>("", input, found->second.elements());
    constants_.emplace(name);
    return to_floats(found->second, {&to, 1});
  }

  // The scale is one number, which is the second operand of a division.
  Status rescaling(const OnnxNode& node, ForeignLayer& layer) {
    const bool divides = node.type == "Div";
    const std::string_view other = node.input(0) == value_ || divides ? node.input(1) : node.input(0);
    if (!is_tensor(other)) return fail<msg::kOnnxNotATensor>("", "B", quoted_name(other));
    TRY(single(other, layer.scale, "B"));
    if (divides) layer.scale = 1 / layer.scale;
    return {};
  }

  // The rate is an attribute up to opset 11, then a tensor.
  Status dropout(const OnnxNode& node, ForeignLayer& layer) {
    layer.rate = node.real("ratio", 0.5f);
    return single(node.input(1), layer.rate, "ratio");
  }

  Status flatten(const OnnxNode& node, ForeignLayer& layer) {
    layer.channels_first = channels_first_;
    const std::int64_t axis = node.integer("axis", 1);
    return axis == 1 ? Status{} : fail<msg::kOnnxAxis>("", axis);
  }

  // Returns integers that are an attribute in old opsets and an input in new ones.
  Result<std::vector<std::int64_t>> integers(const OnnxNode& node, std::string_view attribute, std::size_t index) {
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

  // `pads` states the zeros before the beginning of each axis, then those after the end of each axis.
  Status pad(const OnnxNode& node, ForeignLayer& layer) {
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

  // The shape is an attribute up to opset 4, then an input, which may be computed from the size of the batch.
  Status reshape(const OnnxNode& node, ForeignLayer& layer) {
    layer.channels_first = channels_first_;
    if (shape_values_.contains(node.input(1))) return {};
    TRY_VALUE(const std::vector<std::int64_t> shape, integers(node, "shape", 1));
    return shape.size() == 2 ? Status{} : fail<msg::kOnnxReshape>("", shape.size());
  }

  // Before opset 13, axis 1 means all axes from 1 on, which is the same for a vector of classes.
  Status softmax(const OnnxNode& node, ForeignLayer&) {
    const std::int64_t axis = node.integer("axis", graph_.opset < 13 ? 1 : -1);
    return axis == 1 || axis == -1 ? Status{} : fail<msg::kOnnxAxis>("", axis);
  }

  Status transpose(const OnnxNode& node) {
    const std::vector<std::int64_t> order = node.integers("perm");
    const bool to_first = order == std::vector<std::int64_t>{0, 3, 1, 2};
    const bool to_last = order == std::vector<std::int64_t>{0, 2, 3, 1};
    if (channels_first_ ? !to_last : !to_first) return fail<msg::kOnnxTranspose>("");
    channels_first_ = to_first;
    return {};
  }

  // A mean over rows and columns is a global average pooling.
  Status reduce_mean(const OnnxNode& node, ForeignLayer layer) {
    TRY_VALUE(std::vector<std::int64_t> axes, integers(node, "axes", 1));
    for (std::int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
    std::ranges::sort(axes);
    const std::int64_t first = channels_first_ ? 2 : 1;
    if (axes != std::vector<std::int64_t>{first, first + 1}) return fail<msg::kOnnxReduceMean>("");
    layer.kind = ForeignKind::kGlobalAveragePool;
    const bool keeps = node.integer("keepdims", 1) != 0;
    network_.layers.push_back(layer);
    return keeps ? Status{} : add_flatten(std::move(layer));
  }

  OnnxGraph graph_;
  ForeignNetwork network_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> consumers_;  // the nodes that read a value, by its name
  std::set<std::string, std::less<>> shape_values_;                         // values that only compute a shape
  std::set<std::string, std::less<>> constants_;                            // tensors that became numbers of a layer
  std::string value_;                                                       // the output of the last node
  bool channels_first_ = true;                                              // the layout of that value
};

}  // namespace

// The order of the fields depends on the writer, so that all of them are checked. Field 1 is the version of the format.
bool is_onnx(ByteSpan bytes) {
  bool graph = false;
  const Status read = for_each_field(bytes, [&](const ProtobufField& field) -> Status {
    const bool known =
        (field.number >= 1 && field.number <= 8) || field.number == 14 || field.number == 20 || field.number == 25;
    const bool number = field.number == 1 || field.number == 5;
    if (!known || number != (field.wire == ProtobufField::Wire::kVarint)) return fail<msg::kOnnxField>("onnx", field.number);
    graph = graph || field.number == 7;
    return {};
  });
  return read && graph;
}

Result<ForeignNetwork> read_onnx(SharedBytes file) {
  return catch_bad_alloc("onnx", [&]() -> Result<ForeignNetwork> {
    TRY_VALUE(OnnxGraph graph, read_onnx_graph(std::move(file)));
    return ChainWalk(std::move(graph)).run();
  });
}

}  // namespace alexnet
