// The sum of every column of a matrix: the gradient of a bias, from the gradient of what it was added to.
//   sum[c] = sum over r of x[r][c]        (added to what sum held where `accumulate` says so)
// A few rows at a time are added in float, those sums in double: the error does not grow with the number of rows. The same bits
// on any number of threads.
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

// relu_backward (ops/relu.h) in place and the column sum of its result, in one pass over memory: dy[r][c] = 0 where y[r][c] is
// not above 0.
void relu_backward_and_column_sum(const ColumnSum& size, const float* y, float* dy, float* sum, const ThreadPool& pool);

}  // namespace alexnet
