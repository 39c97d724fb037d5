// The checksum of TensorBoard's event files: CRC-32C (Castagnoli, reflected polynomial 0x82F63B78; RFC 3720, appendix B.4).
#pragma once

#include <cstdint>

#include "base/file.h"

namespace alexnet {

[[nodiscard]] std::uint32_t crc32c(ByteSpan bytes);

// Returns the masked checksum that TFRecord files store: rotated and shifted, because checksums of data that contains checksums
// are problematic.
[[nodiscard]] constexpr std::uint32_t masked_crc(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u; }

}  // namespace alexnet
