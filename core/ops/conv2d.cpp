#include "ops/conv2d.h"

#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {

Result<Conv2d> Conv2d::create(const Conv2dGeometry& g, ConstTensorView weight, ConstTensorView bias) {
  CHECK(g.groups > 0 && g.input_channels % g.groups == 0 && g.output_channels % g.groups == 0);
  CHECK((weight.shape == Shape{g.output_channels, g.kernel, g.kernel, g.input_channels / g.groups}));
  CHECK((bias.shape == Shape{g.output_channels}));
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_int = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  Conv2d conv;
  TRY_VALUE(conv.op_, create_xnn("xnn_create_convolution2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_convolution2d_nhwc_f32(
                  as_int(g.padding.top), as_int(g.padding.right), as_int(g.padding.bottom), as_int(g.padding.left),
                  as_int(g.kernel), as_int(g.kernel), as_int(g.stride), as_int(g.stride), /*dilation=*/1, 1, as_int(g.groups),
                  g.input_channels / g.groups, g.output_channels / g.groups, g.input_channels, g.output_channels, weight.data,
                  bias.data, g.relu ? 0.0f : -kInfinity, kInfinity, /*flags=*/0, nullptr, nullptr, op);
            }));
  return conv;
}

Status Conv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(
      xnn_reshape_convolution2d_nhwc_f32(op_.get(), batch, height, width, &bytes, &alignment, nullptr, nullptr, pool.native()),
      "xnn_reshape_convolution2d_nhwc_f32"));
  CHECK(alignment <= kMemoryAlignment);
  TRY_VALUE(workspace_, Tensor::create({(bytes + sizeof(float) - 1) / sizeof(float)}));
  return {};
}

Status Conv2d::forward(const float* x, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_convolution2d_nhwc_f32(op_.get(), workspace_.data(), x, y), "xnn_setup_convolution2d_nhwc_f32"));
  return run_xnn(op_, pool);
}

}  // namespace alexnet
