#include "formats/onnx/quantized.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "formats/onnx/values.h"

namespace alexnet {
namespace {

// The scales and zero points of a tensor: one, or one for each index of an axis.
struct Scales {
  std::vector<double> scale;
  std::vector<double> zero_point{0};
  std::int64_t axis = 0;  // negative: from the end
};

bool is_standard(const OnnxNode& node) { return node.domain.empty() || node.domain == "ai.onnx"; }

class QuantizedRewriter {
 public:
  explicit QuantizedRewriter(OnnxGraph& graph) : graph_(graph) {
    for (const auto& [name, values] : graph.tensors.tensors) budget_ += 16 * values.bytes.size();
  }

  void run() {
    for (OnnxNode& node : graph_.nodes)
      if (is_standard(node)) convert_tensor(node);
    for (const OnnxNode& node : std::vector(graph_.nodes)) {
      if (node.type == "DynamicQuantizeLinear") replace_dynamic(node);
    }
    std::vector<OnnxNode> nodes;
    for (OnnxNode& node : graph_.nodes) replace_static(std::move(node), nodes);
    graph_.nodes = std::move(nodes);
  }

 private:
  [[nodiscard]] const FileTensor* tensor(std::string_view name) const {
    const auto found = graph_.tensors.tensors.find(name);
    return found == graph_.tensors.tensors.end() ? nullptr : &found->second;
  }

  // `scale` and `zero_point` are names of tensors; the latter may be empty.
  [[nodiscard]] std::optional<Scales> scales(std::string_view scale, std::string_view zero_point, std::int64_t axis) const {
    const auto found = constant_numbers(graph_, scale);
    if (!found || found->empty()) return std::nullopt;
    Scales result{.scale = *found, .axis = axis};
    if (zero_point.empty()) return result;
    const auto zero = constant_numbers(graph_, zero_point);
    if (!zero || (zero->size() != 1 && zero->size() != found->size())) return std::nullopt;
    result.zero_point = *zero;
    return result;
  }

  // Applies compute(value, scale, zero point) to all values of a tensor.
  template <typename Compute>
  std::optional<std::vector<double>> apply(const FileTensor& from, const Scales& by, const Compute& compute) const {
    auto values = numbers_of(from);
    const auto rank = static_cast<std::int64_t>(from.shape.size());
    const std::int64_t axis = by.axis < 0 ? by.axis + rank : by.axis;
    const std::size_t count = by.scale.size();
    if (!values || (count > 1 && (axis < 0 || axis >= rank || from.shape[static_cast<std::size_t>(axis)] != count)))
      return std::nullopt;
    std::size_t inner = 1;
    if (count > 1)
      for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < from.shape.size(); ++i) inner *= from.shape[i];
    for (std::size_t i = 0; i < values->size(); ++i) {
      const std::size_t index = count > 1 ? i / inner % count : 0;
      (*values)[i] = compute((*values)[i], by.scale[index], by.zero_point[by.zero_point.size() > 1 ? index : 0]);
    }
    return values;
  }

  // Stores (q - zero point) * scale under a new name, which is returned.
  std::optional<std::string> dequantized(std::string_view weights, const std::optional<Scales>& by) {
    const FileTensor* from = tensor(weights);
    if (from == nullptr || !by || from->elements() > budget_ / sizeof(float)) return std::nullopt;
    const bool is_8_bits = from->type == ElementType::kI8 || from->type == ElementType::kU8;
    if (!is_8_bits && from->type != ElementType::kI32) return std::nullopt;
    budget_ -= from->elements() * sizeof(float);
    const auto values = apply(*from, *by, [](double q, double scale, double zero) { return (q - zero) * scale; });
    if (!values) return std::nullopt;
    std::string name = std::string(weights) + "_dequantized";
    while (graph_.tensors.tensors.contains(name)) name += '_';
    graph_.tensors.tensors.emplace(name, store_floats(graph_, from->shape, *values));
    return name;
  }

