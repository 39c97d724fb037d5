// The sum of every column of a matrix: the gradient of a bias, given the gradient of the sum that the bias is a term of.
//   sum[c] = sum over r of x[r][c]        (plus the old value of sum[c] if `accumulate`)
// Blocks of rows are summed in float and those sums in double, so that the error does not grow with the number of rows. The
// result does not depend on the number of threads, bit by bit.
#pragma once

#include <cstddef>

#include "base/thread_pool.h"

namespace alexnet {

struct ColumnSum {
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool accumulate = false;
};

// x [rows][columns], sum [columns]
void column_sum(const ColumnSum& size, const float* x, float* sum, const ThreadPool& pool);

// Applies relu_backward (ops/relu.h) to dy in place (dy[r][c] = 0 unless y[r][c] > 0) and computes the column sum of the
// result, in one pass over memory. y and dy [rows][columns], sum [columns].
void relu_backward_and_column_sum(const ColumnSum& size, const float* y, float* dy, float* sum, const ThreadPool& pool);

}  // namespace alexnet
