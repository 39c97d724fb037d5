#include "ops/softmax.h"

#include "ops/xnn_call.h"

namespace alexnet {

Status SoftmaxOp::reshape(std::size_t batch, std::size_t channels, const ThreadPool& pool) {
  TRY_VALUE(op_, create_xnn("xnn_create_softmax_nc_f32",
                            [](xnn_operator_t* op) { return xnn_create_softmax_nc_f32(/*flags=*/0, op); }));
  return xnn_result(xnn_reshape_softmax_nc_f32(op_.get(), channels, channels, channels, batch, pool.native()),
                    "xnn_reshape_softmax_nc_f32");
}

Status SoftmaxOp::forward(const float* x, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_softmax_nc_f32(op_.get(), x, y), "xnn_setup_softmax_nc_f32"));
  return run_xnn(op_, pool);
}

void softmax_backward(std::size_t batch, std::size_t channels, const float* y, const float* dy, float* dx) {
  for (std::size_t n = 0; n < batch; ++n, y += channels, dy += channels, dx += channels) {
    double mean_dy = 0;  // weighted by y
    for (std::size_t c = 0; c < channels; ++c) mean_dy += double{y[c]} * dy[c];
    for (std::size_t c = 0; c < channels; ++c) dx[c] = static_cast<float>(y[c] * (dy[c] - mean_dy));
  }
}

}  // namespace alexnet