  // QuantizeLinear and DequantizeLinear of a tensor.
  void convert_tensor(OnnxNode& node) {
    const FileTensor* from = tensor(node.input(0));
    const bool quantizes = node.type == "QuantizeLinear";
    if (from == nullptr || node.outputs.empty() || (!quantizes && node.type != "DequantizeLinear") ||
        node.integer("block_size", 0) != 0 || graph_.tensors.tensors.contains(node.outputs.front()))
      return;
    const auto by = scales(node.input(1), node.input(2), node.integer("axis", 1));
    if (!by || from->elements() > budget_ / sizeof(float)) return;
    budget_ -= from->elements();
    if (!quantizes) {
      if (const auto name = dequantized(node.input(0), by)) rename(*name, node.outputs.front());
      return;
    }
    const FileTensor* zero = tensor(node.input(2));
    const bool is_signed = zero != nullptr && zero->type == ElementType::kI8;
    if (zero != nullptr && !is_signed && zero->type != ElementType::kU8) return;
    const double least = is_signed ? -128 : 0;
    const auto values = apply(*from, *by, [&](double x, double scale, double zero_point) {
      return std::clamp(std::nearbyint(x / scale) + zero_point, least, least + 255);
    });
    if (!values) return;
    std::vector<std::uint8_t> bytes(values->size());
    std::ranges::transform(*values, bytes.begin(), [](double q) { return static_cast<std::uint8_t>(static_cast<int>(q)); });
    graph_.tensors.tensors.emplace(node.outputs.front(), FileTensor{.type = is_signed ? ElementType::kI8 : ElementType::kU8,
                                                                    .shape = from->shape,
                                                                    .bytes = graph_.storage->keep(std::move(bytes))});
  }
  void rename(const std::string& from, const std::string& to) {
    auto moved = graph_.tensors.tensors.extract(from);
    moved.key() = to;
    graph_.tensors.tensors.insert(std::move(moved));
  }

  // ---- Scales of the values that are known: QLinearConv and its kin ----

  void replace_static(OnnxNode node, std::vector<OnnxNode>& to) {
    const bool microsoft = node.domain == "com.microsoft";
    if (node.outputs.size() != 1) return to.push_back(std::move(node));
    if (is_standard(node) && node.type == "QLinearConv") return weighted(node, "Conv", {3, 0, 8, 6}, to);
    if (is_standard(node) && node.type == "QLinearMatMul") return weighted(node, "MatMul", {3, -1, 0, 6}, to);
    if (microsoft && node.type == "QGemm")
      return weighted(node, "Gemm", {3, node.integer("transB", 0) != 0 ? 0 : -1, 6, 7}, to);
    if (microsoft && node.type == "QLinearAveragePool") return surrounded(node, "AveragePool", {}, 3, to);
    if (microsoft && node.type == "QLinearGlobalAveragePool" && node.integer("channels_last", 0) == 0)
      return surrounded(node, "GlobalAveragePool", {}, 3, to);
    to.push_back(std::move(node));
  }

  // Where an operator has its operands: the weights, followed by their scale and zero point; the axis of the outputs; the bias, whose
  // scale is that of the input times that of the weights, or 0; the scale of the output, followed by its zero point.
  struct Operands {
    std::size_t weights;
    std::int64_t axis;
    std::size_t bias;
    std::size_t output;
  };

  void weighted(const OnnxNode& node, const char* type, const Operands& at, std::vector<OnnxNode>& to) {
    const auto by = scales(node.input(at.weights + 1), node.input(at.weights + 2), at.axis);
    const auto weights = dequantized(node.input(at.weights), by);
    const auto input_scale = constant_number(graph_, node.input(1));
    if (!by || !weights || !input_scale) return to.push_back(node);
    std::vector<std::string> operands{*weights};
    if (at.bias != 0 && !node.input(at.bias).empty()) {
      Scales of_bias{.scale = by->scale, .axis = 0};
      for (double& scale : of_bias.scale) scale *= *input_scale;
      const auto bias = dequantized(node.input(at.bias), of_bias);
      if (!bias) return to.push_back(node);
      operands.push_back(*bias);
    }
    surrounded(node, type, operands, at.output, to);
  }

