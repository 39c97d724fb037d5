#include "formats/onnx/values.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace alexnet {
namespace {

constexpr std::size_t kMaxOnnxValues = std::min<std::uint64_t>(std::uint64_t{1} << 40, SIZE_MAX / 16);

template <typename Stored>
std::vector<std::int64_t> integers_as(const FileTensor& tensor) {
  std::vector<std::int64_t> values(tensor.elements());
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored value = 0;
    std::memcpy(&value, tensor.bytes.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<std::int64_t>(value);
  }
  return values;
}

template <typename Value>
FileTensor store(OnnxGraph& graph, ElementType type, Lengths shape, const std::vector<Value>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(Value));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return {.type = type, .shape = std::move(shape), .bytes = graph.storage->keep(std::move(bytes))};
}

}  // namespace

OnnxProducers::OnnxProducers(const OnnxGraph& graph) : graph_(graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    for (const std::string& output : graph.nodes[i].outputs) index_.emplace(output, i);
}
const OnnxNode* OnnxProducers::of(std::string_view value) const {
  const auto found = index_.find(value);
  return found == index_.end() ? nullptr : &graph_.nodes[found->second];
}
const OnnxNode* OnnxProducers::of(std::string_view value, std::string_view type) const {
  const OnnxNode* node = of(value);
  return node != nullptr && node->type == type ? node : nullptr;
}

std::optional<std::vector<std::int64_t>> integers_of(const FileTensor& tensor) {
  switch (tensor.type) {
    case ElementType::kI64:
      return integers_as<std::int64_t>(tensor);
    case ElementType::kI32:
      return integers_as<std::int32_t>(tensor);
    case ElementType::kI8:
      return integers_as<std::int8_t>(tensor);
    case ElementType::kU8:
      return integers_as<std::uint8_t>(tensor);
    default:
      return std::nullopt;
  }
}

std::optional<std::vector<double>> numbers_of(const FileTensor& tensor) {
  if (const auto integers = integers_of(tensor)) return std::vector<double>(integers->begin(), integers->end());
  std::vector<float> floats(tensor.elements());
  if (!to_floats(tensor, floats)) return std::nullopt;
  return std::vector<double>(floats.begin(), floats.end());
}

std::optional<std::vector<std::int64_t>> constant_integers(const OnnxGraph& graph, std::string_view name, std::size_t limit) {
  const auto found = graph.tensors.tensors.find(name);
  if (found == graph.tensors.tensors.end() || found->second.elements() > limit) return std::nullopt;
  return integers_of(found->second);
}

std::optional<std::vector<double>> constant_numbers(const OnnxGraph& graph, std::string_view name, std::size_t limit) {
  const auto found = graph.tensors.tensors.find(name);
  if (found == graph.tensors.tensors.end() || found->second.elements() > limit) return std::nullopt;
  return numbers_of(found->second);
}

std::optional<double> constant_number(const OnnxGraph& graph, std::string_view name) {
  const auto numbers = constant_numbers(graph, name, 1);
  if (!numbers || numbers->size() != 1) return std::nullopt;
  return numbers->front();
}

FileTensor store_floats(OnnxGraph& graph, Lengths shape, const std::vector<double>& values) {
  std::vector<float> floats(values.size());
  std::ranges::transform(values, floats.begin(), [](double value) { return static_cast<float>(value); });
  return store(graph, ElementType::kF32, std::move(shape), floats);
}

FileTensor store_integers(OnnxGraph& graph, Lengths shape, const std::vector<std::int64_t>& values) {
  return store(graph, ElementType::kI64, std::move(shape), values);
}

FileTensor store_strided(OnnxGraph& graph, const FileTensor& from, const Strided& where) {
  const std::size_t size = element_size(from.type);
  FileTensor result{.type = from.type, .shape = where.shape, .bytes = {}};
  std::vector<std::uint8_t> bytes(result.elements() * size);
  Lengths index(where.shape.size(), 0);
  std::int64_t at = where.first;
  for (std::size_t done = 0; done < bytes.size(); done += size) {
    std::memcpy(bytes.data() + done, from.bytes.data() + static_cast<std::size_t>(at) * size, size);
    for (std::size_t axis = index.size(); axis-- > 0;) {
      at += where.step[axis];
      if (++index[axis] < where.shape[axis]) break;
      at -= where.step[axis] * static_cast<std::int64_t>(where.shape[axis]);
      index[axis] = 0;
    }
  }
  result.bytes = graph.storage->keep(std::move(bytes));
  return result;
}

std::optional<std::size_t> count_values(const Lengths& shape) {
  std::size_t count = 1;
  for (const std::size_t length : shape) {
    if (length == 0) return 0;
    if (count > kMaxOnnxValues / length) return std::nullopt;
    count *= length;
  }
  return count;
}

std::vector<std::int64_t> steps_of(const Lengths& shape) {
  std::vector<std::int64_t> steps(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;) steps[axis - 1] = steps[axis] * static_cast<std::int64_t>(shape[axis]);
  return steps;
}

std::optional<Lengths> broadcast_shape(const Lengths& a, const Lengths& b) {
  const Lengths& longer = a.size() < b.size() ? b : a;
  const Lengths& shorter = a.size() < b.size() ? a : b;
  Lengths result = longer;
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::size_t& length = result[longer.size() - shorter.size() + i];
    if (length != shorter[i] && length != 1 && shorter[i] != 1) return std::nullopt;
    if (length == 1) length = shorter[i];
  }
  return result;
}

std::optional<Strided> broadcast_to(const Lengths& from, const Lengths& to) {
  if (from.size() > to.size() || to.size() > kMaxRank || !count_values(to)) return std::nullopt;
  Strided where{.shape = to, .step = std::vector<std::int64_t>(to.size(), 0)};
  const std::vector<std::int64_t> steps = steps_of(from);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const std::size_t axis = to.size() - from.size() + i;
    if (from[i] != to[axis] && from[i] != 1) return std::nullopt;
    where.step[axis] = from[i] == 1 ? 0 : steps[i];
  }
  return where;
}

}  // namespace alexnet
