// Named tensors as a file holds them: with any element type and any layout, before they become the weights of a model.
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

// The element types of safetensors that this project reads; pairs of 4-bit integers are stored as U8.
enum class ElementType { kF32, kF16, kBf16, kI8, kU8, kI32, kI64, kF64 };
[[nodiscard]] std::size_t element_size(ElementType type);    // in bytes
[[nodiscard]] std::string_view to_string(ElementType type);  // `F32`, as in safetensors

// The readers of all formats refuse tensors with more axes.
inline constexpr std::size_t kMaxRank = 8;

struct FileTensor {
  ElementType type = ElementType::kF32;
  std::vector<std::size_t> shape;  // outermost first; elements() does not overflow
  ByteSpan bytes;                  // elements() * element_size(type) bytes, little-endian, in C order, at any alignment

  [[nodiscard]] std::size_t elements() const;
};

// Converts the elements to fp32: exactly, except for F64, which is rounded. Requires: out.size() == tensor.elements(). Returns
// kUnsupported for integer types.
[[nodiscard]] Status to_floats(const FileTensor& tensor, std::span<float> out);

// Returns the bits of the nearest half-precision number, ties to even; infinity for magnitudes from 65520 on.
[[nodiscard]] std::uint16_t to_half(float value);

// Tensors by name, in alphabetical order, and metadata as free text. `storage` owns the bytes to which the tensors point.
struct TensorMap {
  std::map<std::string, FileTensor, std::less<>> tensors;
  std::map<std::string, std::string, std::less<>> metadata;
  SharedBytes storage;
};

}  // namespace alexnet
