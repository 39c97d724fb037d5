// The gradient of a convolution (ops/conv2d.h) with respect to its input.
//   dx[n][iy][ix][g * I + i] = sum over ky kx o of dy[n][(iy + top - ky) / s][(ix + left - kx) / s][o] * w[o][ky][kx][i],
//                              over the terms whose divisions are exact and whose positions are inside of dy
// dy is the gradient with respect to the output before a fused ReLU: call relu_backward (ops/relu.h) first.
#pragma once

#include <memory>
#include <optional>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/winograd_conv2d.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

// With stride 1 the gradient is itself a convolution of dy with the flipped kernel, computed directly or with Winograd's
// algorithm. With a larger stride it is XNNPACK's deconvolution.
class Conv2dInputGradient {
 public:
  // With `tiles`, Winograd's algorithm is used, with this scratch memory; requires supports_winograd(geometry). kUnsupported if
  // the padding is not smaller than the kernel; kOutOfMemory.
  [[nodiscard]] static Result<Conv2dInputGradient> create(const Conv2dGeometry& geometry,
                                                          std::shared_ptr<WinogradScratch> tiles = nullptr);

  // Sets the batch and the size of the images x. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // Sets the weights [out][k][k][in / groups]. Must be called before the first run() and whenever the weights change.
  // Allocates.
  [[nodiscard]] Status repack(ConstTensorView weight, const ThreadPool& pool);
  // dy [n][oy][ox][out], dx [n][height][width][in]. Allocates nothing.
  [[nodiscard]] Status run(const float* dy, float* dx, const ThreadPool& pool);

 private:
  void transpose_weight(ConstTensorView weight, const ThreadPool& pool);
  [[nodiscard]] Status create_deconvolution();
  [[nodiscard]] Status reshape_deconvolution(const ThreadPool& pool);

  Conv2dGeometry geometry_;  // of the convolution whose gradient this is
  std::size_t batch_ = 0;
  std::size_t height_ = 0;
  std::size_t width_ = 0;
  Tensor transposed_weight_;             // [in][k][k][out / groups]
  Tensor zero_bias_;                     // [in]
  std::optional<WinogradConv2d> tiles_;  // if stride is 1 and Winograd's algorithm is used
  std::optional<Conv2d> convolution_;    // if stride is 1, otherwise
  XnnOperator deconvolution_;            // if stride is larger
};

}  // namespace alexnet
