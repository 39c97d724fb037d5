// Softmax, computed from the differences to the largest x of a row, so that it does not overflow.
//   y[n][c] = exp(x[n][c]) / sum over i of exp(x[n][i])
//   dx[n][c] = y[n][c] * (dy[n][c] - sum over i of dy[n][i] * y[n][i])
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

class SoftmaxOp {
 public:
  // Sets the size of x and y. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t channels, const ThreadPool& pool);
  // x and y [batch][channels] may be the same buffer. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  XnnOperator op_;
};

// y is the output of the forward pass. y, dy and dx [batch][channels]; dx may be the buffer of dy. Used by explanations;
// training uses ops/cross_entropy.h.
void softmax_backward(std::size_t batch, std::size_t channels, const float* y, const float* dy, float* dx);

}  // namespace alexnet
