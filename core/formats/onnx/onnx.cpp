#include "formats/onnx/onnx.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/onnx/fold.h"
#include "formats/onnx/graph.h"
#include "formats/onnx/layers.h"
#include "formats/onnx/patterns.h"
#include "formats/onnx/quantized.h"
#include "formats/onnx/values.h"
#include "formats/protobuf.h"
#include "messages/onnx.h"

namespace alexnet {
namespace {

std::string location(const OnnxNode& node) { return location_in("onnx", node.type, node.name); }

// Follows the values of a graph from one node to the next. Errors without a location get that of the node.
class ChainWalk : OnnxLayerReader {
 public:
  explicit ChainWalk(OnnxGraph graph) : OnnxLayerReader(std::move(graph)) {}

  Result<ForeignNetwork> run() {
    simplify();
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
    if (in_training_mode_) network_.notes.push_back(make_notice<msg::kOnnxTrainingMode>());
    network_.tensors = std::move(graph_.tensors);
    drop_constant_tensors();
    return std::move(network_);
  }

 private:
  // Keeps the tensors that a layer uses, and those of the file that no node reads. The others became numbers of a layer or other
  // tensors.
  void drop_constant_tensors() {
    std::set<std::string, std::less<>> used;
    for (const ForeignLayer& layer : network_.layers)
      used.insert({layer.weight, layer.bias, layer.gamma, layer.beta, layer.mean, layer.variance});
    std::erase_if(network_.tensors.tensors,
                  [&](const auto& tensor) { return !used.contains(tensor.first) && !unread_.contains(tensor.first); });
  }

  // Leaves single nodes of operators that are layers.
  void simplify() {
    std::set<std::string_view> read;
    for (const OnnxNode& node : graph_.nodes) read.insert(node.inputs.begin(), node.inputs.end());
    for (const auto& [name, tensor] : graph_.tensors.tensors)
      if (!read.contains(name)) unread_.insert(name);
    for (const OnnxNode& node : graph_.nodes)
      for (const auto& [name, attribute] : node.attributes) unread_.erase(attribute.tensor);
    fold_constants(graph_);
    replace_quantized(graph_);
    fold_constants(graph_);
    replace_patterns(graph_);
    remove_unused_nodes(graph_);
  }

