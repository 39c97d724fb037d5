// ReLU, for layers other than convolutions and dense layers, which fuse it.
//   y = max(x, 0)
//   dx = dy where y > 0, else 0        (the derivative at 0 is 0, as in every framework)
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

class ReluOp {
 public:
  // Sets the number of values. Allocates.
  [[nodiscard]] Status reshape(std::size_t count, const ThreadPool& pool);
  // x and y [count] may be the same buffer. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  XnnOperator op_;
};

// y is the output of the forward pass, of this operator or a fused ReLU. y, dy and dx [count]; dx may be the buffer of dy.
void relu_backward(std::size_t count, const float* y, const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
