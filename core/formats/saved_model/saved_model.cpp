#include "formats/saved_model/saved_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <functional>
#include <memory>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/saved_model/bundle.h"
#include "formats/saved_model/graph.h"
#include "messages/saved_model.h"

namespace alexnet {
namespace {

constexpr const char* kSavedModelName = "SavedModel";
constexpr std::int64_t kMaxGraphLength = 1 << 20;   // of strides, windows and paddings
constexpr std::size_t kMaxChain = 10'000;           // nodes between the input and the output
constexpr std::size_t kMaxChannelValues = 1 << 16;  // of an operand of arithmetic

struct SavedStorage {
  SharedBytes bundle;
  std::deque<std::vector<float>> computed;
};

// What the nodes Add, Sub, Mul and Div do to x, given the other operand.
bool is_arithmetic(std::string_view op) {
  return op == "AddV2" || op == "Add" || op == "Sub" || op == "Mul" || op == "RealDiv" || op == "BiasAdd";
}
bool is_same_values(std::string_view op) {
  return op == "Identity" || op == "Cast" || op == "StopGradient" || op == "ReadVariableOp" || op == "EnsureShape" ||
         op == "PreventGradient" || op == "CheckNumerics";
}
bool changes_shape(std::string_view op) { return op == "Reshape" || op == "Squeeze" || op == "ExpandDims"; }

class SavedModelReader {
 public:
  SavedModelReader(FlatGraph graph, TensorMap variables)
      : graph_(std::move(graph)), storage_(std::make_shared<SavedStorage>()) {
    storage_->bundle = variables.storage;
    variables_ = std::move(variables.tensors);
  }

  Result<ForeignNetwork> run() {
    if (graph_.input.size() != 4) return fail<msg::kSavedModelInputAxes>(kSavedModelName, graph_.input.size());
    network_.input = {graph_.input[1], graph_.input[2], graph_.input[3]};
    network_.format = "TensorFlow SavedModel";
    channels_ = network_.input[2];
    TRY_VALUE(const std::vector<const GraphNode*> chain, chain_to_output());
    for (const GraphNode* node : chain)
      if (Status read = read_node(*node); !read) return with_context(where(*node), std::move(read).error());
    network_.tensors.storage = SharedBytes({}, storage_);
    return std::move(network_);
  }

 private:
  static std::string where(const GraphNode& node) { return location_in(kSavedModelName, node.op, node.name); }

  // The last part of the path of a node, without its own name and without those of calls: "conv2d" of
  // "StatefulPartitionedCall/sequential/conv2d/BiasAdd".
  static std::string layer_name(std::string_view path) {
    std::string_view name = path.substr(path.rfind('/') + 1);
    for (std::size_t end = path.rfind('/'); end != std::string_view::npos;
         end = end == 0 ? end - 1 : path.rfind('/', end - 1)) {
      const std::size_t begin = end == 0 ? std::string_view::npos : path.rfind('/', end - 1);
      const std::string_view part = path.substr(begin + 1, end - begin - 1);
      if (part.find("PartitionedCall") != std::string_view::npos || part.empty()) continue;
      name = part;
      break;
    }
    return std::string(name);
  }

  [[nodiscard]] const GraphNode* node_of(std::string_view value) const {
    const auto found = graph_.nodes.find(value);
    return found == graph_.nodes.end() ? nullptr : &found->second;
  }

  // Whether a value is computed from constants and variables alone.
  bool is_constant(std::string_view value, std::size_t depth = 0) {
    if (value == kGraphInput || depth > kMaxChain) return false;
    if (value.starts_with(kVariable)) return true;
    if (const auto known = constants_.find(value); known != constants_.end()) return known->second;
    const GraphNode* node = node_of(value);
    bool result = node != nullptr && node->op != "Placeholder";
    if (node != nullptr && result) {
      constants_[std::string(value)] = false;  // for a value that is computed from itself
      for (const std::string& input : node->inputs) result = result && is_constant(input, depth + 1);
    }
    constants_[std::string(value)] = result;
    return result;
  }

  // The nodes from the input to the output. Each reads the result of the one before it, and constants; what a Reshape reads beside it
  // is the shape.
  Result<std::vector<const GraphNode*>> chain_to_output() {
    std::vector<const GraphNode*> chain;
    std::string_view value = graph_.output;
    while (value != kGraphInput) {
      const GraphNode* node = node_of(value);
      if (node == nullptr || node->inputs.empty() || chain.size() > kMaxChain)
        return fail<msg::kSavedModelBranches>(kSavedModelName);
      chain.push_back(node);
      const std::size_t read = changes_shape(node->op) ? 1 : node->inputs.size();
      std::string_view next;
      for (std::size_t i = 0; i < read; ++i) {
        if (is_constant(node->inputs[i])) continue;
        if (!next.empty()) return fail<msg::kSavedModelBranches>(where(*node));
        next = node->inputs[i];
      }
      if (next.empty()) return fail<msg::kSavedModelBranches>(where(*node));
      value = next;
    }
    std::ranges::reverse(chain);
    return chain;
  }

