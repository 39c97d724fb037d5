#include "formats/tensor_map.h"

#include <array>
#include <bit>
#include <cstring>

#include "messages/formats.h"

namespace alexnet {
namespace {

float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16;
  const std::uint32_t magnitude = half & 0x7FFFu;
  if (magnitude >= 0x7C00u) return std::bit_cast<float>(sign | 0x7F800000u | (magnitude & 0x3FFu) << 13);
  // The bits are read as those of a float, whose exponent is then corrected: this is exact for subnormal numbers too.
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude << 13) * 0x1p112f));
}

struct TypeFacts {
  std::string_view name;
  std::size_t size;
};

// In the order of ElementType.
constexpr std::array<TypeFacts, 8> kTypes{{
    {"F32", 4},
    {"F16", 2},
    {"BF16", 2},
    {"I8", 1},
    {"U8", 1},
    {"I32", 4},
    {"I64", 8},
    {"F64", 8},
}};
static_assert(kTypes.size() == static_cast<std::size_t>(ElementType::kF64) + 1);

const TypeFacts& facts(ElementType type) { return kTypes[static_cast<std::size_t>(type)]; }

}  // namespace

std::size_t element_size(ElementType type) { return facts(type).size; }

std::string_view to_string(ElementType type) { return facts(type).name; }

std::size_t FileTensor::elements() const {
  std::size_t product = 1;
  for (const std::size_t length : shape) product *= length;
  return product;
}

std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits >> 16 & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return static_cast<std::uint16_t>(sign | 0x7E00u);
  if (magnitude >= 0x47800000u) return static_cast<std::uint16_t>(sign | 0x7C00u);  // 2^16
  if (magnitude < 0x38800000u) {  // 2^-14: subnormal, in steps of 2^-24; adding 0.5 moves those steps into the last bits
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5f)));
  }
  const std::uint32_t odd = magnitude >> 13 & 1u;
  return static_cast<std::uint16_t>(sign | (magnitude - (112u << 23) + 0xFFFu + odd) >> 13);
}

Status to_floats(const FileTensor& tensor, std::span<float> out) {
  if (out.empty()) return {};  // its address may be null, which memcpy must not receive
  const std::uint8_t* bytes = tensor.bytes.data();
  if (tensor.type == ElementType::kF32) {
    std::memcpy(out.data(), bytes, out.size_bytes());
    return {};
  }
  if (tensor.type == ElementType::kF64) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      double value = 0;
      std::memcpy(&value, bytes + sizeof(double) * i, sizeof(double));
      out[i] = static_cast<float>(value);
    }
    return {};
  }
  if (tensor.type != ElementType::kF16 && tensor.type != ElementType::kBf16)
    return fail<msg::kTensorTypeNotFloat>("", to_string(tensor.type));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto word = static_cast<std::uint16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8);
    out[i] = tensor.type == ElementType::kF16 ? half_to_float(word) : std::bit_cast<float>(std::uint32_t{word} << 16);
  }
  return {};
}

}  // namespace alexnet
