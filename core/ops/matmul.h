// Matrix product of two operands that both may change between runs.
//   y[m][n] = sum over k of a[m][k] * b[k][n]
// a is read in place; b is packed at every run. So a should be the larger operand.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

// The memory layout of b.
enum class RightOperand {
  kByColumn,  // [n][k]: the columns of b are contiguous
  kByRow,     // [k][n]: the rows of b are contiguous
};

struct MatMulSize {
  std::size_t m = 0;
  std::size_t n = 0;
  std::size_t k = 0;
  RightOperand b = RightOperand::kByColumn;
  std::size_t y_stride = 0;  // values from the start of a row of y to the next; 0 means n
};

class MatMul {
 public:
  // Sets the size of the matrices. Allocates the buffer that b is packed into.
  [[nodiscard]] Status reshape(const MatMulSize& size, const ThreadPool& pool);
  // a [m][k], b in the layout of the size, y has m rows of n values. Allocates nothing.
  [[nodiscard]] Status run(const float* a, const float* b, float* y, const ThreadPool& pool);

 private:
  // XNNPACK's batch matrix multiplication writes dense rows only. Its dynamic fully connected operator supports a stride, but
  // is slow for few columns, so that it is only used if y has a stride.
  [[nodiscard]] Status reshape_dense(const MatMulSize& size, const ThreadPool& pool);
  [[nodiscard]] Status reshape_strided(const MatMulSize& size, const ThreadPool& pool);
  [[nodiscard]] Status reserve(std::size_t bytes, std::size_t alignment);

  bool strided_ = false;
  XnnOperator op_;
  Tensor workspace_;
};

}  // namespace alexnet
