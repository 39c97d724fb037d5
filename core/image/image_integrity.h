// Checks that a JPEG file is complete and consistent, where stb_image does not: its end and table sizes.
// Errors are kBadFormat without a location.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "messages/image.h"

namespace alexnet {

[[nodiscard]] inline std::unexpected<Error> truncation_error(std::string_view name, ByteSpan bytes) {
  return fail<msg::kImageTruncated>("", name, bytes.size());
}

// ---- JPEG (ITU-T T.81, annex B) ---------------------------------------------------------------------------------------------

// Checks the tables of a DHT segment, each of which has a class, 16 counts of codes by length, and the values. stb_image writes
// out of bounds if a table has more than 256 codes.
[[nodiscard]] inline Status check_huffman_tables(ByteSpan bytes, std::size_t offset, std::size_t length) {
  while (length > 0) {
    if (offset + 17 > bytes.size()) return truncation_error("JPEG", bytes);
    std::size_t codes = 0;
    for (std::size_t i = 1; i <= 16; ++i) codes += bytes[offset + i];
    if (codes > 256) return fail<msg::kJpegHuffmanTable>("", offset, codes);
    offset += 17 + codes;
    length -= std::min(length, 17 + codes);
  }
  return {};
}

// Checks that the end marker is present: stb_image decodes what it can of a truncated JPEG and leaves the rest gray. Segments
// are skipped by their length, so that the end marker of an embedded thumbnail does not count.
[[nodiscard]] inline Status check_jpeg(ByteSpan bytes) {
  constexpr std::uint8_t kEnd = 0xD9, kFillByte = 0xFF, kTables = 0xC4;
  for (std::size_t offset = 2; offset + 2 <= bytes.size();) {
    const void* marker = std::memchr(bytes.data() + offset, 0xFF, bytes.size() - offset - 1);
    if (marker == nullptr) break;
    offset = static_cast<std::size_t>(static_cast<const std::uint8_t*>(marker) - bytes.data()) + 1;
    const std::uint8_t kind = bytes[offset];
    if (kind == kEnd) return {};
    if (kind == kFillByte) continue;
    ++offset;
    if (kind <= 0x01 || (kind >= 0xD0 && kind <= 0xD8))
      continue;  // an escaped FF of the pixels or a restart marker: no segment follows
    if (offset + 2 > bytes.size()) break;
    const std::size_t length = static_cast<std::size_t>(bytes[offset]) << 8 | bytes[offset + 1];
    if (kind == kTables && length > 2) TRY(check_huffman_tables(bytes, offset + 2, length - 2));
    offset += length;
  }
  return truncation_error("JPEG", bytes);
}

// ---- PNG --------------------------------------------------------------------------------------------------------------------

[[nodiscard]] inline std::uint32_t big_endian_u32(ByteSpan bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

}  // namespace alexnet
