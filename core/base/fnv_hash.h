// A hash of bytes: FNV-1a with 64 bits (Fowler, Noll and Vo). It is no cryptographic hash.
#pragma once

#include <cstdint>
#include <span>

namespace alexnet {

inline constexpr std::uint64_t kFnvOffset = 0xCBF29CE484222325u;

// Returns the hash of the bytes; or, with the hash of other bytes as `before`, that of both, one behind the other.
[[nodiscard]] inline std::uint64_t fnv_hash(std::span<const std::uint8_t> bytes, std::uint64_t before = kFnvOffset) {
  for (const std::uint8_t byte : bytes) before = (before ^ byte) * 0x100000001B3u;
  return before;
}

}  // namespace alexnet
