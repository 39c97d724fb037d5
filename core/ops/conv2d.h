// 2-D convolution (cross-correlation) of NHWC images with groups, a bias and an optional fused ReLU.
//   y[n][oy][ox][o] = bias[o] + sum over ky kx i of x[n][oy * s + ky - top][ox * s + kx - left][g * I + i] * w[o][ky][kx][i]
// where I = input channels / groups and g is the group of output channel o; x is 0 outside of the image. Gradients:
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
  // weight [out][k][k][in / groups], bias [out]. Both are packed, that is copied; they need not outlive the call.
  [[nodiscard]] static Result<Conv2d> create(const Conv2dGeometry& geometry, ConstTensorView weight, ConstTensorView bias);

  // Sets the batch and image size of the next calls of forward(). Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][in], y [n][oy][ox][out]. May read kReadAhead bytes past the end of x. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

  // Replaces the weights and the bias; the shapes must stay the same. XNNPACK packs weights when it creates an operator, so
  // this creates all operators again.
  [[nodiscard]] Status repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool);

 private:
  // Some output channels, computed by one operator (conv2d.cpp gives the reason).
  struct Slice {
    XnnOperator op;
    std::size_t first_channel = 0;
    std::size_t channels = 0;
    Tensor workspace;
    Status packed;  // the result of the last repack()
  };
  struct Size {
    std::size_t batch = 0;           // 0 before the first reshape()
    std::size_t images_per_run = 0;  // images per run of an operator
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
