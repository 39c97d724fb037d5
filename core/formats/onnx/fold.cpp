#include "formats/onnx/fold.h"

#include <algorithm>
#include <cmath>

#include "formats/onnx/node_computer.h"

namespace alexnet {
namespace {

constexpr int kMaxPasses = 4;  // nodes are in the order of the computation in nearly every file

}  // namespace

const std::array<NodeComputer::Operator, 22> NodeComputer::kOperators{{
    {"Constant", &NodeComputer::constant},
    {"ConstantOfShape", &NodeComputer::constant_of_shape},
    {"Identity", &NodeComputer::identity},
    {"Cast", &NodeComputer::cast},
    {"Reshape", &NodeComputer::reshape},
    {"Flatten", &NodeComputer::flatten},
    {"Squeeze", &NodeComputer::squeeze},
    {"Unsqueeze", &NodeComputer::unsqueeze},
    {"Transpose", &NodeComputer::transpose},
    {"Slice", &NodeComputer::slice},
    {"Concat", &NodeComputer::concat},
    {"Gather", &NodeComputer::gather},
    {"Expand", &NodeComputer::expand},
    {"Shape", &NodeComputer::shape_of},
    {"Sqrt", &NodeComputer::square_root},
    {"Neg", &NodeComputer::negative},
    {"Reciprocal", &NodeComputer::reciprocal},
    {"Add", &NodeComputer::binary},
    {"Sub", &NodeComputer::binary},
    {"Mul", &NodeComputer::binary},
    {"Div", &NodeComputer::binary},
    {"Pow", &NodeComputer::binary},
}};

auto NodeComputer::compute(const OnnxNode& node) -> Value {
  for (const Operator& known : kOperators)
    if (known.type == node.type && (node.domain.empty() || node.domain == "ai.onnx")) return (this->*known.compute)(node);
  return std::nullopt;
}

auto NodeComputer::constant(const OnnxNode& node) -> Value {
  if (node.attributes.contains("value_float")) return store_floats(graph_, {}, {node.real("value_float", 0)});
  if (node.attributes.contains("value_int")) return store_integers(graph_, {}, {node.integer("value_int", 0)});
  if (!node.attributes.contains("value_ints")) return std::nullopt;
  const Integers values = node.integers("value_ints");
  return store_integers(graph_, {values.size()}, values);
}

auto NodeComputer::constant_of_shape(const OnnxNode& node) -> Value {
  const auto shape = constant_integers(graph_, node.input(0), kMaxRank);
  if (!shape || std::ranges::any_of(*shape, [](std::int64_t length) { return length < 0; })) return std::nullopt;
  const auto attribute = node.attributes.find("value");
  const auto fill =
      attribute == node.attributes.end() ? graph_.tensors.tensors.end() : graph_.tensors.tensors.find(attribute->second.tensor);
  Strided where{.shape = Lengths(shape->begin(), shape->end()), .step = Integers(shape->size(), 0)};
  if (fill == graph_.tensors.tensors.end()) return strided(store_floats(graph_, {}, {0}), where);
  const FileTensor value = fill->second;
  graph_.tensors.tensors.erase(fill);
  return value.elements() == 1 ? strided(value, where) : std::nullopt;
}

auto NodeComputer::cast(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const std::int64_t to = node.integer("to", 0);
  if (!spend(from.shape, 8)) return std::nullopt;
  if (to == 1 || to == 11) {
    const auto numbers = numbers_of(from);
    return numbers ? Value(store_floats(graph_, from.shape, *numbers)) : std::nullopt;
  }
  if (to != 6 && to != 7) return std::nullopt;
  if (const auto same = integers_of(from)) return store_integers(graph_, from.shape, *same);
  const auto numbers = numbers_of(from);
  if (!numbers) return std::nullopt;
  Integers cut(from.elements());
  for (std::size_t i = 0; i < cut.size(); ++i) {
    if (!(std::abs((*numbers)[i]) < 0x1p62)) return std::nullopt;
    cut[i] = static_cast<std::int64_t>((*numbers)[i]);
  }
  return store_integers(graph_, from.shape, cut);
}

auto NodeComputer::shape_of(const OnnxNode& node) -> Value {
  if (node.attributes.contains("start") || node.attributes.contains("end")) return std::nullopt;
  const Lengths& shape = input(node, 0)->shape;
  return store_integers(graph_, {shape.size()}, Integers(shape.begin(), shape.end()));
}

double NodeComputer::computed(const OnnxNode& node, double a, double b) {
  switch (node.type.front()) {
    case 'A':
      return a + b;
    case 'S':
      return a - b;
    case 'M':
      return a * b;
    case 'D':
      return a / b;
    default:
      return std::pow(a, b);
  }
}

// Integers are those of shapes: larger ones, which double does not hold, are left out.
auto NodeComputer::binary(const OnnxNode& node) -> Value {
  const FileTensor *a = input(node, 0), *b = input(node, 1);
  const auto shape = a != nullptr && b != nullptr ? broadcast_shape(a->shape, b->shape) : std::nullopt;
  const auto from_a = shape ? broadcast_to(a->shape, *shape) : std::nullopt;
  const auto from_b = shape ? broadcast_to(b->shape, *shape) : std::nullopt;
  if (!from_a || !from_b || !spend(*shape, 4 * sizeof(double))) return std::nullopt;
  const bool whole = integers_of(*a).has_value();
  if (whole != integers_of(*b).has_value()) return std::nullopt;
  const auto left = numbers_of(store_strided(graph_, *a, *from_a)), right = numbers_of(store_strided(graph_, *b, *from_b));
  if (!left || !right) return std::nullopt;
  std::vector<double> values(left->size());
  Integers cut(whole ? values.size() : 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = computed(node, (*left)[i], (*right)[i]);
    if (whole && !(std::abs(values[i]) < 0x1p52)) return std::nullopt;
    if (whole) cut[i] = static_cast<std::int64_t>(values[i]);
  }
  return whole ? store_integers(graph_, *shape, cut) : store_floats(graph_, *shape, values);
}

void fold_constants(OnnxGraph& graph) {
  NodeComputer computer(graph);
  const auto is_constant = [&](const OnnxNode& node) {
    return node.outputs.size() == 1 && (node.type == "Constant" || !node.input(0).empty()) &&
           std::ranges::all_of(
               node.inputs, [&](const std::string& input) { return input.empty() || graph.tensors.tensors.contains(input); });
  };
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    const std::size_t removed = std::erase_if(graph.nodes, [&](const OnnxNode& node) {
      if (!is_constant(node)) return false;
      if (graph.tensors.tensors.contains(node.outputs.front())) return node.type == "Constant";
      const NodeComputer::Value value = computer.compute(node);
      if (value) graph.tensors.tensors.emplace(node.outputs.front(), *value);
      return value.has_value();
    });
    if (removed == 0) return;
  }
}

}  // namespace alexnet
