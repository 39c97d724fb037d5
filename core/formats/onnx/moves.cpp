#include <algorithm>
#include <cstdlib>

#include "formats/onnx/node_computer.h"

namespace alexnet {

auto NodeComputer::reshape(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const auto wanted = integers(node, "shape", 1);
  if (!wanted) return std::nullopt;
  Lengths shape;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    const std::int64_t length = (*wanted)[i];
    const bool copies = length == 0 && node.integer("allowzero", 0) == 0;
    if (length < -1 || (length == -1 && open) || (copies && i >= from.shape.size())) return std::nullopt;
    if (length == -1) open = i;
    shape.push_back(copies ? from.shape[i] : static_cast<std::size_t>(std::max<std::int64_t>(length, 1)));
  }
  const auto others = count_values(shape);
  if (!others || (open && (*others == 0 || from.elements() % *others != 0))) return std::nullopt;
  if (open) shape[*open] = from.elements() / *others;
  return with_shape(from, std::move(shape));
}

auto NodeComputer::flatten(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const std::int64_t axis = node.integer("axis", 1);
  if (axis < 0 || axis > static_cast<std::int64_t>(from.shape.size())) return std::nullopt;
  const auto first_column = from.shape.begin() + static_cast<std::ptrdiff_t>(axis);
  const auto rows = count_values(Lengths(from.shape.begin(), first_column));
  const auto columns = count_values(Lengths(first_column, from.shape.end()));
  return rows && columns ? with_shape(from, {*rows, *columns}) : std::nullopt;
}

auto NodeComputer::squeeze(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const auto axes = integers(node, "axes", 1);
  if (!axes) return std::nullopt;
  std::vector<bool> drop(from.shape.size(), axes->empty());
  for (const std::int64_t given : *axes) {
    const auto axis = axis_of(given, from.shape.size());
    if (!axis) return std::nullopt;
    drop[*axis] = true;
  }
  Lengths shape;
  for (std::size_t i = 0; i < from.shape.size(); ++i)
    if (!drop[i] || (axes->empty() && from.shape[i] != 1)) shape.push_back(from.shape[i]);
  return with_shape(from, std::move(shape));
}

auto NodeComputer::unsqueeze(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const auto axes = integers(node, "axes", 1);
  if (!axes) return std::nullopt;
  std::vector<bool> added(from.shape.size() + axes->size(), false);
  for (const std::int64_t given : *axes) {
    const auto axis = axis_of(given, added.size());
    if (!axis || added[*axis]) return std::nullopt;
    added[*axis] = true;
  }
  Lengths shape;
  auto next = from.shape.begin();
  for (const bool is_new : added) shape.push_back(is_new ? 1 : *next++);
  return with_shape(from, std::move(shape));
}

auto NodeComputer::transpose(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const std::size_t rank = from.shape.size();
  Integers order = node.integers("perm");
  if (order.empty())
    for (std::size_t axis = rank; axis-- > 0;) order.push_back(static_cast<std::int64_t>(axis));
  Integers sorted = order;
  std::ranges::sort(sorted);
  const Integers steps = steps_of(from.shape);
  Strided where;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order.size() != rank || sorted[i] != static_cast<std::int64_t>(i)) return std::nullopt;
    where.shape.push_back(from.shape[static_cast<std::size_t>(order[i])]);
    where.step.push_back(steps[static_cast<std::size_t>(order[i])]);
  }
  return strided(from, where);
}

