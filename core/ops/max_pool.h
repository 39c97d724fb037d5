// The largest value under a sliding window, channel by channel. Windows may overlap (AlexNet's 3 / 2 do), but not leave
// values out between them: XNNPACK wants a stride of at most the kernel.
//   y[n][oy][ox][c] = max over ky kx of x[n][oy * s + ky][ox * s + kx][c], values outside x left out
//   dx[n][iy][ix][c] = sum of dy over the windows whose maximum lies there; of equal maxima the first in the order of rows
//                      counts (as in PyTorch), a NaN never does
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/window.h"

namespace alexnet {

struct MaxPoolGeometry {
  std::size_t channels = 0;
  std::size_t kernel = 3;
  std::size_t stride = 2;
  Rounding rounding = Rounding::kDown;
};

class MaxPool2d {
 public:
  explicit MaxPool2d(const MaxPoolGeometry& geometry) : geometry_(geometry) {}

  // For images of this size from now on. Allocates. The window must fit.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][c], y [n][oy][ox][c]. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  MaxPoolGeometry geometry_;
  XnnOperator op_;
};

// The size of what was pooled.
struct MaxPoolInputSize {
  std::size_t batch = 0;
  std::size_t height = 0;
  std::size_t width = 0;
};

// x and y of the forward pass; dx as x, dy as y, no two of them the same buffer. Gives the same bits on any number of threads.
void max_pool_backward(const MaxPoolGeometry& geometry, const MaxPoolInputSize& size, const float* x, const float* y,
                       const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
