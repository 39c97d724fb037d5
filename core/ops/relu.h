// y = max(x, 0), for where it does not follow a convolution or dense layer that can do it in the same pass.
// dx = dy where y > 0, else 0 (the derivative at 0 is 0, as in every framework)
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"

namespace alexnet {

class ReluOp {
 public:
  // For `count` values from now on.
  [[nodiscard]] Status reshape(std::size_t count, const ThreadPool& pool);
  // x and y may be the same buffer.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  XnnOperator op_;
};

// y (what forward gave), dy and dx [count]; dx may be the buffer of dy. Wherever the ReLU was computed.
void relu_backward(std::size_t count, const float* y, const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
