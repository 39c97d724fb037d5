#include "ops/min_max.h"

#include <algorithm>
#include <array>

#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kMinMaxLanes = 32;  // independent minima, for vectorization

ALEXNET_SIMD_CLONES void find_min_max(const float* x, std::size_t count, float& minimum, float& maximum) {
  std::array<float, kMinMaxLanes> low{}, high{};
  const auto update = [&](std::size_t lane, float value) {
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  };
  std::size_t i = 0;
  for (; i + kMinMaxLanes <= count; i += kMinMaxLanes)
    for (std::size_t lane = 0; lane < kMinMaxLanes; ++lane) update(lane, x[i + lane]);
  for (; i < count; ++i) update(0, x[i]);
  minimum = std::ranges::min(low), maximum = std::ranges::max(high);
}

}  // namespace

MinMax min_max_with_zero(const float* x, std::size_t count) {
  MinMax result;
  find_min_max(x, count, result.low, result.high);
  return result;
}

}  // namespace alexnet
