#include "ops/average_pool.h"

#include <algorithm>

#include "base/simd.h"

namespace alexnet {
namespace {

struct Range {
  std::size_t begin;
  std::size_t end;
  [[nodiscard]] std::size_t length() const { return end - begin; }
  [[nodiscard]] bool contains(std::size_t index) const { return begin <= index && index < end; }
};

Range window(std::size_t index, std::size_t side, std::size_t length) {
  return {index * length / side, ((index + 1) * length + side - 1) / side};
}

ALEXNET_SIMD_CLONES void accumulate(float* sum, const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += values[i];
}

ALEXNET_SIMD_CLONES void accumulate_scaled(float* sum, const float* values, float factor, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += factor * values[i];
}

// Computes row `iy` of an image's dx. `dy` and `dx` point to the image's first value.
void backward_row(const AveragePoolGeometry& g, std::size_t iy, const float* dy, float* dx) {
  float* dx_row = dx + iy * g.width * g.channels;
  std::fill_n(dx_row, g.width * g.channels, 0.0f);
  for (std::size_t oy = 0; oy < g.side; ++oy) {
    const Range rows = window(oy, g.side, g.height);
    if (!rows.contains(iy)) continue;
    for (std::size_t ox = 0; ox < g.side; ++ox) {
      const Range columns = window(ox, g.side, g.width);
      const float share = 1.0f / static_cast<float>(rows.length() * columns.length());
      const float* dy_pixel = dy + (oy * g.side + ox) * g.channels;
      for (std::size_t ix = columns.begin; ix < columns.end; ++ix)
        accumulate_scaled(dx_row + ix * g.channels, dy_pixel, share, g.channels);
    }
  }
}

}  // namespace

void adaptive_average_pool_forward(const AveragePoolGeometry& g, std::size_t batch, const float* x, float* y,
                                   const ThreadPool& pool) {
  pool.parallel_for(batch * g.side, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {  // one row of windows of one image
      const float* image = x + row / g.side * g.height * g.width * g.channels;
      const Range rows = window(row % g.side, g.side, g.height);
      for (std::size_t ox = 0; ox < g.side; ++ox) {
        const Range columns = window(ox, g.side, g.width);
        float* out = y + (row * g.side + ox) * g.channels;
        std::fill_n(out, g.channels, 0.0f);
        for (std::size_t iy = rows.begin; iy < rows.end; ++iy)
          for (std::size_t ix = columns.begin; ix < columns.end; ++ix)
            accumulate(out, image + (iy * g.width + ix) * g.channels, g.channels);
        const float count = static_cast<float>(rows.length() * columns.length());
        for (std::size_t c = 0; c < g.channels; ++c) out[c] /= count;
      }
    }
  });
}

void adaptive_average_pool_backward(const AveragePoolGeometry& g, std::size_t batch, const float* dy, float* dx,
                                    const ThreadPool& pool) {
  pool.parallel_for(batch * g.height, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const std::size_t n = row / g.height;
      backward_row(g, row % g.height, dy + n * g.side * g.side * g.channels, dx + n * g.height * g.width * g.channels);
    }
  });
}

}  // namespace alexnet
