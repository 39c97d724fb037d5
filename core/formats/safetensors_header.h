// The JSON header of a safetensors file, for formats/safetensors.cpp alone. The way back, safetensors_header(), is declared
// in formats/safetensors.h and stands beside this reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr std::size_t kSafetensorsLengthBytes = 8;  // before the header, its length
inline constexpr std::string_view kSafetensorsMetadata = "__metadata__";

using NamedTensors = decltype(TensorMap::tensors);

struct SafetensorsHeader {
  // Where a tensor lies, counted from the beginning of the data; begin <= end, as far apart as its type and shape say.
  struct Extent {
    NamedTensors::iterator tensor;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  TensorMap map;  // without the tensors' bytes
  std::vector<Extent> extents;
};

// Everything that can be told without the data, checked. Errors name the tensor, or the byte of the file.
[[nodiscard]] Result<SafetensorsHeader> parse_safetensors_header(std::string_view text);

// `safetensors: "conv1.weight"`, as an error names a tensor.
[[nodiscard]] std::string safetensors_location(std::string_view name);

}  // namespace alexnet
