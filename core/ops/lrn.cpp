#include "ops/lrn.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kTile = 256;    // channels at a time, so that the squares stay in the first cache
constexpr std::size_t kMaxSize = 63;  // of the window

// The squares of a tile's channels and of those beside it that its windows reach, 0 where there is no channel.
struct Squares {
  alignas(64) std::array<float, kTile + kMaxSize + 1> values;
};

// s^-0.75 without a power function: 1 / (sqrt(s) * sqrt(sqrt(s))).
inline float power_minus_three_quarters(float s) {
  const float root = std::sqrt(s);
  return 1.0f / (root * std::sqrt(root));
}

ALEXNET_SIMD_CLONES void normalize_tile(const LrnGeometry& g, const Squares& squares, const float* x, float* y,
                                        std::size_t count) {
  alignas(64) std::array<float, kTile> scale;
  for (std::size_t c = 0; c < count; ++c) scale[c] = squares.values[c];
  for (std::size_t j = 1; j < g.size; ++j)
    for (std::size_t c = 0; c < count; ++c) scale[c] += squares.values[c + j];
  for (std::size_t c = 0; c < count; ++c) scale[c] = g.k + g.alpha * scale[c];
  if (g.beta == 0.75f) {
    for (std::size_t c = 0; c < count; ++c) y[c] = x[c] * power_minus_three_quarters(scale[c]);
  } else {
    for (std::size_t c = 0; c < count; ++c) y[c] = x[c] * std::pow(scale[c], -g.beta);
  }
}

ALEXNET_SIMD_CLONES void square_range(const float* x, std::size_t count, float* out) {
  for (std::size_t c = 0; c < count; ++c) out[c] = x[c] * x[c];
}

void normalize_pixel(const LrnGeometry& g, const float* x, float* y) {
  const std::size_t before = (g.size - 1) / 2;
  const std::size_t after = g.size / 2;
  Squares squares;
  for (std::size_t start = 0; start < g.channels; start += kTile) {
    const std::size_t count = std::min(kTile, g.channels - start);
    const std::size_t first = start - std::min(start, before);
    const std::size_t last = std::min(g.channels, start + count + after);
    const std::size_t lead = before - (start - first);
    std::fill_n(squares.values.begin(), lead, 0.0f);
    square_range(x + first, last - first, squares.values.data() + lead);
    const std::size_t filled = lead + last - first;
    std::fill(squares.values.begin() + filled, squares.values.begin() + std::max(filled, count + g.size), 0.0f);
    normalize_tile(g, squares, x + start, y + start, count);
  }
}

}  // namespace

void lrn_forward(const LrnGeometry& g, std::size_t pixels, const float* x, float* y, const ThreadPool& pool) {
  CHECK(g.size >= 1 && g.size <= kMaxSize);
  pool.parallel_for(pixels, 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t pixel = begin; pixel < end; ++pixel) normalize_pixel(g, x + pixel * g.channels, y + pixel * g.channels);
  });
}

}  // namespace alexnet
