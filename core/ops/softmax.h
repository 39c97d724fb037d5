// y[n][c] = exp(x[n][c]) / sum over i of exp(x[n][i]), computed from the differences to the largest x.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

class SoftmaxOp {
 public:
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t channels, const ThreadPool& pool);
  // x and y [batch][channels]; they may be the same buffer.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  XnnOperator op_;
};

}  // namespace alexnet
