// Convolution (cross-correlation) of NHWC images, with groups, bias and an optional ReLU in the same pass.
//   y[n][oy][ox][o] = bias[o] + sum over ky kx i of x[n][oy * s + ky - top][ox * s + kx - left][g * I + i] * w[o][ky][kx][i]
// where I = input channels / groups and g is the group that o belongs to; values outside x are 0. Its gradients:
// ops/conv2d_input_gradient.h, ops/conv2d_weight_gradient.h.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"
#include "tensor/window.h"

namespace alexnet {

struct Conv2dGeometry {
  std::size_t input_channels = 0;
  std::size_t output_channels = 0;
  std::size_t kernel = 1;
  std::size_t stride = 1;
  Padding padding;
  std::size_t groups = 1;
  bool relu = false;

  [[nodiscard]] Shape weight_shape() const { return {output_channels, kernel, kernel, input_channels / groups}; }
};

class Conv2d {
 public:
  // weight [out][k][k][in / groups], bias [out]; both are packed here and may go afterwards.
  [[nodiscard]] static Result<Conv2d> create(const Conv2dGeometry& geometry, ConstTensorView weight, ConstTensorView bias);

  // For images of this size from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][in], y [n][oy][ox][out]; kReadAhead bytes behind x may be read. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

  // New weights of the same shapes. XNNPACK packs when an operator is created, so all of them are created anew.
  [[nodiscard]] Status repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool);

 private:
  // The output channels are computed a slice at a time, each by an operator of its own (conv2d.cpp says why).
  struct Slice {
    XnnOperator op;
    std::size_t first_channel = 0;
    std::size_t channels = 0;
    Tensor workspace;
    Status packed;  // of the last repack
  };
  struct Size {
    std::size_t batch = 0;  // 0 before the first reshape
    std::size_t group = 0;  // of these, how many an operator computes at a time
    std::size_t height = 0;
    std::size_t width = 0;
  };
  [[nodiscard]] Status pack(Slice& slice, ConstTensorView weight, ConstTensorView bias) const;
  [[nodiscard]] Status reshape(Slice& slice, const ThreadPool& pool) const;

  Conv2dGeometry geometry_;
  Size size_;
  std::vector<Slice> slices_;
};

}  // namespace alexnet
