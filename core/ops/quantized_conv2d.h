// The convolution of ops/conv2d.h with 8-bit weights and dynamically quantized activations, one scale per image
// (ops/dynamic_quantizer.h). Products are summed exactly, in 32-bit integers; y is float32.
#pragma once

#include <optional>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/dynamic_quantizer.h"
#include "ops/space_to_depth.h"
#include "ops/xnn.h"
#include "tensor/quantized.h"

namespace alexnet {

class QuantizedConv2d {
 public:
  // weight [out][k][k][in / groups] of 8 bits, bias [out]: both must outlive this object.
  [[nodiscard]] static Result<QuantizedConv2d> create(const Conv2dGeometry& geometry, const QuantizedView& weight,
                                                      ConstTensorView bias);

  // Sets the batch and image size. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][in], y [n][oy][ox][out]. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  QuantizedConv2d(const Conv2dGeometry& geometry, const QuantizedView& weight, ConstTensorView bias);
  [[nodiscard]] Status pack();
  [[nodiscard]] const std::int8_t* rearrange_into_blocks(const ThreadPool& pool);

  Conv2dGeometry geometry_;
  QuantizedView weight_;
  ConstTensorView bias_;
  std::optional<SpaceToDepth> blocks_;  // set if the convolution takes fewer multiplications over blocks
  std::vector<std::uint8_t> block_weight_;
  SpaceToDepth::Size size_;
  std::size_t batch_ = 0;  // the batch of the last reshape(); 0 before the first
  DynamicQuantizer quantizer_;
  Tensor image_blocks_;  // of int8
  XnnOperator op_;
  Tensor workspace_;
};

}  // namespace alexnet