  Status read_node(const GraphNode& node) {
    ForeignLayer layer{.name = layer_name(node.name), .type = node.op};
    if (is_same_values(node.op)) return {};
    if (node.op == "Conv2D") return convolution(node, std::move(layer));
    if (node.op == "MatMul") return dense(node, std::move(layer));
    if (node.op == "MaxPool" || node.op == "AvgPool") return pool(node, std::move(layer));
    if (node.op == "Relu") return network_.add(std::move(layer), ForeignKind::kRelu);
    if (node.op == "Softmax") return network_.add(std::move(layer), ForeignKind::kSoftmax);
    if (node.op == "Sigmoid") return network_.add(std::move(layer), ForeignKind::kSigmoid);
    if (node.op == "LRN") return norm(node, std::move(layer));
    if (node.op == "Mean") return mean(node, std::move(layer));
    if (node.op == "Pad" || node.op == "PadV2") return pad(node, std::move(layer));
    if (node.op.starts_with("FusedBatchNorm")) return batch_norm(node, std::move(layer));
    if (changes_shape(node.op)) return reshape(node, std::move(layer));
    if (is_arithmetic(node.op)) return arithmetic(node, std::move(layer));
    return network_.add_other(std::move(layer), fail<msg::kSavedModelOperator>("", shortened(node.op)));
  }

  // ---- Constants -----------------------------------------------------------------------------------------------------------

  // Returns the name of the tensor that holds a constant: a variable, or the result of arithmetic on constants.
  Result<std::string> tensor_of(const std::string& value, std::size_t depth = 0) {
    if (depth > kMaxChain) return fail<msg::kSavedModelOptions>("");
    if (const auto known = names_.find(value); known != names_.end()) return known->second;
    if (value.starts_with(kVariable)) return names_[value] = variable(value.substr(kVariable.size()));
    const GraphNode* node = node_of(value);
    if (node == nullptr) return fail<msg::kSavedModelOptions>("");
    if (node->op == "Const") {
      TRY_VALUE(const GraphConstant constant, constant_of(*node));
      return names_[value] = computed({constant.numbers.begin(), constant.numbers.end()}, constant.shape);
    }
    if (node->inputs.empty()) return fail<msg::kSavedModelOptions>("");
    if (is_same_values(node->op) || changes_shape(node->op)) {
      TRY_VALUE(std::string name, tensor_of(node->inputs[0], depth + 1));
      return names_[value] = std::move(name);
    }
    TRY_VALUE(std::vector<float> values, computed_values(*node, depth));
    const std::vector<std::size_t> shape{values.size()};
    return names_[value] = computed(std::move(values), shape);
  }

  std::string variable(const std::string& checkpoint_name) {
    const auto found = variables_.find(checkpoint_name);
    if (found == variables_.end()) return "";
    std::string name = checkpoint_name.substr(0, checkpoint_name.find("/.ATTRIBUTES"));
    while (network_.tensors.tensors.contains(name)) name += '_';
    network_.tensors.tensors[name] = found->second;
    return name;
  }

  std::string computed(std::vector<float> values, std::vector<std::size_t> shape) {
    std::string name = str_cat("constant_", storage_->computed.size());
    while (network_.tensors.tensors.contains(name)) name += '_';
    const std::vector<float>& kept = storage_->computed.emplace_back(std::move(values));
    const ByteSpan bytes{reinterpret_cast<const std::uint8_t*>(kept.data()), kept.size() * sizeof(float)};
    network_.tensors.tensors[name] = {.type = ElementType::kF32, .shape = std::move(shape), .bytes = bytes};
    return name;
  }

  Result<std::vector<float>> values_of(const std::string& value, std::size_t depth = 0) {
    TRY_VALUE(const std::string name, tensor_of(value, depth));
    const auto found = network_.tensors.tensors.find(name);
    if (found == network_.tensors.tensors.end()) return fail<msg::kSavedModelVariable>("");
    if (found->second.elements() == 0 || found->second.elements() > kMaxChannelValues) return fail<msg::kSavedModelOperand>("");
    std::vector<float> values(found->second.elements());
    TRY(to_floats(found->second, values));
    return values;
  }

