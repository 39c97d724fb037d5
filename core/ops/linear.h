// A dense layer: y[n][o] = bias[o] + sum over i of x[n][i] * w[o][i], with an optional ReLU in the same pass.
// Its gradients: ops/linear_backward.h.
//
// Reading the weights is what it costs, and how they are best read depends on the batch: for a few images XNNPACK's packed
// product, for many the product with the weights as the first, unpacked operand ("swapped": y' = w x').
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
  bool pack = true;  // false where the weights change between runs: packed ones would be the old ones
};

class Linear {
 public:
  // weight [out][in], bias [out]: looked at where they lie, for as long as the layer lives.
  Linear(ConstTensorView weight, ConstTensorView bias, const LinearOptions& options);

  // For `batch` rows from now on. Allocates; packs the weights the first time that a batch wants them packed.
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
