// Builds safetensors files from a header given as text.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/safetensors.h"

namespace alexnet {

using Bytes = std::vector<std::uint8_t>;

// Returns a file with this header and `data_bytes` zero bytes of data.
inline Bytes file_of(std::string_view header, std::size_t data_bytes = 0) {
  Bytes file(8 + header.size() + data_bytes);
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<std::uint8_t>(std::uint64_t{header.size()} >> (8 * i));
  std::memcpy(file.data() + 8, header.data(), header.size());
  return file;
}

inline Result<TensorMap> read(Bytes file) { return read_safetensors(SharedBytes(std::move(file))); }

// The header of a valid file with two tensors and 11 bytes of data.
inline constexpr std::string_view kSmall = R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                           R"("b":{"dtype":"U8","shape":[1,3],"data_offsets":[8,11]}})";

}  // namespace alexnet
