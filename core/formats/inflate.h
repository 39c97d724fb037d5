// Decompresses zlib streams (RFC 1950) as a whole, with base/inflater.h.
#pragma once

#include <span>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Decompresses exactly to.size() bytes. Returns kBadFormat if the stream is damaged, has another length or another checksum.
[[nodiscard]] Status inflate(ByteSpan packed, std::span<std::uint8_t> to);

}  // namespace alexnet