  // Adds the operator for floats between a DequantizeLinear and a QuantizeLinear.
  static void surrounded(const OnnxNode& node, const char* type, const std::vector<std::string>& operands, std::size_t output,
                         std::vector<OnnxNode>& to) {
    OnnxNode before{.name = node.name, .type = "DequantizeLinear", .domain = {}, .inputs = {}, .outputs = {}, .attributes = {}};
    OnnxNode between = before, behind = before;
    before.inputs = {node.inputs.begin(), node.inputs.begin() + 3};
    before.outputs = {node.outputs.front() + "_input"};
    between.type = type;
    between.inputs = before.outputs;
    between.inputs.insert(between.inputs.end(), operands.begin(), operands.end());
    between.outputs = {node.outputs.front() + "_output"};
    between.attributes = node.attributes;
    if (output >= node.inputs.size()) {  // QGemm without a scale of the output computes floats
      between.outputs = node.outputs;
      to.insert(to.end(), {before, between});
      return;
    }
    behind.type = "QuantizeLinear";
    behind.inputs = {between.outputs.front(), node.inputs[output], std::string(node.input(output + 1))};
    behind.outputs = node.outputs;
    to.insert(to.end(), {before, between, behind});
  }

  // ---- Scales that are computed from the values: DynamicQuantizeLinear ----

  OnnxNode* reader_of(std::string_view value, std::string_view type) {
    const auto found = std::ranges::find_if(graph_.nodes, [&](const OnnxNode& node) {
      return node.type == type && std::ranges::find(node.inputs, value) != node.inputs.end();
    });
    return found == graph_.nodes.end() ? nullptr : &*found;
  }
  // The tensor by which `scale` is multiplied to give `product`.
  std::string_view factor_of(std::string_view product, std::string_view scale) const {
    for (const OnnxNode& node : graph_.nodes)
      if (node.type == "Mul" && !node.outputs.empty() && node.outputs.front() == product)
        return node.input(0) == scale ? node.input(1) : node.input(1) == scale ? node.input(0) : std::string_view();
    return {};
  }

  // operator(q, weights) -> Cast -> Mul by (scale of the values * scale of the weights) becomes one operator with float weights.
  void replace_dynamic(const OnnxNode& quantizer) {
    if (quantizer.outputs.size() != 3) return;
    for (OnnxNode& node : graph_.nodes) {
      const bool convolves = node.type == "ConvInteger";
      if ((!convolves && node.type != "MatMulInteger") || node.input(0) != quantizer.outputs[0] || node.outputs.empty())
        continue;
      const OnnxNode* cast = reader_of(node.outputs.front(), "Cast");
      OnnxNode* product = cast == nullptr || cast->outputs.empty() ? nullptr : reader_of(cast->outputs.front(), "Mul");
      if (product == nullptr || product->outputs.empty()) continue;
      const std::string_view other = product->input(product->input(0) == cast->outputs.front() ? 1 : 0);
      const auto by = scales(factor_of(other, quantizer.outputs[1]), node.input(3), convolves ? 0 : -1);
      const auto weights = dequantized(node.input(1), by);
      if (!weights) continue;
      node.type = convolves ? "Conv" : "MatMul";
      node.inputs = {std::string(quantizer.input(0)), *weights};
      node.outputs = std::exchange(product->outputs, {});
      node.attributes[std::string(kDynamicQuantization)].integer = 1;
    }
  }

  OnnxGraph& graph_;
  std::size_t budget_ = 1 << 20;  // bytes of results, so that a small file cannot fill the memory
};

}  // namespace

void replace_quantized(OnnxGraph& graph) { QuantizedRewriter(graph).run(); }

}  // namespace alexnet
