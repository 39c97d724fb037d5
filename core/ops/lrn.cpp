#include "ops/lrn.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kLrnTile = 256;  // channels per tile: the terms of a tile fit into the L1 cache
constexpr std::size_t kMaxSize = 63;   // the largest window

// A buffer for the values of a tile and of the channels next to it that its windows cover; 0 for channels that do not exist.
template <std::size_t windows>
struct PaddedTile {
  alignas(64) std::array<float, kLrnTile + windows*(kMaxSize + 1)> values;
};

// The channels of [start - before, start + count + after) that exist, and how many are missing before the first of them.
struct ChannelRange {
  std::size_t first;
  std::size_t last;
  std::size_t missing;
  [[nodiscard]] std::size_t count() const { return last - first; }
};

ChannelRange channel_range(std::size_t start, std::size_t count, std::size_t before, std::size_t after, std::size_t channels) {
  const std::size_t first = start - std::min(start, before);
  return {first, std::min(channels, start + count + after), before - (start - first)};
}

ALEXNET_SIMD_CLONES void square_values(const float* x, std::size_t count, float* out) {
  for (std::size_t c = 0; c < count; ++c) out[c] = x[c] * x[c];
}

// Sets the values before and after the channels that exist to 0; there are `total` values.
void clear_outside(const ChannelRange& channels, float* values, std::size_t total) {
  std::fill_n(values, channels.missing, 0.0f);
  std::fill(values + channels.missing + channels.count(), values + total, 0.0f);
}

// Computes s[c] from squares[c] … squares[c + size - 1]. Always inlined, so that it is compiled for the vector width of its
// caller.
[[gnu::always_inline]] inline void sum_windows(const LrnGeometry& g, const float* squares, std::size_t count, float* s) {
  for (std::size_t c = 0; c < count; ++c) s[c] = squares[c];
  for (std::size_t j = 1; j < g.size; ++j)
    for (std::size_t c = 0; c < count; ++c) s[c] += squares[c + j];
  for (std::size_t c = 0; c < count; ++c) s[c] = g.k + g.alpha * s[c];
}

// Computes s^-beta. The usual beta of 0.75 needs no std::pow(): it is 1 / (sqrt(s) * sqrt(sqrt(s))).
[[gnu::always_inline]] inline void compute_powers(const LrnGeometry& g, const float* s, std::size_t count, float* powers) {
  if (g.beta == 0.75f) {
    for (std::size_t c = 0; c < count; ++c) {
      const float root = std::sqrt(s[c]);
      powers[c] = 1.0f / (root * std::sqrt(root));
    }
  } else {
    for (std::size_t c = 0; c < count; ++c) powers[c] = std::pow(s[c], -g.beta);
  }
}

ALEXNET_SIMD_CLONES void forward_tile(const LrnGeometry& g, const float* squares, const float* x, float* y, std::size_t count) {
  alignas(64) std::array<float, kLrnTile> scale;
  sum_windows(g, squares, count, scale.data());
  compute_powers(g, scale.data(), count, scale.data());
  for (std::size_t c = 0; c < count; ++c) y[c] = x[c] * scale[c];
}

void forward_pixel(const LrnGeometry& g, const float* x, float* y) {
  const std::size_t before = (g.size - 1) / 2;
  const std::size_t after = g.size / 2;
  PaddedTile<1> squares;
  for (std::size_t start = 0; start < g.channels; start += kLrnTile) {
    const std::size_t count = std::min(kLrnTile, g.channels - start);
    const ChannelRange near = channel_range(start, count, before, after, g.channels);
    square_values(x + near.first, near.count(), squares.values.data() + near.missing);
    clear_outside(near, squares.values.data(), count + g.size - 1);
    forward_tile(g, squares.values.data(), x + start, y + start, count);
  }
}

// Computes powers[c] = s^-beta and terms[c] = dy * x * s^(-beta - 1).
ALEXNET_SIMD_CLONES void compute_terms(const LrnGeometry& g, const float* squares, const float* x, const float* dy,
                                       std::size_t count, float* powers, float* terms) {
  PaddedTile<1> scale;
  float* s = scale.values.data();
  sum_windows(g, squares, count, s);
  compute_powers(g, s, count, powers);
#pragma omp simd
  for (std::size_t c = 0; c < count; ++c) terms[c] = dy[c] * x[c] * powers[c] / s[c];
}

ALEXNET_SIMD_CLONES void backward_tile(const LrnGeometry& g, const float* powers, const float* terms, const float* x,
                                       const float* dy, float* dx, std::size_t count) {
  alignas(64) std::array<float, kLrnTile> sum;
  for (std::size_t c = 0; c < count; ++c) sum[c] = terms[c];
  for (std::size_t j = 1; j < g.size; ++j)
    for (std::size_t c = 0; c < count; ++c) sum[c] += terms[c + j];
  const float factor = 2.0f * g.alpha * g.beta;
#pragma omp simd
  for (std::size_t c = 0; c < count; ++c) dx[c] = dy[c] * powers[c] - factor * x[c] * sum[c];
}

// dx of a tile depends on the terms of all channels whose windows contain a channel of the tile (`near`), and those terms on
// the squares in those windows (`far`).
void backward_pixel(const LrnGeometry& g, const float* x, const float* dy, float* dx) {
  const std::size_t before = (g.size - 1) / 2;
  const std::size_t after = g.size / 2;
  PaddedTile<2> squares;
  PaddedTile<1> powers, terms;
  for (std::size_t start = 0; start < g.channels; start += kLrnTile) {
    const std::size_t count = std::min(kLrnTile, g.channels - start);
    const ChannelRange far = channel_range(start, count, before + after, before + after, g.channels);
    square_values(x + far.first, far.count(), squares.values.data() + far.missing);
    clear_outside(far, squares.values.data(), count + 2 * (g.size - 1));
    const ChannelRange near = channel_range(start, count, after, before, g.channels);
    compute_terms(g, squares.values.data() + near.missing, x + near.first, dy + near.first, near.count(),
                  powers.values.data() + near.missing, terms.values.data() + near.missing);
    clear_outside(near, terms.values.data(), count + g.size - 1);
    backward_tile(g, powers.values.data() + after, terms.values.data(), x + start, dy + start, dx + start, count);
  }
}

}  // namespace

void lrn_forward(const LrnGeometry& g, std::size_t pixels, const float* x, float* y, const ThreadPool& pool) {
  CHECK(g.size >= 1 && g.size <= kMaxSize);
  pool.parallel_for(pixels, 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t pixel = begin; pixel < end; ++pixel) forward_pixel(g, x + pixel * g.channels, y + pixel * g.channels);
  });
}

void lrn_backward(const LrnGeometry& g, std::size_t pixels, const float* x, const float* dy, float* dx,
                  const ThreadPool& pool) {
  CHECK(g.size >= 1 && g.size <= kMaxSize);
  pool.parallel_for(pixels, 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t offset = begin * g.channels; offset < end * g.channels; offset += g.channels)
      backward_pixel(g, x + offset, dy + offset, dx + offset);
  });
}

}  // namespace alexnet
