// Adaptive average pooling, as PyTorch's adaptive_avg_pool2d: whatever the size of the image, `side` x `side` windows cover
// it.
//   y[n][oy][ox][c] = mean of x[n][y][x][c] over y in [floor(oy * H / side), ceil((oy + 1) * H / side)), x likewise
//   dx[n][y][x][c] = sum over the windows that hold (y, x) of dy[n][oy][ox][c] / (the window's number of values)
#pragma once

#include <cstddef>

#include "base/thread_pool.h"

namespace alexnet {

struct AveragePoolGeometry {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0;
  std::size_t side = 6;
};

// x [batch][height][width][channels], y [batch][side][side][channels]
void adaptive_average_pool_forward(const AveragePoolGeometry& geometry, std::size_t batch, const float* x, float* y,
                                   const ThreadPool& pool);

// dy as y above, dx as x; not the same buffer.
void adaptive_average_pool_backward(const AveragePoolGeometry& geometry, std::size_t batch, const float* dy, float* dx,
                                    const ThreadPool& pool);

}  // namespace alexnet
