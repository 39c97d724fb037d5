// A dense layer: y[n][o] = bias[o] + sum over i of x[n][i] * w[o][i], with an optional fused ReLU.
// Gradients: ops/linear_backward.h.
//
// Reading the weights takes most of the time. They are never packed, which would be a second copy of nearly all weights of an
// AlexNet: for a few images each row of weights is read once, where it lies (in a mapped file, say), and multiplied with all
// images; for more it is a matrix product with the weights as the first, unpacked operand ("swapped": y^T = w x^T).
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/matmul.h"
#include "tensor/tensor.h"

namespace alexnet {

class Linear {
 public:
  // weight [out][in], bias [out]. Both must outlive this object.
  Linear(ConstTensorView weight, ConstTensorView bias, bool relu);

  // Sets the number of rows of x. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // x [batch][in], y [batch][out]. Allocates nothing. The result does not depend on the number of threads, bit by bit.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  [[nodiscard]] bool multiplies_rows() const;
  void forward_rows(const float* x, float* y, const ThreadPool& pool) const;
  [[nodiscard]] Status forward_swapped(const float* x, float* y, const ThreadPool& pool);

  ConstTensorView weight_;
  ConstTensorView bias_;
  bool relu_;
  std::size_t batch_ = 0;
  MatMul swapped_;
  Tensor transposed_;  // [out][batch]
};

}  // namespace alexnet
