#include "ops/dropout.h"

#include <algorithm>

#include "base/check.h"
#include "base/rng.h"

namespace alexnet {
namespace {

constexpr std::size_t kDrawsGrain = 1 << 10;  // the fewest draws for which waking a thread pays off

// Weight initialization and augmentation use streams below 2^63; dropout uses those from 2^63 on, as the seed may be the same.
std::uint64_t stream_of(const DropoutKey& key) {
  CHECK(key.step < std::uint64_t{1} << 48 && key.layer < 1u << 15);
  return std::uint64_t{1} << 63 | std::uint64_t{key.layer} << 48 | key.step;
}

void apply_mask(const DropoutKey& key, float rate, std::size_t count, const float* in, float* out, const ThreadPool& pool) {
  CHECK(rate >= 0.0f && rate < 1.0f);
  const std::uint64_t stream = stream_of(key);
  const auto dropped_below = static_cast<std::uint64_t>(double{rate} * 0x1p32);
  const float factor = 1.0f / (1.0f - rate);
  // One draw gives four values.
  pool.parallel_for((count + 3) / 4, kDrawsGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t draw = begin; draw < end; ++draw) {
      const auto words = random_words(key.seed, stream, draw);
      const std::size_t first = draw * 4;
      for (std::size_t i = 0; i < std::min<std::size_t>(4, count - first); ++i)
        out[first + i] = words[i] < dropped_below ? 0.0f : factor * in[first + i];
    }
  });
}

}  // namespace

void dropout_forward(const DropoutKey& key, float rate, std::size_t count, const float* x, float* y, const ThreadPool& pool) {
  apply_mask(key, rate, count, x, y, pool);
}

void dropout_backward(const DropoutKey& key, float rate, std::size_t count, const float* dy, float* dx,
                      const ThreadPool& pool) {
  apply_mask(key, rate, count, dy, dx, pool);
}

}  // namespace alexnet
