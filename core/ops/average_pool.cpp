#include "ops/average_pool.h"

#include <algorithm>

#include "base/simd.h"

namespace alexnet {
namespace {

struct Range {
  std::size_t begin;
  std::size_t end;
};

Range window(std::size_t index, std::size_t side, std::size_t length) {
  return {index * length / side, ((index + 1) * length + side - 1) / side};
}

ALEXNET_SIMD_CLONES void add_to(float* sum, const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += values[i];
}

}  // namespace

void adaptive_average_pool_forward(const AveragePoolGeometry& g, std::size_t batch, const float* x, float* y,
                                   const ThreadPool& pool) {
  pool.parallel_for(batch * g.side, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {  // a row of windows of one picture
      const float* picture = x + row / g.side * g.height * g.width * g.channels;
      const Range rows = window(row % g.side, g.side, g.height);
      for (std::size_t ox = 0; ox < g.side; ++ox) {
        const Range columns = window(ox, g.side, g.width);
        float* out = y + (row * g.side + ox) * g.channels;
        std::fill_n(out, g.channels, 0.0f);
        for (std::size_t iy = rows.begin; iy < rows.end; ++iy)
          for (std::size_t ix = columns.begin; ix < columns.end; ++ix)
            add_to(out, picture + (iy * g.width + ix) * g.channels, g.channels);
        const float count = static_cast<float>((rows.end - rows.begin) * (columns.end - columns.begin));
        for (std::size_t c = 0; c < g.channels; ++c) out[c] /= count;
      }
    }
  });
}

}  // namespace alexnet
