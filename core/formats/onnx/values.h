// Tensors of ONNX files as values to compute with, for formats/onnx/fold.cpp and the readers of patterns.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "formats/onnx/graph.h"

namespace alexnet {

// Which node computes a value of a graph. Requires: the nodes stay as they are.
class OnnxProducers {
 public:
  explicit OnnxProducers(const OnnxGraph& graph);
  // Null if no node computes the value: it is an input of the graph, or a tensor.
  [[nodiscard]] const OnnxNode* of(std::string_view value) const;
  // The same, and null if the node is of another type.
  [[nodiscard]] const OnnxNode* of(std::string_view value, std::string_view type) const;

 private:
  const OnnxGraph& graph_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

using Lengths = std::vector<std::size_t>;  // of the axes of a tensor

// The values of a tensor of the graph, or nothing if there is no such tensor, or it has more than `limit` values, or other types:
// integers for I64, I32, I8 and U8, numbers for all types.
[[nodiscard]] std::optional<std::vector<std::int64_t>> constant_integers(const OnnxGraph& graph, std::string_view name,
                                                                         std::size_t limit = 1 << 16);
[[nodiscard]] std::optional<std::vector<double>> constant_numbers(const OnnxGraph& graph, std::string_view name,
                                                                  std::size_t limit = SIZE_MAX);
// The value of a tensor with one value.
[[nodiscard]] std::optional<double> constant_number(const OnnxGraph& graph, std::string_view name);

// The same for a tensor that is at hand.
[[nodiscard]] std::optional<std::vector<std::int64_t>> integers_of(const FileTensor& tensor);
[[nodiscard]] std::optional<std::vector<double>> numbers_of(const FileTensor& tensor);

// Stores values as a new tensor, whose bytes the graph's storage owns. Requires: as many values as the lengths say.
[[nodiscard]] FileTensor store_floats(OnnxGraph& graph, Lengths shape, const std::vector<double>& values);
[[nodiscard]] FileTensor store_integers(OnnxGraph& graph, Lengths shape, const std::vector<std::int64_t>& values);

// Where the values of a new tensor are in another one: value [i0, i1, ...] is at first + i0 * step[0] + i1 * step[1] + ...
struct Strided {
  Lengths shape;
  std::int64_t first = 0;
  std::vector<std::int64_t> step;
};
// Requires: every position is within the tensor.
[[nodiscard]] FileTensor store_strided(OnnxGraph& graph, const FileTensor& from, const Strided& where);

// The number of values, or nothing above 2^40.
[[nodiscard]] std::optional<std::size_t> count_values(const Lengths& shape);
// How far apart adjacent values of each axis are.
[[nodiscard]] std::vector<std::int64_t> steps_of(const Lengths& shape);
// The axes of the smallest shape to which both extend by repetition, or nothing.
[[nodiscard]] std::optional<Lengths> broadcast_shape(const Lengths& a, const Lengths& b);
// How a tensor extends to a shape by repetition, or nothing.
[[nodiscard]] std::optional<Strided> broadcast_to(const Lengths& from, const Lengths& to);

}  // namespace alexnet
