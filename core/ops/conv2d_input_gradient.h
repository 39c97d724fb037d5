// The gradient of a convolution (ops/conv2d.h) with respect to its input: the adjoint.
//   dx[n][iy][ix][g * I + i] = sum over ky kx o of dy[n][(iy + top - ky) / s][(ix + left - kx) / s][o] * w[o][ky][kx][i],
//                              where the divisions are exact and inside dy
// dy is the gradient of what leaves the convolution before a fused ReLU: mask it first (ops/relu.h).
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

// With stride 1 this is itself a convolution, of dy with the turned kernel, by Winograd's tiles where it is told so; otherwise
// XNNPACK's deconvolution.
class Conv2dInputGradient {
 public:
  // kUnsupported for padding of a whole kernel or more.
  // `tiles`: that of its tiles, only where it supports_winograd(); nullptr: it is computed directly.
  [[nodiscard]] static Result<Conv2dInputGradient> create(const Conv2dGeometry& geometry,
                                                          std::shared_ptr<WinogradScratch> tiles = nullptr);

  // For images x of this size from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // New weights, [out][k][k][in / groups]; before the first run and whenever they change.
  [[nodiscard]] Status repack(ConstTensorView weight, const ThreadPool& pool);
  [[nodiscard]] Status run(const float* dy, float* dx, const ThreadPool& pool);

 private:
  void transpose_weight(ConstTensorView weight, const ThreadPool& pool);
  [[nodiscard]] Status create_deconvolution();
  [[nodiscard]] Status reshape_deconvolution(const ThreadPool& pool);

  Conv2dGeometry geometry_;  // of the convolution whose gradient this is
  std::size_t batch_ = 0;
  std::size_t height_ = 0;
  std::size_t width_ = 0;
  Tensor transposed_weight_;             // the weights, [in][k][k][out / groups]
  Tensor zero_bias_;                     // [in]
  std::optional<WinogradConv2d> tiles_;  // with stride 1, by tiles
  std::optional<Conv2d> convolution_;    // with stride 1
  XnnOperator deconvolution_;            // with any other
};

}  // namespace alexnet
