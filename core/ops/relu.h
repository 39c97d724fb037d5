// max(x, 0), for where it does not follow a convolution or dense layer that can do it in the same pass.
#pragma once

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

}  // namespace alexnet
