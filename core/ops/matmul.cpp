#include "ops/matmul.h"

#include "ops/xnn_call.h"

namespace alexnet {

Status MatMul::reshape(const MatMulSize& size, const ThreadPool& pool) {
  TRY_VALUE(op_, create_xnn("xnn_create_batch_matrix_multiply_nc_f32", [](xnn_operator_t* op) {
              return xnn_create_batch_matrix_multiply_nc_f32(XNN_FLAG_TRANSPOSE_B, op);
            }));
  constexpr std::size_t kOneBatch = 1;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_batch_matrix_multiply_nc_f32(op_.get(), /*num_batch_dims=*/1, &kOneBatch, &kOneBatch, size.m,
                                                          size.k, size.n, &bytes, &alignment, pool.native()),
                 "xnn_reshape_batch_matrix_multiply_nc_f32"));
  CHECK(alignment <= kMemoryAlignment);
  TRY_VALUE(workspace_, Tensor::create({(bytes + sizeof(float) - 1) / sizeof(float)}));
  return {};
}

Status MatMul::run(const float* a, const float* b, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_batch_matrix_multiply_nc_f32(op_.get(), workspace_.data(), a, b, y),
                 "xnn_setup_batch_matrix_multiply_nc_f32"));
  return run_xnn(op_, pool);
}

}  // namespace alexnet
