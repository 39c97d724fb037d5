// Named tensors as a file holds them: any element type, any layout, not yet anybody's weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// The element types of safetensors that this project reads; I4 pairs are stored as U8.
enum class ElementType { kF32, kF16, kBf16, kI8, kU8, kI32, kI64, kF64 };
[[nodiscard]] std::size_t element_size(ElementType type);
[[nodiscard]] std::string_view to_string(ElementType type);  // `F32`, as safetensors spells it

// No file of ours or of others holds a tensor of more axes.
inline constexpr std::size_t kMaxRank = 8;

struct FileTensor {
  ElementType type = ElementType::kF32;
  std::vector<std::size_t> shape;  // outermost first; elements() does not overflow
  ByteSpan bytes;                  // elements() * element_size(type), little-endian, C order; may lie at any address

  [[nodiscard]] std::size_t elements() const;
};

// The elements as fp32, exactly but for F64, which is rounded; `out` has as many. kUnsupported for whole numbers.
[[nodiscard]] Status to_floats(const FileTensor& tensor, std::span<float> out);

// The nearest half-precision number, ties to even; beyond 65504 (from 65520 on) an infinity.
[[nodiscard]] std::uint16_t to_half(float value);

// Names in alphabetical order, metadata as free text. `storage` keeps the bytes that the tensors look at.
struct TensorMap {
  std::map<std::string, FileTensor, std::less<>> tensors;
  std::map<std::string, std::string, std::less<>> metadata;
  SharedBytes storage;
};

}  // namespace alexnet
