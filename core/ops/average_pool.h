// Adaptive average pooling (PyTorch's adaptive_avg_pool2d): `side` x `side` windows cover an image of any size.
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

// dy has the shape of y, dx that of x; they must not overlap.
void adaptive_average_pool_backward(const AveragePoolGeometry& geometry, std::size_t batch, const float* dy, float* dx,
                                    const ThreadPool& pool);

}  // namespace alexnet
