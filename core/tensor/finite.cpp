#include "tensor/finite.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace alexnet {
namespace {

constexpr std::uint32_t kExponentMask = 0x7F800000u;  // all ones in NaN and infinity

// The loop has no branches and only compares integers, so that compilers vectorize it for baseline x86-64 (SSE2) and for
// WebAssembly.
bool all_finite(std::span<const float> values) {
  std::uint32_t any_non_finite = 0;
  for (const float value : values)
    any_non_finite |= (std::bit_cast<std::uint32_t>(value) & kExponentMask) == kExponentMask ? 1u : 0u;
  return any_non_finite == 0;
}

}  // namespace

std::size_t first_non_finite(std::span<const float> values) {
  constexpr std::size_t kChunk = 4096;
  for (std::size_t start = 0; start < values.size(); start += kChunk) {
    const auto chunk = values.subspan(start, std::min(kChunk, values.size() - start));
    if (all_finite(chunk)) continue;
    const auto position = std::ranges::find_if(chunk, [](float value) { return !all_finite({&value, 1}); });
    return start + static_cast<std::size_t>(position - chunk.begin());
  }
  return values.size();
}

}  // namespace alexnet
