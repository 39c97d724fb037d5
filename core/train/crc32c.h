// The checksum of TensorBoard's event files: a CRC-32C (base/crc32.h), masked.
#pragma once

#include <cstdint>

#include "base/crc32.h"

namespace alexnet {

// Rotates and shifts a checksum as TFRecord files store it, so that the checksum of data that contains checksums is not trivial.
[[nodiscard]] constexpr std::uint32_t masked_crc(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u; }

}  // namespace alexnet