  // The result of a node that reads constants.
  Result<std::vector<float>> computed_values(const GraphNode& node, std::size_t depth) {
    TRY_VALUE(std::vector<float> a, values_of(node.inputs[0], depth + 1));
    const std::function<float(float)> unary = node.op == "Rsqrt"  ? [](float x) { return 1 / std::sqrt(x); }
                                              : node.op == "Sqrt" ? [](float x) { return std::sqrt(x); }
                                              : node.op == "Neg"  ? [](float x) { return -x; }
                                                                  : std::function<float(float)>();
    if (unary) {
      std::ranges::transform(a, a.begin(), unary);
      return a;
    }
    if (!is_arithmetic(node.op) || node.inputs.size() != 2) return fail<msg::kSavedModelOperator>("", shortened(node.op));
    TRY_VALUE(std::vector<float> b, values_of(node.inputs[1], depth + 1));
    if (a.size() == 1) a.resize(b.size(), a.front());
    if (b.size() == 1) b.resize(a.size(), b.front());
    if (a.size() != b.size()) return fail<msg::kSavedModelOperand>("");
    for (std::size_t i = 0; i < a.size(); ++i)
      a[i] = node.op == "Sub" ? a[i] - b[i] : node.op == "Mul" ? a[i] * b[i] : node.op == "RealDiv" ? a[i] / b[i] : a[i] + b[i];
    return a;
  }

  Result<std::vector<std::int64_t>> integers_of(const std::string& value) const {
    const GraphNode* node = node_of(value);
    if (node == nullptr || node->op != "Const") return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(const GraphConstant constant, constant_of(*node));
    std::vector<std::int64_t> integers;
    integers.reserve(constant.numbers.size());
    for (const double number : constant.numbers)
      integers.push_back(std::abs(number) < static_cast<double>(kMaxGraphLength) ? static_cast<std::int64_t>(number)
                                                                                 : kMaxGraphLength);
    return integers;
  }

  // ---- Layers --------------------------------------------------------------------------------------------------------------

  Result<std::string> weight(const GraphNode& node, std::size_t input) {
    if (input >= node.inputs.size()) return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(std::string name, tensor_of(node.inputs[input]));
    if (name.empty()) return fail<msg::kSavedModelVariable>("");
    return name;
  }
  const std::vector<std::size_t>& shape_of(const std::string& tensor) const {
    return network_.tensors.tensors.find(tensor)->second.shape;
  }

  // Reads rows and columns from an attribute of four lengths: of the batch, the rows, the columns and the channels.
  static Status lengths(const GraphNode& node, std::string_view name, std::array<std::size_t, 2>& to) {
    TRY_VALUE(const std::vector<std::int64_t> all, attribute_integers(node, name));
    if (all.empty()) return {};
    if (all.size() != 4 || all[0] != 1 || all[3] != 1) return fail<msg::kSavedModelOptions>("");
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (all[axis + 1] < 1 || all[axis + 1] > kMaxGraphLength) return fail<msg::kSavedModelOptions>("");
      to[axis] = static_cast<std::size_t>(all[axis + 1]);
    }
    return {};
  }
  static Status read_paddings(const std::vector<std::int64_t>& sides, ForeignWindow& window) {
    const auto is_outside = [](std::int64_t side) { return side < 0 || side > kMaxGraphLength; };
    if (sides.size() != 8 || sides[0] != 0 || sides[1] != 0 || sides[6] != 0 || sides[7] != 0 ||
        std::ranges::any_of(sides, is_outside))
      return fail<msg::kSavedModelOptions>("");
    const std::array<std::size_t, 4> order{2, 4, 3, 5};  // top, left, bottom, right
    for (std::size_t i = 0; i < 4; ++i) window.padding[i] = static_cast<std::size_t>(sides[order[i]]);
    return {};
  }
  static Status read_window(const GraphNode& node, ForeignWindow& window) {
    const std::string format = attribute_text(node, "data_format"), padding = attribute_text(node, "padding");
    if (!format.empty() && format != "NHWC") return fail<msg::kSavedModelChannelsFirst>("", shortened(format));
    TRY(lengths(node, "strides", window.stride));
    TRY(lengths(node, "dilations", window.dilation));
    if (padding != "SAME" && padding != "VALID" && padding != "EXPLICIT") return fail<msg::kSavedModelOptions>("");
    window.rule = padding == "SAME" ? PaddingRule::kSame : PaddingRule::kExplicit;
    if (padding != "EXPLICIT") return {};
    TRY_VALUE(const std::vector<std::int64_t> sides, attribute_integers(node, "explicit_paddings"));
    return read_paddings(sides, window);
  }

