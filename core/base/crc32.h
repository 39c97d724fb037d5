// Cyclic redundancy checks of 32 bits: reflected, with an initial value and a final XOR of 0xFFFFFFFF.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace alexnet {

// tables[k][byte] is the remainder of `byte` followed by k zero bytes, for a polynomial that is given with its bits reversed.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;
[[nodiscard]] consteval CrcTables crc_tables(std::uint32_t reversed_polynomial) {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? reversed_polynomial ^ value >> 1 : value >> 1;
    tables[0][byte] = value;
  }
  for (std::size_t zeros = 1; zeros < tables.size(); ++zeros)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[zeros - 1][byte];
      tables[zeros][byte] = tables[0][before & 0xFF] ^ before >> 8;
    }
  return tables;
}

// Eight bytes a step, since an archive of weights has hundreds of millions of them ("slicing by 8": M. Kounavis and F. Berry,
// A Systematic Approach to Building High Performance Software-Based CRC Generators, 2005).
template <std::uint32_t kReversedPolynomial>
[[nodiscard]] std::uint32_t crc(ByteSpan bytes, std::uint32_t before) {
  static constexpr CrcTables kTables = crc_tables(kReversedPolynomial);
  std::uint32_t value = ~before;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    const std::uint32_t first = value ^ little_endian<std::uint32_t>(bytes, 0);
    value = kTables[7][first & 0xFF] ^ kTables[6][first >> 8 & 0xFF] ^ kTables[5][first >> 16 & 0xFF] ^
            kTables[4][first >> 24] ^ kTables[3][bytes[4]] ^ kTables[2][bytes[5]] ^ kTables[1][bytes[6]] ^ kTables[0][bytes[7]];
  }
  for (const std::uint8_t byte : bytes) value = kTables[0][(value ^ byte) & 0xFF] ^ value >> 8;
  return ~value;
}

// CRC-32 as zlib and PNG define it. `before` is that of the bytes in front of these.
[[nodiscard]] inline std::uint32_t crc32(ByteSpan bytes, std::uint32_t before = 0) { return crc<0xEDB88320u>(bytes, before); }

// CRC-32C (Castagnoli; RFC 3720, appendix B.4), as TFRecord files have it.
[[nodiscard]] inline std::uint32_t crc32c(ByteSpan bytes) { return crc<0x82F63B78u>(bytes, 0); }

}  // namespace alexnet
