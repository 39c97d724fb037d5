// The gradients of a dense layer (ops/linear.h). dy [batch][out] is the gradient with respect to the output before a fused
// ReLU: call relu_backward (ops/relu.h) first. The gradient of the bias is the column sum of dy (ops/column_sum.h).
//   dx[n][i] = sum over o of dy[n][o] * w[o][i]
//   dw[o][i] = sum over n of dy[n][o] * x[n][i]
#pragma once

#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/matmul.h"
#include "tensor/tensor.h"

namespace alexnet {

struct LinearGeometry {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

// Computes dx. The product needs the weights [out][in] by columns, so each thread copies a block of columns into its cache and
// multiplies with that.
class LinearInputGradient {
 public:
  explicit LinearInputGradient(const LinearGeometry& geometry) : geometry_(geometry) {}

  // Sets the number of rows. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // weight [out][in], dy [batch][out], dx [batch][in]. Allocates nothing.
  [[nodiscard]] Status run(const float* weight, const float* dy, float* dx, const ThreadPool& pool);

 private:
  // The buffers of one thread.
  struct Part {
    Tensor columns;  // [out][columns of the block]
    MatMul product;
    Status status;
  };
  [[nodiscard]] Status run_block(Part& part, std::size_t first, const float* weight, const float* dy, float* dx);

  LinearGeometry geometry_;
  std::size_t block_ = 0;  // columns per block
  std::vector<Part> parts_;
  Part remainder_;  // the columns that do not fill a block
  ThreadPool single_thread_{1};
};

// Computes dw.
class LinearWeightGradient {
 public:
  explicit LinearWeightGradient(const LinearGeometry& geometry) : geometry_(geometry) {}

  // Sets the number of rows. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // x [batch][in], dy [batch][out], dw [out][in], which is overwritten. Allocates nothing.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  LinearGeometry geometry_;
  std::size_t batch_ = 0;
  Tensor dy_transposed_;  // [out][batch]
  MatMul product_;
};

}  // namespace alexnet
