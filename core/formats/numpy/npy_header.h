// The header of an .npy file, which is a Python dictionary as text.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr const char* kNpyHeader = "header";  // the location in errors

// An element type that is read and written.
struct NpyType {
  std::string_view code;  // in NumPy, without the byte order
  ElementType type;
};
inline constexpr std::array<NpyType, 8> kNpyTypes{{{"f4", ElementType::kF32},
                                                   {"f2", ElementType::kF16},
                                                   {"f8", ElementType::kF64},
                                                   {"i1", ElementType::kI8},
                                                   {"u1", ElementType::kU8},
                                                   {"b1", ElementType::kU8},
                                                   {"i4", ElementType::kI32},
                                                   {"i8", ElementType::kI64}}};

struct NpyHeader {
  ElementType type = ElementType::kF32;
  bool big_endian = false;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

// Parses a dictionary as Python writes it: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, with the keys in any
// order. kBadFormat for a malformed one; kUnsupported for other element types.
[[nodiscard]] Result<NpyHeader> parse_npy_header(std::string_view text);

}  // namespace alexnet
