// Parses the JSON header of a safetensors file; used only by formats/safetensors.cpp. safetensors_header(), which writes it, is
// declared in formats/safetensors.h and defined next to the parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr std::size_t kSafetensorsLengthBytes = 8;  // of the length before the header
inline constexpr std::string_view kSafetensorsMetadata = "__metadata__";
inline constexpr const char* kSafetensorsHeaderLocation = "safetensors: header";

using NamedTensors = decltype(TensorMap::tensors);

struct SafetensorsHeader {
  // The bytes of a tensor, relative to the beginning of the data. begin <= end, and end - begin matches its type and shape.
  struct Extent {
    NamedTensors::iterator tensor;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  TensorMap map;  // without the bytes of the tensors
  std::vector<Extent> extents;
};

// Parses and checks everything that does not depend on the data. Errors, as for read_safetensors, name the tensor or the byte of
// the file.
[[nodiscard]] Result<SafetensorsHeader> parse_safetensors_header(std::string_view text);

// Returns the location of an error in a tensor: `safetensors: "conv1.weight"`.
[[nodiscard]] std::string safetensors_location(std::string_view name);

}  // namespace alexnet
