#include "formats/inflate.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/inflater.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

// The checksum behind a zlib stream (RFC 1950, section 8.2).
std::uint32_t adler32(ByteSpan bytes) {
  constexpr std::uint32_t kModulus = 65521;
  constexpr std::size_t kRun = 5552;  // The sums of as many bytes fit into 32 bits.
  std::uint32_t low = 1, high = 0;
  while (!bytes.empty()) {
    const std::size_t run = std::min(kRun, bytes.size());
    for (const std::uint8_t byte : bytes.first(run)) {
      low += byte;
      high += low;
    }
    low %= kModulus;
    high %= kModulus;
    bytes = bytes.subspan(run);
  }
  return high << 16 | low;
}

}  // namespace

Status inflate(ByteSpan packed, std::span<std::uint8_t> to) {
  const std::array<ByteSpan, 1> parts = {packed};
  Inflater inflater(parts);
  std::array<std::uint8_t, 1> more{};
  const bool fits = inflater.read(to) == to.size() && inflater.read(more) == 0;
  if (!fits || inflater.state() != Inflater::State::kEnd || inflater.bytes_behind() < 4) return fail<msg::kInflateDamaged>("");
  return adler32(to) == big_endian_u32(packed.last(inflater.bytes_behind())) ? Status{} : fail<msg::kInflateDamaged>("");
}

}  // namespace alexnet