  Status begin() {
    network_.format = str_cat("ONNX, opset ", graph_.opset);
    if (!graph_.producer.empty()) network_.format += str_cat(", by ", graph_.producer);
    network_.is_of_pytorch = graph_.producer.starts_with("pytorch");
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
      if (node.type == "Shape" || std::ranges::all_of(node.inputs, is_constant)) {
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
    if (!node.domain.empty() && node.domain != "ai.onnx") return add_other(node, std::move(layer));
    if (node.type == "Add" && add_bias(node)) return {};
    if (const Operator* step = operator_of(node.type)) {
      layer.kind = step->kind;
      TRY((this->*(step->fill))(node, layer));
      add_layer(std::move(layer));
      return {};
    }
    return add_shapes(node, std::move(layer));
  }

  void add_layer(ForeignLayer layer) {
    is_input_ = is_input_ && (layer.kind == ForeignKind::kRescaling || layer.kind == ForeignKind::kQuantization);
    is_flat_ = is_flat_ || layer.kind == ForeignKind::kFlatten || layer.kind == ForeignKind::kDense;
    network_.layers.push_back(std::move(layer));
  }

  // Adds an operator that rearranges values or becomes part of the layer before it.
  Status add_shapes(const OnnxNode& node, ForeignLayer layer) {
    if (node.type == "Identity" || node.type == "Cast" || node.type == "DequantizeLinear") return {};
    if (node.type == "QuantizeLinear") return quantize(node, std::move(layer));
    if (node.type == "Transpose") return transpose(node);
    if (node.type == "Squeeze") return add_flatten(std::move(layer));
    if (node.type == "ReduceMean") return reduce_mean(node, std::move(layer));
    return add_other(node, std::move(layer));
  }

  // Rounds values to 8 bits, which cuts them off at the ends of the range: quantizers leave a ReLU out where the range begins at 0.
  Status quantize(const OnnxNode& node, ForeignLayer layer) {
    const auto scale = constant_number(graph_, node.input(1));
    if (!scale) return add_other(node, std::move(layer));
    const auto zero = graph_.tensors.tensors.find(node.input(2));
    const bool is_signed = zero != graph_.tensors.tensors.end() && zero->second.type == ElementType::kI8;
    const double zero_point = constant_number(graph_, node.input(2)).value_or(0);
    const double least = is_signed ? -128 : 0;
    const bool has_weights = !network_.layers.empty() && (network_.layers.back().kind == ForeignKind::kConvolution ||
                                                          network_.layers.back().kind == ForeignKind::kDense ||
                                                          network_.layers.back().kind == ForeignKind::kBatchNorm);
    if (!(*scale > 0) || zero_point < least || zero_point > least + 255) return add_other(node, std::move(layer));
    if (has_weights && zero_point == least) {
      layer.kind = ForeignKind::kRelu;
      add_layer(layer);
    }
    layer.kind = ForeignKind::kQuantization;
    layer.quantization = ActivationQuantization{
        .scale = static_cast<float>(*scale), .zero_point = static_cast<int>(zero_point), .is_signed = is_signed};
    add_layer(std::move(layer));
    return {};
  }

  Status add_other(const OnnxNode& node, ForeignLayer layer) {
    const std::string name = shortened(layer.type);
    const bool quantized = name.contains("Quant") || name.starts_with("QLinear") || name.contains("Integer") || name == "QGemm";
    layer.reason = quantized                                  ? fail<msg::kOnnxQuantizedOperator>("", name).error()
                   : node.domain.starts_with("com.microsoft") ? fail<msg::kOnnxFusedOperator>("", name).error()
                                                              : fail<msg::kOnnxOperator>("", name).error();
    add_layer(std::move(layer));
    return {};
  }
  Status add_flatten(ForeignLayer layer) {
    layer.kind = ForeignKind::kFlatten;
    layer.channels_first = channels_first_;
    add_layer(std::move(layer));
    return {};
  }

  // Makes an Add after a matrix product or a convolution without a bias its bias. Returns false if that is not possible.
  bool add_bias(const OnnxNode& node) {
    const auto is_other_kind = [](const ForeignLayer& layer) { return layer.kind != ForeignKind::kQuantization; };
    const auto last = std::find_if(network_.layers.rbegin(), network_.layers.rend(), is_other_kind);
    if (node.inputs.size() != 2 || last == network_.layers.rend()) return false;
    ForeignLayer& layer = *last;
    if ((layer.kind != ForeignKind::kDense && layer.kind != ForeignKind::kConvolution) || !layer.bias.empty()) return false;
    const std::string_view other = node.input(0) == value_ ? node.input(1) : node.input(0);
    const auto found = graph_.tensors.tensors.find(other);
    if (found == graph_.tensors.tensors.end()) return false;
    const std::vector<std::size_t>& weight = graph_.tensors.tensors.find(layer.weight)->second.shape;
    // The added tensor must have one value per channel, along the axis of the channels.
    const bool dense = layer.kind == ForeignKind::kDense;
    const std::size_t outputs = layer.order == WeightOrder::kInOut ? weight[1] : weight[0];
    const std::vector<std::size_t>& shape = found->second.shape;
    const std::size_t trailing_axes = dense || !channels_first_ ? 0 : 2;
    if (found->second.elements() != outputs || shape.size() <= trailing_axes ||
        shape[shape.size() - 1 - trailing_axes] != outputs)
      return false;
    layer.bias = other;
    network_.layers.erase(last.base(), network_.layers.end());  // how the products without the bias are rounded
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
    add_layer(layer);
    return keeps ? Status{} : add_flatten(std::move(layer));
  }

  ForeignNetwork network_;
  std::set<std::string, std::less<>> unread_;                               // the tensors of the file that no node reads
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
