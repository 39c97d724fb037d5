// Files in pieces, as the C API hands them out: the header of a safetensors file, then its tensors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "formats/safetensors.h"

namespace alexnet::capi {

// Returns 0 if no file is prepared.
inline std::int32_t count_pieces(const SafetensorsPieces& pieces) {
  return pieces.header.empty() ? 0 : static_cast<std::int32_t>(pieces.tensors.size() + 1);
}

// `index` must be below count_pieces().
inline const void* piece(const SafetensorsPieces& pieces, std::int32_t index, std::size_t* size) {
  if (index == 0) return *size = pieces.header.size(), pieces.header.data();
  const ByteSpan tensor = pieces.tensors[static_cast<std::size_t>(index - 1)];
  return *size = tensor.size(), tensor.data();
}

}  // namespace alexnet::capi
