#include "ops/matmul.h"

#include <algorithm>
#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {

Status MatMul::reserve(std::size_t bytes, std::size_t alignment) {
  CHECK(alignment <= kMemoryAlignment);
  return workspace_.reshape({(bytes + sizeof(float) - 1) / sizeof(float)});
}

Status MatMul::reshape_dense(const MatMulSize& size, const ThreadPool& pool) {
  TRY_VALUE(op_, create_xnn("xnn_create_batch_matrix_multiply_nc_f32", [&](xnn_operator_t* op) {
              return xnn_create_batch_matrix_multiply_nc_f32(size.b == RightOperand::kByColumn ? XNN_FLAG_TRANSPOSE_B : 0, op);
            }));
  constexpr std::size_t kOneBatch = 1;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_batch_matrix_multiply_nc_f32(op_.get(), /*num_batch_dims=*/1, &kOneBatch, &kOneBatch, size.m,
                                                          size.k, size.n, &bytes, &alignment, pool.native()),
                 "xnn_reshape_batch_matrix_multiply_nc_f32"));
  return reserve(bytes, alignment);
}

Status MatMul::reshape_strided(const MatMulSize& size, const ThreadPool& pool) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  TRY_VALUE(op_, create_xnn("xnn_create_dynamic_fully_connected_nc_f32", [&](xnn_operator_t* op) {
              const std::uint32_t flags = size.b == RightOperand::kByRow ? XNN_FLAG_TRANSPOSE_WEIGHTS : 0;
              return xnn_create_dynamic_fully_connected_nc_f32(-kInfinity, kInfinity, flags, op);
            }));
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_dynamic_fully_connected_nc_f32(op_.get(), size.m, size.k, size.n, size.k, size.y_stride, &bytes,
                                                            &alignment, pool.native()),
                 "xnn_reshape_dynamic_fully_connected_nc_f32"));
  TRY(reserve(bytes, alignment));
  // XNNPACK does not write the padding of k in its packed weights, but its narrow microkernel reads it.
  std::ranges::fill(workspace_.values(), 0.0f);
  return {};
}

Status MatMul::reshape(const MatMulSize& size, const ThreadPool& pool) {
  strided_ = size.y_stride > size.n;
  return strided_ ? reshape_strided(size, pool) : reshape_dense(size, pool);
}

Status MatMul::run(const float* a, const float* b, float* y, const ThreadPool& pool) {
  if (strided_) {
    TRY(xnn_result(xnn_setup_dynamic_fully_connected_nc_f32(op_.get(), workspace_.data(), a, b, /*bias=*/nullptr, y),
                   "xnn_setup_dynamic_fully_connected_nc_f32"));
  } else {
    TRY(xnn_result(xnn_setup_batch_matrix_multiply_nc_f32(op_.get(), workspace_.data(), a, b, y),
                   "xnn_setup_batch_matrix_multiply_nc_f32"));
  }
  return run_xnn(op_, pool);
}

}  // namespace alexnet
