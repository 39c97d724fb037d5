#include "formats/onnx.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "base/catch_bad_alloc.h"
#include "formats/onnx_graph.h"
#include "formats/protobuf.h"

namespace alexnet {
namespace {

constexpr std::int64_t kMaxLength = 1 << 20;  // of a kernel, a stride, a padding

const std::set<std::string, std::less<>> kShapeOperators = {"Shape", "Gather",     "Unsqueeze",      "Squeeze",  "Concat",
                                                            "Slice", "Cast",       "Constant",       "Identity", "Mul",
                                                            "Add",   "ReduceProd", "ConstantOfShape"};

std::string location(const OnnxNode& node) { return str_cat("onnx: ", node.type, " \"", node.name, "\""); }

// Follows the values of a graph from one node to the next.
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
      if (next->second.size() > 1)
        return fail(ErrorKind::kUnsupported, location(node), "the network branches: ", next->second.size(), " nodes read \"",
                    value_, "\", a chain of layers is expected");
      if (!visited.insert(next->second.front()).second)
        return fail(ErrorKind::kBadFormat, location(node), "the graph is a circle");
      if (node.outputs.empty()) return fail(ErrorKind::kBadFormat, location(node), "has no output");
      TRY(expect_one_input(node));
      if (Status added = add(node); !added) return with_context(location(node), std::move(added).error());
      value_ = node.outputs.front();
    }
    if (std::ranges::find(graph_.outputs, value_) == graph_.outputs.end())
      return fail(ErrorKind::kUnsupported, "onnx", "the chain of layers ends in \"", value_, "\", which is no output");
    network_.tensors = std::move(graph_.tensors);
    drop_constant_tensors();
    return std::move(network_);
  }

 private:
  // Tensors that are now numbers of a layer are no weights.
  void drop_constant_tensors() {
    for (const ForeignLayer& layer : network_.layers)
      for (const std::string& name : {layer.weight, layer.bias, layer.gamma, layer.beta, layer.mean, layer.variance})
        constants_.erase(name);
    for (const std::string& name : constants_) network_.tensors.tensors.erase(name);
  }

  template <typename... Parts>
  [[nodiscard]] static Status unsupported(const Parts&... what) {
    return fail(ErrorKind::kUnsupported, "", what...);
  }

  Status begin() {
    network_.format = str_cat("ONNX, opset ", graph_.opset);
    if (!graph_.producer.empty()) network_.format += str_cat(", by ", graph_.producer);
    if (graph_.inputs.size() != 1)
      return fail(ErrorKind::kUnsupported, "onnx", "has ", graph_.inputs.size(), " inputs, one image is expected");
    const OnnxValue& input = graph_.inputs.front();
    if (!input.shape.empty() && input.shape.size() != 4)
      return fail(ErrorKind::kUnsupported, str_cat("onnx: input \"", input.name, "\""), "has ", input.shape.size(),
                  " axes, an image has 4");
    if (!input.shape.empty()) {
      channels_first_ = input.shape[3] != 3 || input.shape[1] == 3;
      network_.input = channels_first_ ? std::array{input.shape[2], input.shape[3], input.shape[1]}
                                       : std::array{input.shape[1], input.shape[2], input.shape[3]};
    }
    value_ = input.name;
    return {};
  }

  [[nodiscard]] bool is_tensor(std::string_view value) const { return graph_.tensors.tensors.contains(value); }

  // Who reads which value of the chain: neither tensors, nor what is only computed to know a shape.
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
        return fail(ErrorKind::kUnsupported, location(node), "reads \"", input,
                    "\", which is neither a tensor of the file nor \"", value_, "\": a chain of layers is expected");
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

  // What is a layer of its own.
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

  // What only rearranges, or joins the layer before it.
  Status add_shapes(const OnnxNode& node, ForeignLayer layer) {
    if (node.type == "Identity" || node.type == "Cast") return {};
    if (node.type == "Add" && add_bias(node)) return {};
    if (node.type == "Transpose") return transpose(node);
    if (node.type == "Squeeze") return add_flatten(std::move(layer));
    if (node.type == "ReduceMean") return reduce_mean(node, std::move(layer));
    return add_other(std::move(layer));
  }

  Status add_other(ForeignLayer layer) {
    layer.reason = str_cat("ONNX's operator ", layer.type, " is none that runs here");
    network_.layers.push_back(std::move(layer));
    return {};
  }
  Status add_flatten(ForeignLayer layer) {
    layer.kind = ForeignKind::kFlatten;
    layer.channels_first = channels_first_;
    network_.layers.push_back(std::move(layer));
    return {};
  }

  Result<std::string> tensor(const OnnxNode& node, std::size_t index, std::string_view what, std::size_t rank) const {
    const std::string name(node.input(index));
    const auto found = graph_.tensors.tensors.find(name);
    if (found == graph_.tensors.tensors.end())
      return fail(ErrorKind::kUnsupported, "", "its ", what, " \"", name, "\" is no tensor of the file");
    if (found->second.shape.size() != rank)
      return fail(ErrorKind::kWrongShape, "", "its ", what, " \"", name, "\" has ", found->second.shape.size(), " axes, not ",
                  rank);
    return name;
  }
  // A vector with a value a channel, or a number of axes of length 1 beside it.
  Result<std::string> vector(const OnnxNode& node, std::size_t index, std::string_view what) const {
    const std::string name(node.input(index));
    const auto found = graph_.tensors.tensors.find(name);
    if (found == graph_.tensors.tensors.end())
      return fail(ErrorKind::kUnsupported, "", "its ", what, " \"", name, "\" is no tensor of the file");
    return name;
  }

  Status no_attributes(const OnnxNode&, ForeignLayer&) { return {}; }

  Status require_channels_first(const OnnxNode&, ForeignLayer&) {
    return channels_first_ ? Status{} : unsupported("gets its channels last, ONNX has them first");
  }

  static Status sizes(const std::vector<std::int64_t>& from, std::span<std::size_t> to, std::string_view what) {
    if (from.empty()) return {};
    if (from.size() != to.size()) return unsupported(what, " of ", from.size(), " numbers, ", to.size(), " are expected");
    for (std::size_t i = 0; i < to.size(); ++i) {
      if (from[i] < 0 || from[i] > kMaxLength) return fail(ErrorKind::kBadFormat, "", what, " of ", from[i]);
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
    TRY_VALUE(layer.weight, tensor(node, 1, "kernel", 4));
    const std::vector<std::size_t>& shape = graph_.tensors.tensors.find(layer.weight)->second.shape;
    layer.window.kernel = {shape[2], shape[3]};
    TRY(window(node, layer));
    if (layer.window.kernel != std::array{shape[2], shape[3]})
      return fail(ErrorKind::kWrongShape, "", "kernel_shape is not that of \"", layer.weight, "\"");
    const std::int64_t groups = node.integer("group", 1);
    if (groups < 1 || groups > kMaxLength) return fail(ErrorKind::kBadFormat, "", groups, " groups");
    layer.groups = static_cast<std::size_t>(groups);
    if (node.input(2).empty()) return {};
    TRY_VALUE(layer.bias, vector(node, 2, "bias"));
    return {};
  }

  Status gemm(const OnnxNode& node, ForeignLayer& layer) {
    if (node.integer("transA", 0) != 0) return unsupported("transA is not supported");
    if (node.real("alpha", 1) != 1 || (node.real("beta", 1) != 1 && !node.input(2).empty()))
      return unsupported("alpha and beta other than 1 are not supported");
    TRY_VALUE(layer.weight, tensor(node, 1, "weights", 2));
    layer.order = node.integer("transB", 0) != 0 ? WeightOrder::kOutIn : WeightOrder::kInOut;
    if (node.input(2).empty()) return {};
    TRY_VALUE(layer.bias, vector(node, 2, "bias"));
    return {};
  }

  Status matmul(const OnnxNode& node, ForeignLayer& layer) {
    if (node.input(0) != value_) return unsupported("the weights are expected as its second operand");
    TRY_VALUE(layer.weight, tensor(node, 1, "weights", 2));
    layer.order = WeightOrder::kInOut;
    return {};
  }

  // An Add behind a product or a convolution without a bias is one.
  bool add_bias(const OnnxNode& node) {
    if (node.inputs.size() != 2 || network_.layers.empty()) return false;
    ForeignLayer& layer = network_.layers.back();
    if ((layer.kind != ForeignKind::kDense && layer.kind != ForeignKind::kConvolution) || !layer.bias.empty()) return false;
    const std::string_view other = node.input(0) == value_ ? node.input(1) : node.input(0);
    const auto found = graph_.tensors.tensors.find(other);
    if (found == graph_.tensors.tensors.end()) return false;
    const std::vector<std::size_t>& weight = graph_.tensors.tensors.find(layer.weight)->second.shape;
    // One value a channel, along the axis of the channels.
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
    TRY_VALUE(layer.gamma, vector(node, 1, "scale"));
    TRY_VALUE(layer.beta, vector(node, 2, "bias"));
    TRY_VALUE(layer.mean, vector(node, 3, "mean"));
    TRY_VALUE(layer.variance, vector(node, 4, "variance"));
    layer.epsilon = node.real("epsilon", 1e-5f);
    return {};
  }

  Status lrn(const OnnxNode& node, ForeignLayer& layer) {
    TRY(require_channels_first(node, layer));
    const std::int64_t size = node.integer("size", 0);
    if (size < 1 || size > kMaxLength) return fail(ErrorKind::kBadFormat, "", "a window of ", size, " channels");
    layer.norm = {.size = static_cast<std::size_t>(size),
                  .alpha = node.real("alpha", 1e-4f),
                  .beta = node.real("beta", 0.75f),
                  .bias = node.real("bias", 1.0f)};
    return {};
  }

  // A tensor of one number, if the node has it.
  Status single(std::string_view name, float& to, std::string_view what) {
    const auto found = graph_.tensors.tensors.find(name);
    if (found == graph_.tensors.tensors.end()) return {};
    if (found->second.elements() != 1) return unsupported(what, " of ", found->second.elements(), " numbers, one is expected");
    constants_.emplace(name);
    return to_floats(found->second, {&to, 1});
  }

  // By one number, which is the second operand of a division.
  Status rescaling(const OnnxNode& node, ForeignLayer& layer) {
    const bool divides = node.type == "Div";
    const std::string_view other = node.input(0) == value_ || divides ? node.input(1) : node.input(0);
    if (!is_tensor(other)) return unsupported("scales by what is no tensor of the file");
    TRY(single(other, layer.scale, "a scale"));
    if (divides) layer.scale = 1 / layer.scale;
    return {};
  }

  // The rate is an attribute up to opset 11, then a tensor.
  Status dropout(const OnnxNode& node, ForeignLayer& layer) {
    layer.rate = node.real("ratio", 0.5f);
    return single(node.input(1), layer.rate, "a rate");
  }

  Status flatten(const OnnxNode& node, ForeignLayer& layer) {
    layer.channels_first = channels_first_;
    const std::int64_t axis = node.integer("axis", 1);
    return axis == 1 ? Status{} : unsupported("an axis of ", axis, ", 1 is expected");
  }

  // The integers of an attribute in old opsets, of a tensor in new ones.
  Result<std::vector<std::int64_t>> integers(const OnnxNode& node, std::string_view attribute, std::size_t index) {
    const auto found = graph_.tensors.tensors.find(node.input(index));
    if (found == graph_.tensors.tensors.end()) return node.integers(attribute);
    const FileTensor& tensor = found->second;
    if (tensor.type != ElementType::kI64 || tensor.elements() > kMaxRank)
      return fail(ErrorKind::kUnsupported, "", "its ", attribute, " are no short list of integers");
    constants_.emplace(node.input(index));
    std::vector<std::int64_t> values(tensor.elements());
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
  }

  // All axes: before the first row, then behind the last.
  Status pad(const OnnxNode& node, ForeignLayer& layer) {
    TRY(require_channels_first(node, layer));
    if (!node.text("mode").empty() && node.text("mode") != "constant") return unsupported("pads with other values than zeros");
    float value = node.real("value", 0);
    TRY(single(node.input(2), value, "a padding"));
    if (value != 0) return unsupported("pads with ", value, ", not with zeros");
    TRY_VALUE(const std::vector<std::int64_t> pads, integers(node, "pads", 1));
    if (pads.size() != 8) return unsupported("pads of ", pads.size(), " numbers, 8 are expected");
    if (pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0)
      return unsupported("pads other axes than rows and columns");
    return sizes({pads[2], pads[3], pads[6], pads[7]}, layer.window.padding, "pads");
  }

  // The shape is an attribute up to opset 4, then a tensor, or computed from the batch's size.
  Status reshape(const OnnxNode& node, ForeignLayer& layer) {
    layer.channels_first = channels_first_;
    if (shape_values_.contains(node.input(1))) return {};
    TRY_VALUE(const std::vector<std::int64_t> shape, integers(node, "shape", 1));
    return shape.size() == 2 ? Status{} : unsupported("to ", shape.size(), " axes, 2 are expected");
  }

  // Before opset 13 axis 1 means all axes from there on, which is the same for a row of classes.
  Status softmax(const OnnxNode& node, ForeignLayer&) {
    const std::int64_t axis = node.integer("axis", graph_.opset < 13 ? 1 : -1);
    return axis == 1 || axis == -1 ? Status{} : unsupported("along axis ", axis, ", the classes are axis 1");
  }

  Status transpose(const OnnxNode& node) {
    const std::vector<std::int64_t> order = node.integers("perm");
    const bool to_first = order == std::vector<std::int64_t>{0, 3, 1, 2};
    const bool to_last = order == std::vector<std::int64_t>{0, 2, 3, 1};
    if (channels_first_ ? !to_last : !to_first) return unsupported("turns other axes than an image's channels");
    channels_first_ = to_first;
    return {};
  }

  // The mean of rows and columns, as some write a global average.
  Status reduce_mean(const OnnxNode& node, ForeignLayer layer) {
    TRY_VALUE(std::vector<std::int64_t> axes, integers(node, "axes", 1));
    for (std::int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
    std::ranges::sort(axes);
    const std::int64_t first = channels_first_ ? 2 : 1;
    if (axes != std::vector<std::int64_t>{first, first + 1}) return unsupported("over other axes than rows and columns");
    layer.kind = ForeignKind::kGlobalAveragePool;
    const bool keeps = node.integer("keepdims", 1) != 0;
    network_.layers.push_back(layer);
    return keeps ? Status{} : add_flatten(std::move(layer));
  }

  OnnxGraph graph_;
  ForeignNetwork network_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> consumers_;
  std::set<std::string, std::less<>> shape_values_;
  std::set<std::string, std::less<>> constants_;  // tensors that were read as a layer's numbers
  std::string value_;
  bool channels_first_ = true;
};

}  // namespace

// An ONNX file begins with its IR version (field 1, a small number) or, from other writers, with another field of the model.
bool is_onnx(ByteSpan bytes) {
  bool graph = false;
  const Status read = for_each_field(bytes, [&](const ProtobufField& field) -> Status {
    const bool known =
        (field.number >= 1 && field.number <= 8) || field.number == 14 || field.number == 20 || field.number == 25;
    const bool number = field.number == 1 || field.number == 5;
    if (!known || number != (field.wire == ProtobufField::Wire::kVarint))
      return fail(ErrorKind::kBadFormat, "onnx", "no model has field ", field.number);
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