  Status convolution(const GraphNode& node, ForeignLayer layer) {
    TRY_VALUE(layer.weight, weight(node, 1));
    const std::vector<std::size_t>& shape = shape_of(layer.weight);
    if (shape.size() != 4 || shape[2] == 0) return fail<msg::kSavedModelOptions>("");
    layer.order = WeightOrder::kYXInOut;
    TRY(read_window(node, layer.window));
    layer.window.kernel = {shape[0], shape[1]};
    layer.groups = std::max<std::size_t>(1, channels_ / shape[2]);
    channels_ = shape[3];
    return network_.add(std::move(layer), ForeignKind::kConvolution);
  }
  Status dense(const GraphNode& node, ForeignLayer layer) {
    if (attribute_flag(node, "transpose_a", false)) return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(layer.weight, weight(node, 1));
    const std::vector<std::size_t>& shape = shape_of(layer.weight);
    if (shape.size() != 2) return fail<msg::kSavedModelOptions>("");
    const bool is_transposed = attribute_flag(node, "transpose_b", false);
    layer.order = is_transposed ? WeightOrder::kOutIn : WeightOrder::kInOut;
    channels_ = shape[is_transposed ? 0 : 1];
    return network_.add(std::move(layer), ForeignKind::kDense);
  }
  Status pool(const GraphNode& node, ForeignLayer layer) {
    TRY(read_window(node, layer.window));
    TRY(lengths(node, "ksize", layer.window.kernel));
    return network_.add(std::move(layer), node.op == "MaxPool" ? ForeignKind::kMaxPool : ForeignKind::kAveragePool);
  }
  Status norm(const GraphNode& node, ForeignLayer layer) {
    const std::int64_t radius = attribute_integer(node, "depth_radius", 5);
    if (radius < 0 || radius > kMaxGraphLength) return fail<msg::kSavedModelOptions>("");
    layer.norm.size = 2 * static_cast<std::size_t>(radius) + 1;
    layer.norm.bias = attribute_float(node, "bias", 1);
    layer.norm.alpha = attribute_float(node, "alpha", 1) * static_cast<float>(layer.norm.size);
    layer.norm.beta = attribute_float(node, "beta", 0.5f);
    return network_.add(std::move(layer), ForeignKind::kLocalResponseNorm);
  }
  Status mean(const GraphNode& node, ForeignLayer layer) {
    if (node.inputs.size() != 2) return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(std::vector<std::int64_t> axes, integers_of(node.inputs[1]));
    std::ranges::sort(axes);
    if (axes != std::vector<std::int64_t>{1, 2}) return network_.add_other(std::move(layer), fail<msg::kSavedModelReshape>(""));
    TRY(network_.add(layer, ForeignKind::kGlobalAveragePool));
    return attribute_flag(node, "keep_dims", false) ? Status{} : network_.add(std::move(layer), ForeignKind::kFlatten);
  }
  Status pad(const GraphNode& node, ForeignLayer layer) {
    if (node.inputs.size() < 2) return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(const std::vector<std::int64_t> sides, integers_of(node.inputs[1]));
    TRY(read_paddings(sides, layer.window));
    if (node.inputs.size() == 3) {
      TRY_VALUE(const std::vector<float> values, values_of(node.inputs[2]));
      if (values != std::vector<float>{0}) return network_.add_other(std::move(layer), fail<msg::kSavedModelOptions>(""));
    }
    return network_.add(std::move(layer), ForeignKind::kZeroPadding);
  }
  Status batch_norm(const GraphNode& node, ForeignLayer layer) {
    if (node.inputs.size() != 5 || attribute_flag(node, "is_training", true)) return fail<msg::kSavedModelOptions>("");
    TRY_VALUE(layer.gamma, weight(node, 1));
    TRY_VALUE(layer.beta, weight(node, 2));
    TRY_VALUE(layer.mean, weight(node, 3));
    TRY_VALUE(layer.variance, weight(node, 4));
    layer.epsilon = attribute_float(node, "epsilon", 1e-4f);
    return network_.add(std::move(layer), ForeignKind::kBatchNorm);
  }
  // A change of the shape to a batch and one other axis.
  Status reshape(const GraphNode& node, ForeignLayer layer) {
    bool flattens = node.op == "Squeeze";
    if (const GraphNode* shape = node.inputs.size() == 2 ? node_of(node.inputs[1]) : nullptr; shape && node.op == "Reshape") {
      if (shape->op == "Pack") flattens = shape->inputs.size() == 2;
      if (shape->op == "Const") {
        TRY_VALUE(const std::vector<std::int64_t> lengths, integers_of(shape->name));
        flattens = lengths.size() == 2;
      }
    }
    if (!flattens) return network_.add_other(std::move(layer), fail<msg::kSavedModelReshape>(""));
    return network_.add(std::move(layer), ForeignKind::kFlatten);
  }

