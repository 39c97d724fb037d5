// Matrix products with an operand that changes from run to run (XNNPACK's batch matrix multiply).
//   y[m][n] = sum over k of a[m][k] * b[n][k]
// a is read as it lies; b is packed at every run. So the large operand belongs into a.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

struct MatMulSize {
  std::size_t m = 0;
  std::size_t n = 0;
  std::size_t k = 0;
};

class MatMul {
 public:
  // For matrices of this size from now on. Allocates the room that b is packed into.
  [[nodiscard]] Status reshape(const MatMulSize& size, const ThreadPool& pool);
  // a [m][k], b [n][k], y [m][n]. Allocates nothing.
  [[nodiscard]] Status run(const float* a, const float* b, float* y, const ThreadPool& pool);

 private:
  XnnOperator op_;
  Tensor workspace_;
};

}  // namespace alexnet
