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

// A layer of which a file of weights has the name, and perhaps more.
struct StoredLayer {
  std::string name;                                    // the common part of the names of its tensors: `features.0`
  std::string type;                                    // in the terms of PyTorch, `Conv2d`; empty if the file does not state it
  std::map<std::string, double, std::less<>> options;  // such as stride and padding; NaN if they differ between the axes;
                                                       // "pooled": whether a max pool follows (1 or 0)
};

// Tensors by name, in alphabetical order, and metadata as free text. `storage` owns the bytes to which the tensors point.
struct TensorMap {
  std::map<std::string, FileTensor, std::less<>> tensors;
  // The names in the order in which the program that wrote the file listed them, which is often that of the computation; empty
  // if the file has no order but the alphabet.
  std::vector<std::string> order;
  // The layers of the network in the order in which they were created, also those without tensors, as far as the file describes
  // them; empty if it does not.
  std::vector<StoredLayer> layers;
  std::size_t input = 0;  // rows and columns of the photo that the network reads; 0 if the file does not state them
  std::map<std::string, std::string, std::less<>> metadata;
  SharedBytes storage;
};

}  // namespace alexnet