  // x + b, x - b, x * a, x / a: the bias of the layer before it, a rescaling before the first layer with weights, or else a batch
  // normalization.
  Status arithmetic(const GraphNode& node, ForeignLayer layer) {
    if (node.inputs.size() != 2) return fail<msg::kSavedModelOptions>("");
    const bool is_first = !is_constant(node.inputs[0]);
    const bool is_difference = node.op == "Sub", is_quotient = node.op == "RealDiv";
    if (!is_first && is_quotient) return network_.add_other(std::move(layer), fail<msg::kSavedModelOperand>(""));
    const bool adds = !is_quotient && node.op != "Mul";
    TRY_VALUE(std::vector<float> values, values_of(node.inputs[is_first ? 1 : 0]));
    ForeignLayer* before = network_.layers.empty() ? nullptr : &network_.layers.back();
    if (adds && !is_difference && before != nullptr && !before->weight.empty() && before->bias.empty() &&
        values.size() == channels_) {
      TRY_VALUE(before->bias, tensor_of(node.inputs[is_first ? 1 : 0]));
      return {};
    }
    if (is_difference && is_first) std::ranges::transform(values, values.begin(), [](float value) { return -value; });
    if (is_quotient) std::ranges::transform(values, values.begin(), [](float value) { return 1 / value; });
    std::vector<float> factors = adds ? std::vector<float>{is_difference && !is_first ? -1.0f : 1.0f} : values;
    std::vector<float> offsets = adds ? values : std::vector<float>{0};
    const auto has_weight = [](const ForeignLayer& one) { return !one.weight.empty(); };
    if (std::ranges::none_of(network_.layers, has_weight)) {
      layer.scale = std::move(factors);
      layer.offset = std::move(offsets);
      return network_.add(std::move(layer), ForeignKind::kRescaling);
    }
    if (channels_ > kMaxChannelValues || (values.size() != 1 && values.size() != channels_))
      return network_.add_other(std::move(layer), fail<msg::kSavedModelOperand>(""));
    if (factors.size() == 1) factors.resize(channels_, factors.front());
    if (offsets.size() == 1) offsets.resize(channels_, offsets.front());
    layer.gamma = computed(std::move(factors), {channels_});
    layer.beta = computed(std::move(offsets), {channels_});
    layer.mean = computed(std::vector<float>(channels_, 0.0f), {channels_});
    layer.variance = computed(std::vector<float>(channels_, 1.0f), {channels_});
    layer.epsilon = 0;
    return network_.add(std::move(layer), ForeignKind::kBatchNorm);
  }

  FlatGraph graph_;
  std::shared_ptr<SavedStorage> storage_;
  std::map<std::string, FileTensor, std::less<>> variables_;
  std::map<std::string, bool, std::less<>> constants_;
  std::map<std::string, std::string, std::less<>> names_;  // of the tensors of constants
  std::size_t channels_ = 0;                               // of the value that the next node reads
  ForeignNetwork network_;
};

Result<ForeignNetwork> read_saved_or_throw(const SharedBytes& file, const CompanionFiles& companions) {
  TRY_VALUE(TensorMap variables, read_tensor_bundle(companions, "variables/variables"));
  std::vector<std::string> names;
  names.reserve(variables.tensors.size());
  for (const auto& [name, tensor] : variables.tensors) names.push_back(name);
  TRY_VALUE(FlatGraph graph, read_saved_graph(file.bytes(), names));
  return SavedModelReader(std::move(graph), std::move(variables)).run();
}

}  // namespace

// The version of the format, 1, and one network, which fills the rest of the file.
bool is_saved_model(ByteSpan bytes) {
  constexpr std::array<std::uint8_t, 3> kStart{0x08, 0x01, 0x12};
  if (bytes.size() < 8 || !std::ranges::equal(bytes.first(3), kStart)) return false;
  std::uint64_t size = 0;
  std::size_t at = 3;
  for (unsigned shift = 0; shift < 35 && at < bytes.size(); shift += 7) {
    const std::uint8_t byte = bytes[at++];
    size |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) break;
  }
  return at < bytes.size() && size <= bytes.size() - at && size > bytes.size() / 2 && bytes[at] == 0x0A;
}

Result<ForeignNetwork> read_saved_model(SharedBytes file, const CompanionFiles& companions) {
  return catch_bad_alloc(kSavedModelName, [&] { return read_saved_or_throw(file, companions); });
}

}  // namespace alexnet
