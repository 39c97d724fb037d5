// Max pooling: the largest value of a sliding window, for each channel. Windows may overlap (AlexNet: kernel 3, stride 2). The
// stride must not be larger than the kernel, which XNNPACK requires.
//   y[n][oy][ox][c] = max over ky kx of x[n][oy * s + ky - top][ox * s + kx - left][c], over positions inside of x
//   dx[n][iy][ix][c] = sum of dy over the windows whose maximum is at this position; of equal maxima the first in row-major
//                      order counts (as in PyTorch), and a NaN never does
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
  Padding padding;  // of values that never are the maximum; every side is smaller than the kernel
};

class MaxPool2d {
 public:
  explicit MaxPool2d(const MaxPoolGeometry& geometry) : geometry_(geometry) {}

  // Sets the batch and image size. Allocates. Requires that at least one window fits.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][c], y [n][oy][ox][c]. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  MaxPoolGeometry geometry_;
  XnnOperator op_;
};

// The size of the input x.
struct MaxPoolInputSize {
  std::size_t batch = 0;
  std::size_t height = 0;
  std::size_t width = 0;
};

// x and y are those of the forward pass; dx has the shape of x, dy that of y; no two of them may overlap. The result does not
// depend on the number of threads, bit by bit.
void max_pool_backward(const MaxPoolGeometry& geometry, const MaxPoolInputSize& size, const float* x, const float* y,
                       const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
