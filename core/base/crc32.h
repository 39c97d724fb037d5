// Cyclic redundancy checks of 32 bits: reflected, with an initial value and a final XOR of 0xFFFFFFFF.
#pragma once

#include <array>
#include <cstdint>

#include "base/file.h"

namespace alexnet {

// The remainder of each byte for a polynomial, given with its bits reversed.
[[nodiscard]] consteval std::array<std::uint32_t, 256> crc_table(std::uint32_t reversed_polynomial) {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? reversed_polynomial ^ value >> 1 : value >> 1;
    table[byte] = value;
  }
  return table;
}

template <std::uint32_t kReversedPolynomial>
[[nodiscard]] std::uint32_t crc(ByteSpan bytes) {
  static constexpr std::array<std::uint32_t, 256> kTable = crc_table(kReversedPolynomial);
  std::uint32_t value = ~0u;
  for (const std::uint8_t byte : bytes) value = kTable[(value ^ byte) & 0xFF] ^ value >> 8;
  return ~value;
}

// CRC-32 as zlib and PNG define it.
[[nodiscard]] inline std::uint32_t crc32(ByteSpan bytes) { return crc<0xEDB88320u>(bytes); }

// CRC-32C (Castagnoli; RFC 3720, appendix B.4), as TFRecord files have it.
[[nodiscard]] inline std::uint32_t crc32c(ByteSpan bytes) { return crc<0x82F63B78u>(bytes); }

}  // namespace alexnet