auto NodeComputer::slice(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const auto starts = integers(node, "starts", 1), ends = integers(node, "ends", 2);
  auto axes = integers(node, "axes", 3), jumps = integers(node, "steps", 4);
  if (!starts || !ends || !axes || !jumps || starts->size() != ends->size()) return std::nullopt;
  if (axes->empty())
    for (std::size_t i = 0; i < starts->size(); ++i) axes->push_back(static_cast<std::int64_t>(i));
  if (jumps->empty()) jumps->assign(starts->size(), 1);
  if (axes->size() != starts->size() || jumps->size() != starts->size()) return std::nullopt;
  Strided where{.shape = from.shape, .step = steps_of(from.shape)};
  for (std::size_t i = 0; i < starts->size(); ++i) {
    const auto axis = axis_of((*axes)[i], from.shape.size());
    const std::int64_t jump = (*jumps)[i];
    if (!axis || jump == 0 || jump == INT64_MIN || where.shape[*axis] != from.shape[*axis]) return std::nullopt;
    const auto length = static_cast<std::int64_t>(from.shape[*axis]);
    const auto clamped = [&](std::int64_t at) {
      if (at < 0) at = std::max(at, -length - 1) + length;
      return jump > 0 ? std::clamp<std::int64_t>(at, 0, length) : std::clamp<std::int64_t>(at, -1, length - 1);
    };
    const std::int64_t begin = clamped((*starts)[i]), end = clamped((*ends)[i]);
    const std::int64_t distance = jump > 0 ? end - begin : begin - end;
    const std::int64_t size = std::abs(jump);
    where.shape[*axis] = distance <= 0 ? 0 : static_cast<std::size_t>((distance - 1) / size + 1);
    where.first += where.shape[*axis] == 0 ? 0 : begin * where.step[*axis];
    where.step[*axis] *= where.shape[*axis] > 1 ? jump : 0;
  }
  return strided(from, where);
}

auto NodeComputer::concat(const OnnxNode& node) -> Value {
  const FileTensor& first = *input(node, 0);
  const auto axis = axis_of(node.integer("axis", 0), first.shape.size());
  if (!axis) return std::nullopt;
  Lengths shape = first.shape;
  shape[*axis] = 0;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const FileTensor* part = input(node, i);
    if (part == nullptr || part->type != first.type || part->shape.size() != shape.size()) return std::nullopt;
    for (std::size_t k = 0; k < shape.size(); ++k)
      if (k != *axis && part->shape[k] != shape[k]) return std::nullopt;
    shape[*axis] += part->shape[*axis];
  }
  if (!spend(shape, element_size(first.type))) return std::nullopt;
  const auto outer = count_values(Lengths(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(*axis)));
  if (!outer) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t row = 0; row < *outer; ++row)
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const ByteSpan part = input(node, i)->bytes;
      const std::size_t size = part.size() / *outer;
      bytes.insert(bytes.end(), part.begin() + static_cast<std::ptrdiff_t>(row * size),
                   part.begin() + static_cast<std::ptrdiff_t>((row + 1) * size));
    }
  return FileTensor{.type = first.type, .shape = shape, .bytes = graph_.storage->keep(std::move(bytes))};
}

auto NodeComputer::gather(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const FileTensor* indices = input(node, 1);
  const auto axis = axis_of(node.integer("axis", 0), from.shape.size());
  if (!axis || indices == nullptr || indices->elements() > (1 << 16)) return std::nullopt;
  const auto chosen = integers_of(*indices);
  if (!chosen) return std::nullopt;
  const auto cut = from.shape.begin() + static_cast<std::ptrdiff_t>(*axis);
  Lengths shape(from.shape.begin(), cut);
  shape.insert(shape.end(), indices->shape.begin(), indices->shape.end());
  shape.insert(shape.end(), cut + 1, from.shape.end());
  const std::size_t size = element_size(from.type);
  if (!spend(shape, size)) return std::nullopt;
  const auto inner = count_values(Lengths(cut + 1, from.shape.end()));
  const auto outer = count_values(Lengths(from.shape.begin(), cut));
  if (!inner || !outer) return std::nullopt;
  const std::size_t row = *inner * size;
  std::vector<std::uint8_t> bytes;
  for (std::size_t o = 0; o < *outer; ++o)
    for (const std::int64_t index : *chosen) {
      const auto at = axis_of(index, *cut);
      if (!at) return std::nullopt;
      const auto begin = from.bytes.begin() + static_cast<std::ptrdiff_t>((o * *cut + *at) * row);
      bytes.insert(bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
    }
  return FileTensor{.type = from.type, .shape = shape, .bytes = graph_.storage->keep(std::move(bytes))};
}

auto NodeComputer::expand(const OnnxNode& node) -> Value {
  const FileTensor& from = *input(node, 0);
  const auto wanted = constant_integers(graph_, node.input(1), kMaxRank);
  if (!wanted || std::ranges::any_of(*wanted, [](std::int64_t length) { return length < 0; })) return std::nullopt;
  const auto shape = broadcast_shape(from.shape, Lengths(wanted->begin(), wanted->end()));
  const auto where = shape ? broadcast_to(from.shape, *shape) : std::nullopt;
  return where ? strided(from, *where) : std::nullopt;
}

}  // namespace alexnet
