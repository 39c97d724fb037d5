// Decompresses zlib streams (RFC 1950), with zlib (inflate_native.cpp). The WebAssembly build has no zlib (inflate_wasm.cpp).
#pragma once

#include <span>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Decompresses exactly to.size() bytes. Returns kBadFormat if the stream is damaged or has another length, kOutOfMemory, and
// kUnsupported in the browser.
[[nodiscard]] Status inflate(ByteSpan packed, std::span<std::uint8_t> to);

}  // namespace alexnet
