// Matrix products with an operand that changes from run to run.
//   y[m][n] = sum over k of a[m][k] * b[k][n]
// a is read as it lies; b is packed at every run. So the large operand belongs into a.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

// How the packed operand lies in memory.
enum class RightOperand {
  kByColumn,  // [n][k]: each column of the product's b in one piece
  kByRow,     // [k][n]
};

struct MatMulSize {
  std::size_t m = 0;
  std::size_t n = 0;
  std::size_t k = 0;
  RightOperand b = RightOperand::kByColumn;
  std::size_t y_stride = 0;  // values from one row of y to the next; 0 is n
};

class MatMul {
 public:
  // For matrices of this size from now on. Allocates the room that b is packed into.
  [[nodiscard]] Status reshape(const MatMulSize& size, const ThreadPool& pool);
  // a [m][k], b as the size says, y [m] rows of n. Allocates nothing.
  [[nodiscard]] Status run(const float* a, const float* b, float* y, const ThreadPool& pool);

 private:
  // XNNPACK's batch matrix multiply writes rows without gaps; its dynamic fully connected operator may leave gaps, but has a
  // slow kernel for few columns. So: the first where y has no gaps, else the second.
  [[nodiscard]] Status reshape_dense(const MatMulSize& size, const ThreadPool& pool);
  [[nodiscard]] Status reshape_strided(const MatMulSize& size, const ThreadPool& pool);
  [[nodiscard]] Status reserve(std::size_t bytes, std::size_t alignment);

  bool strided_ = false;
  XnnOperator op_;
  Tensor workspace_;
};

}  // namespace alexnet
