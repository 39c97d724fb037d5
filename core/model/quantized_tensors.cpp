#include "model/quantized_tensors.h"

#include <cmath>
#include <limits>
#include <utility>

#include "messages/model.h"

namespace alexnet {
namespace {

// Whether the product of the scale and the largest quantized magnitude, 128, is finite.
bool is_scale(float value) { return value > 0 && value <= std::numeric_limits<float>::max() / 128; }

Result<Shape> shape_of(const FileTensor& tensor) {
  const std::vector<std::size_t>& lengths = tensor.shape;
  const bool four_bits = tensor.type == ElementType::kU8;
  const bool possible = four_bits ? lengths.size() == 2 : lengths.size() >= 2 && lengths.size() <= Shape::kMaxRank;
  if (!possible || tensor.elements() == 0 || tensor.elements() > std::numeric_limits<std::size_t>::max() / 8)
    return fail<msg::kQuantizedShape>("", format_shape(lengths), to_string(tensor.type));
  Shape shape((std::span(lengths)));
  return four_bits ? Shape{lengths[0], 2 * lengths[1]} : shape;
}

Result<std::shared_ptr<const Tensor>> read_scales(const TensorMap& file, const std::string& weight, std::size_t channels) {
  const auto found = file.tensors.find(scale_name(weight));
  if (found == file.tensors.end()) return fail<msg::kQuantizedScalesMissing>("");
  if (found->second.shape != std::vector{channels})
    return fail<msg::kQuantizedScalesShape>("", format_shape(found->second.shape), channels);
  TRY_VALUE(Tensor scales, Tensor::create({channels}));
  TRY(to_floats(found->second, scales.values()));
  for (const float& scale : scales.values())
    if (!is_scale(scale)) return fail<msg::kQuantizedScaleInvalid>("", &scale - scales.data(), scale);
  return std::make_shared<const Tensor>(std::move(scales));
}

// Makes `memory`, which the file then owns, the content of `tensor`.
void set_content(TensorMap& file, FileTensor& tensor, ElementType type, Tensor memory) {
  using Both = std::pair<SharedBytes, Tensor>;
  auto owner = std::make_shared<const Both>(std::move(file.storage), std::move(memory));
  tensor.type = type;
  tensor.bytes = {reinterpret_cast<const std::uint8_t*>(owner->second.data()), tensor.elements() * element_size(type)};
  const ByteSpan bytes = owner->first.bytes();
  file.storage = SharedBytes(bytes, std::move(owner));
}

}  // namespace

std::string scale_name(const std::string& weight) { return weight + ".scale"; }

bool is_quantized(const TensorMap& file, const std::string& weight) {
  const auto found = file.tensors.find(weight);
  if (found == file.tensors.end()) return false;
  const FileTensor& tensor = found->second;
  return (tensor.type == ElementType::kI8 || tensor.type == ElementType::kU8) && tensor.shape.size() > 1;
}

Result<QuantizedView> read_quantized(const TensorMap& file, const std::string& weight,
                                     std::vector<std::shared_ptr<const void>>& owners) {
  const FileTensor& tensor = file.tensors.find(weight)->second;
  Result<Shape> shape = shape_of(tensor);
  if (!shape) return with_context(str_cat("\"", weight, "\""), std::move(shape).error());
  Result<std::shared_ptr<const Tensor>> scales = read_scales(file, weight, (*shape)[0]);
  if (!scales) return with_context(str_cat("\"", scale_name(weight), "\""), std::move(scales).error());
  const QuantizedView view = {tensor.bytes.data(), (*scales)->data(), *shape, tensor.type == ElementType::kI8 ? 8uz : 4uz};
  owners.push_back(std::move(*scales));
  return view;
}

void write_quantized(const std::string& weight, const QuantizedView& weights, TensorMap& map) {
  std::vector<std::size_t> shape(weights.shape.lengths().begin(), weights.shape.lengths().end());
  if (weights.bits == 4) shape[1] /= 2;
  map.tensors[weight] = {
      .type = weights.bits == 8 ? ElementType::kI8 : ElementType::kU8, .shape = shape, .bytes = weights.bytes()};
  map.tensors[scale_name(weight)] = {
      .type = ElementType::kF32,
      .shape = {weights.shape[0]},
      .bytes = {reinterpret_cast<const std::uint8_t*>(weights.scales), weights.shape[0] * sizeof(float)}};
}

Result<TensorMap> with_float_tensors(TensorMap file, const ThreadPool& pool) {
  std::vector<std::shared_ptr<const void>> scales;  // own the scales until the end of this function
  std::vector<std::string> done;
  for (auto& [name, tensor] : file.tensors) {
    if (!is_quantized(file, name)) continue;
    TRY_VALUE(const QuantizedView view, read_quantized(file, name, scales));
    TRY_VALUE(Tensor values, Tensor::create(view.shape));
    dequantize(view, values.values(), pool);
    tensor.shape.assign(view.shape.lengths().begin(), view.shape.lengths().end());
    set_content(file, tensor, ElementType::kF32, std::move(values));
    done.push_back(name);
  }
  for (const std::string& name : done) file.tensors.erase(scale_name(name));
  return file;
}

Result<TensorMap> with_half_tensors(TensorMap file) {
  for (auto& [name, tensor] : file.tensors) {
    if (tensor.type != ElementType::kF32 || tensor.shape.size() < 2) continue;
    const std::size_t count = tensor.elements();
    TRY_VALUE(Tensor values, Tensor::create({count}));
    TRY(to_floats(tensor, values.values()));
    TRY_VALUE(Tensor halves, Tensor::create({(count + 1) / 2}));
    auto* const half = reinterpret_cast<std::uint8_t*>(halves.data());
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint16_t word = to_half(values.data()[i]);
      if (std::isfinite(values.data()[i]) && (word & 0x7C00) == 0x7C00)
        return fail<msg::kHalfOverflow>(str_cat("\"", name, "\""), i, values.data()[i]);
      half[2 * i] = static_cast<std::uint8_t>(word);
      half[2 * i + 1] = static_cast<std::uint8_t>(word >> 8);
    }
    set_content(file, tensor, ElementType::kF16, std::move(halves));
  }
  return file;
}

}  // namespace alexnet
