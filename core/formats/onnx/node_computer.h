// Computes single ONNX nodes whose inputs are tensors, for formats/onnx/fold.cpp: moves.cpp has the operators that move values,
// fold.cpp those that compute values.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "formats/onnx/values.h"

namespace alexnet {

// Every function returns nothing where the operator or its operands are not supported.
class NodeComputer {
 public:
  using Value = std::optional<FileTensor>;
  explicit NodeComputer(OnnxGraph& graph) : graph_(graph) {
    for (const auto& [name, tensor] : graph.tensors.tensors) budget_ += 16 * tensor.bytes.size();
  }
  Value compute(const OnnxNode& node);

 private:
  using Integers = std::vector<std::int64_t>;
  struct Operator {
    std::string_view type;
    Value (NodeComputer::*compute)(const OnnxNode&);
  };
  static const std::array<Operator, 22> kOperators;

  [[nodiscard]] const FileTensor* input(const OnnxNode& node, std::size_t index) const {
    const auto found = graph_.tensors.tensors.find(node.input(index));
    return found == graph_.tensors.tensors.end() ? nullptr : &found->second;
  }
  // Integers that are an attribute in old opsets and an input in new ones; nothing if the input has other values.
  [[nodiscard]] std::optional<Integers> integers(const OnnxNode& node, std::string_view attribute, std::size_t index) const {
    if (node.input(index).empty()) return node.integers(attribute);
    return constant_integers(graph_, node.input(index), kMaxRank);
  }
  // Whether a result of this shape may be stored; it is counted.
  bool spend(const Lengths& shape, std::size_t size) {
    const auto count = count_values(shape);
    if (shape.size() > kMaxRank || !count || *count > budget_ / size) return false;
    budget_ -= *count * size;
    return true;
  }
  Value strided(const FileTensor& from, const Strided& where) {
    if (!spend(where.shape, element_size(from.type))) return std::nullopt;
    return store_strided(graph_, from, where);
  }
  static std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank) {
    if (axis < 0) axis += static_cast<std::int64_t>(rank);
    if (axis < 0 || axis >= static_cast<std::int64_t>(rank)) return std::nullopt;
    return static_cast<std::size_t>(axis);
  }
  static Value with_shape(const FileTensor& from, Lengths shape) {
    if (shape.size() > kMaxRank || count_values(shape) != from.elements()) return std::nullopt;
    return FileTensor{.type = from.type, .shape = std::move(shape), .bytes = from.bytes};
  }

  // The tensor of the attribute `value` was added by the reader.
  Value constant(const OnnxNode& node);
  Value constant_of_shape(const OnnxNode& node);

  Value identity(const OnnxNode& node) { return *input(node, 0); }
  Value cast(const OnnxNode& node);

  Value reshape(const OnnxNode& node);

  Value flatten(const OnnxNode& node);

  Value squeeze(const OnnxNode& node);

  Value unsqueeze(const OnnxNode& node);

  Value transpose(const OnnxNode& node);

  Value slice(const OnnxNode& node);

  Value concat(const OnnxNode& node);

  // Takes the given indices of one axis.
  Value gather(const OnnxNode& node);

  Value expand(const OnnxNode& node);

  Value shape_of(const OnnxNode& node);

  template <typename Compute>
  Value unary(const OnnxNode& node, const Compute& compute) {
    const FileTensor& from = *input(node, 0);
    if (integers_of(from) || !spend(from.shape, sizeof(double))) return std::nullopt;
    auto numbers = numbers_of(from);
    if (!numbers) return std::nullopt;
    std::ranges::transform(*numbers, numbers->begin(), compute);
    return store_floats(graph_, from.shape, *numbers);
  }
  Value square_root(const OnnxNode& node) {
    return unary(node, [](double x) { return std::sqrt(x); });
  }
  Value negative(const OnnxNode& node) {
    return unary(node, [](double x) { return -x; });
  }
  Value reciprocal(const OnnxNode& node) {
    return unary(node, [](double x) { return 1 / x; });
  }
  static double computed(const OnnxNode& node, double a, double b);
  // Add, Sub, Mul, Div and Pow. Integers are those of shapes: larger ones, which double does not hold, are left out.
  Value binary(const OnnxNode& node);

  OnnxGraph& graph_;
  std::size_t budget_ = 1 << 20;  // bytes
};

}  // namespace alexnet
