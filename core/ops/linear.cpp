#include "ops/linear.h"

#include <algorithm>
#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// Up to this number of rows, XNNPACK's operator reads the packed weights once (its tiles have 5 to 7 rows).
constexpr std::size_t kLargestPackedBatch = 4;

}  // namespace

Linear::Linear(ConstTensorView weight, ConstTensorView bias, const LinearOptions& options)
    : weight_(weight), bias_(bias), options_(options) {
  CHECK(weight.shape.rank() == 2 && bias.shape == Shape{weight.shape[0]});
}

bool Linear::uses_packed() const { return options_.pack && batch_ <= kLargestPackedBatch; }

Status Linear::pack() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::size_t outputs = weight_.shape[0];
  const std::size_t inputs = weight_.shape[1];
  TRY_VALUE(packed_, create_xnn("xnn_create_fully_connected_nc_f32", [&](xnn_operator_t* op) {
              return xnn_create_fully_connected_nc_f32(inputs, outputs, inputs, outputs, weight_.data, bias_.data,
                                                       options_.relu ? 0.0f : -kInfinity, kInfinity, /*flags=*/0, nullptr,
                                                       nullptr, op);
            }));
  return {};
}

Status Linear::reshape(std::size_t batch, const ThreadPool& pool) {
  batch_ = batch;
  if (!uses_packed()) {
    TRY(transposed_.reshape({weight_.shape[0], batch}));
    return swapped_.reshape({.m = weight_.shape[0], .n = batch, .k = weight_.shape[1]}, pool);
  }
  if (!packed_) TRY(pack());
  return xnn_result(xnn_reshape_fully_connected_nc_f32(packed_.get(), batch, pool.native()),
                    "xnn_reshape_fully_connected_nc_f32");
}

Status Linear::forward(const float* x, float* y, const ThreadPool& pool) {
  if (!uses_packed()) return forward_swapped(x, y, pool);
  TRY(xnn_result(xnn_setup_fully_connected_nc_f32(packed_.get(), x, y), "xnn_setup_fully_connected_nc_f32"));
  return run_xnn(packed_, pool);
}

Status Linear::forward_swapped(const float* x, float* y, const ThreadPool& pool) {
  TRY(swapped_.run(weight_.data, x, transposed_.data(), pool));
  const std::size_t outputs = weight_.shape[0];
  const float lower_bound = options_.relu ? 0.0f : -std::numeric_limits<float>::infinity();
  pool.parallel_for(outputs, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = 0; n < batch_; ++n)
      for (std::size_t o = begin; o < end; ++o)
        y[n * outputs + o] = std::max(transposed_.data()[o * batch_ + n] + bias_.data[o], lower_bound);
  });
  return {};
}

}  // namespace alexnet
