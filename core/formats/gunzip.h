// Decompresses gzip files (RFC 1952), with base/inflater.h.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Returns the content of a gzip file, which is decompressed twice: first to learn its size, so that no more memory is taken than the
// content needs. Returns kBadFormat if the file is damaged or cut short, kTooLarge if its content has more than `limit` bytes,
// kOutOfMemory.
[[nodiscard]] Result<SharedBytes> gunzip(ByteSpan packed, std::uint64_t limit);

// Returns at most `count` bytes of the beginning of the content; fewer if the file is damaged.
[[nodiscard]] std::vector<std::uint8_t> gunzip_beginning(ByteSpan packed, std::size_t count);

}  // namespace alexnet
