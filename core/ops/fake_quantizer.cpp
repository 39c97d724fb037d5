#include "ops/fake_quantizer.h"

#include <algorithm>
#include <cmath>

#include "base/simd.h"
#include "ops/min_max.h"

namespace alexnet {
namespace {

constexpr std::size_t kGrain = 4096;  // values

// The values low * scale, (low + 1) * scale, ..., high * scale.
struct Levels {
  float scale = 1;
  float low = 0;
  float high = 0;
};

// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
ALEXNET_SIMD_CLONES void round_values(const float* x, float* y, std::size_t count, float scale, float low, float high) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    float level = x[i] / scale;
    level = level > low ? level : low;  // also of NaN
    level = level < high ? level : high;
    y[i] = (level + 12582912.0f - 12582912.0f) * scale;
  }
}

Levels static_levels(const ActivationQuantization& how) {
  const float first = how.is_signed ? -128.0f : 0.0f;
  const auto zero = static_cast<float>(how.zero_point);
  return {.scale = how.scale, .low = first - zero, .high = first + 255 - zero};
}

Levels row_levels(QuantizationRule rule, const MinMax& range) {
  if (rule == QuantizationRule::kSymmetric) {
    const float scale = std::max(-range.low, range.high) / 127;
    return scale > 0 ? Levels{.scale = scale, .low = -127, .high = 127} : Levels{};
  }
  const float scale = (range.high - range.low) / 255;
  if (!(scale > 0)) return {};
  const float zero = std::clamp(std::nearbyint(-range.low / scale), 0.0f, 255.0f);
  return {.scale = scale, .low = -zero, .high = 255 - zero};
}

}  // namespace

void fake_quantize(const ActivationQuantization& how, const float* x, float* y, std::size_t rows, std::size_t columns,
                   const ThreadPool& pool) {
  const auto round_all = [&](const Levels& levels, std::size_t offset, std::size_t count) {
    pool.parallel_for(count, kGrain, [&](std::size_t begin, std::size_t end) {
      round_values(x + offset + begin, y + offset + begin, end - begin, levels.scale, levels.low, levels.high);
    });
  };
  if (how.rule == QuantizationRule::kStatic) return round_all(static_levels(how), 0, rows * columns);
  for (std::size_t row = 0; row < rows; ++row)
    round_all(row_levels(how.rule, min_max_with_zero(x + row * columns, columns)), row * columns, columns);
}

}  // namespace alexnet
