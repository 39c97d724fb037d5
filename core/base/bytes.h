// Looks at bytes of a file as text and as numbers.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/file.h"

namespace alexnet {

[[nodiscard]] inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Returns whether the file has `text` at byte `offset`.
[[nodiscard]] inline bool has_text_at(ByteSpan bytes, std::size_t offset, std::string_view text) {
  return bytes.size() >= offset && as_text(bytes.subspan(offset)).starts_with(text);
}

// Requires at least two bytes.
[[nodiscard]] inline std::uint16_t big_endian_u16(ByteSpan bytes) {
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

// Requires at least four bytes.
[[nodiscard]] inline std::uint32_t big_endian_u32(ByteSpan bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

// Returns the little-endian unsigned number of the type at byte `offset`. Requires its bytes to be within `bytes`.
template <std::unsigned_integral Number>
[[nodiscard]] Number little_endian(ByteSpan bytes, std::size_t offset) {
  Number value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return std::endian::native == std::endian::little ? value : std::byteswap(value);
}

// The same, for arithmetic with sizes.
[[nodiscard]] inline std::size_t little_endian_u16(ByteSpan bytes, std::size_t offset) {
  return little_endian<std::uint16_t>(bytes, offset);
}
[[nodiscard]] inline std::size_t little_endian_u32(ByteSpan bytes, std::size_t offset) {
  return little_endian<std::uint32_t>(bytes, offset);
}

}  // namespace alexnet
