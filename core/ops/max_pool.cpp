#include "ops/max_pool.h"

#include <limits>

#include "base/check.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// How far the last window hangs over the end. XNNPACK's pooling leaves padding out of the maximum, which is what rounding up
// means.
std::uint32_t overhang(std::size_t side, const MaxPoolGeometry& g) {
  const std::size_t count = window_count(side, g.kernel, g.stride, g.rounding);
  CHECK(count > 0);
  const std::size_t end = (count - 1) * g.stride + g.kernel;
  return static_cast<std::uint32_t>(end > side ? end - side : 0);
}

}  // namespace

Status MaxPool2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto kernel = static_cast<std::uint32_t>(geometry_.kernel);
  const auto stride = static_cast<std::uint32_t>(geometry_.stride);
  // The overhang is a property of the operator, so that a new size needs a new one; it has no weights to pack.
  TRY_VALUE(op_, create_xnn("xnn_create_max_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_max_pooling2d_nhwc_f32(/*top=*/0, overhang(width, geometry_), overhang(height, geometry_),
                                                       /*left=*/0, kernel, kernel, stride, stride, /*dilation=*/1, 1,
                                                       -kInfinity, kInfinity, /*flags=*/0, op);
            }));
  return xnn_result(xnn_reshape_max_pooling2d_nhwc_f32(op_.get(), batch, height, width, geometry_.channels, geometry_.channels,
                                                       geometry_.channels, nullptr, nullptr, pool.native()),
                    "xnn_reshape_max_pooling2d_nhwc_f32");
}

Status MaxPool2d::forward(const float* x, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_max_pooling2d_nhwc_f32(op_.get(), x, y), "xnn_setup_max_pooling2d_nhwc_f32"));
  return run_xnn(op_, pool);
}

}  // namespace alexnet
