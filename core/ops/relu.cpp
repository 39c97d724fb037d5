#include "ops/relu.h"

#include <limits>

#include "base/simd.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kValuesGrain = 1 << 14;  // the fewest values for which waking a thread pays off

ALEXNET_SIMD_CLONES void mask_by_relu(const float* y, const float* dy, float* dx, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) dx[i] = y[i] > 0.0f ? dy[i] : 0.0f;
}

}  // namespace

Status ReluOp::reshape(std::size_t count, const ThreadPool& pool) {
  TRY_VALUE(op_, create_xnn("xnn_create_unary_elementwise_nc", [](xnn_operator_t* op) {
              xnn_unary_params params{};
              params.clamp = {0.0f, std::numeric_limits<float>::infinity()};
              return xnn_create_unary_elementwise_nc(xnn_unary_clamp, xnn_datatype_fp32, xnn_datatype_fp32, &params, nullptr,
                                                     nullptr, /*flags=*/0, op);
            }));
  return xnn_result(xnn_reshape_unary_elementwise_nc(op_.get(), count, /*channels=*/1, 1, 1, pool.native()),
                    "xnn_reshape_unary_elementwise_nc");
}

Status ReluOp::forward(const float* x, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_unary_elementwise_nc(op_.get(), x, y), "xnn_setup_unary_elementwise_nc"));
  return run_xnn(op_, pool);
}

void relu_backward(std::size_t count, const float* y, const float* dy, float* dx, const ThreadPool& pool) {
  pool.parallel_for(count, kValuesGrain,
                    [&](std::size_t begin, std::size_t end) { mask_by_relu(y + begin, dy + begin, dx + begin, end - begin); });
}

}  // namespace alexnet
