// A dense layer: y[n][o] = bias[o] + sum over i of x[n][i] * w[o][i], with an optional fused ReLU.
// Gradients: ops/linear_backward.h.
//
// Reading the weights takes most of the time, and the best way to read them depends on the batch: for a few images it is
// XNNPACK's operator with packed weights, for more the matrix product with the weights as the first, unpacked operand
// ("swapped": y^T = w x^T).
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/matmul.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

struct LinearOptions {
  bool relu = false;
  bool pack = true;  // false if the weights change between runs: packed weights are a copy
};

class Linear {
 public:
  // weight [out][in], bias [out]. Both must outlive this object.
  Linear(ConstTensorView weight, ConstTensorView bias, const LinearOptions& options);

  // Sets the number of rows. Allocates, and packs the weights the first time that the batch calls for packed weights.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // x [batch][in], y [batch][out]. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  [[nodiscard]] bool uses_packed() const;
  [[nodiscard]] Status pack();
  [[nodiscard]] Status forward_swapped(const float* x, float* y, const ThreadPool& pool);

  ConstTensorView weight_;
  ConstTensorView bias_;
  LinearOptions options_;
  std::size_t batch_ = 0;
  XnnOperator packed_;
  MatMul swapped_;
  Tensor transposed_;  // [out][batch]
};

}  // namespace alexnet
