#include "formats/onnx.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/onnx_graph.h"
#include "formats/onnx_layers.h"
#include "formats/protobuf.h"
#include "messages/onnx.h"

namespace alexnet {
namespace {

// The operators with which exporters compute shapes from other shapes and constants.
const std::set<std::string, std::less<>> kShapeOperators = {"Shape", "Gather",     "Unsqueeze",      "Squeeze",  "Concat",
                                                            "Slice", "Cast",       "Constant",       "Identity", "Mul",
                                                            "Add",   "ReduceProd", "ConstantOfShape"};

std::string location(const OnnxNode& node) { return location_in("onnx", node.type, node.name); }

// Follows the values of a graph from one node to the next. Errors without a location get that of the node.
class ChainWalk : OnnxLayerReader {
 public:
  explicit ChainWalk(OnnxGraph graph) : OnnxLayerReader(std::move(graph)) {}

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

  ForeignNetwork network_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> consumers_;  // the nodes that read a value, by its name
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

Result<ForeignNetwork> read_onnx(SharedBytes file, const CompanionFiles& companions) {
  return catch_bad_alloc("onnx", [&]() -> Result<ForeignNetwork> {
    TRY_VALUE(OnnxGraph graph, read_onnx_graph(std::move(file), companions));
    return ChainWalk(std::move(graph)).run();
  });
}

}  // namespace alexnet
