// The header of a gzip file (RFC 1952, section 2.3).
#pragma once

#include <optional>

#include "base/file.h"

namespace alexnet {

// Returns whether the bytes begin with the signature of a gzip file.
[[nodiscard]] inline bool is_gzip(ByteSpan bytes) {
  return bytes.size() >= 3 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8;
}

// Returns what follows the header of the first stream, where its compressed content begins; nothing if the bytes are no gzip file or end
// within the header.
[[nodiscard]] std::optional<ByteSpan> after_gzip_header(ByteSpan file);

}  // namespace alexnet
