// zlib's streams (RFC 1950). Native: zlib (inflate_native.cpp); in the browser's build there is none (inflate_wasm.cpp).
#pragma once

#include <span>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Exactly as many bytes as `to` has. kBadFormat for damage and for another number of bytes.
[[nodiscard]] Status inflate(ByteSpan packed, std::span<std::uint8_t> to);

}  // namespace alexnet
