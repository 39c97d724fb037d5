// The gradients of a dense layer (ops/linear.h has the formula and the shapes). dy [batch][out] is the gradient of what leaves
// the layer before a fused ReLU: mask it first (ops/relu.h). The gradient of the bias is dy's column sum.
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

// dx. The weights lie the wrong way round for a product that reads them as they lie, so each thread takes some columns of them
// at a time into its cache and multiplies there.
class LinearInputGradient {
 public:
  explicit LinearInputGradient(const LinearGeometry& geometry) : geometry_(geometry) {}

  // For `batch` rows from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // weight [out][in], dx [batch][in]. Allocates nothing.
  [[nodiscard]] Status run(const float* weight, const float* dy, float* dx, const ThreadPool& pool);

 private:
  // What one thread works with.
  struct Part {
    Tensor columns;  // [out][columns of a block]
    MatMul product;
    Status status;
  };
  [[nodiscard]] Status run_block(Part& part, std::size_t first, const float* weight, const float* dy, float* dx);

  LinearGeometry geometry_;
  std::size_t block_ = 0;  // columns at a time
  std::vector<Part> parts_;
  Part remainder_;  // the columns that do not fill a block
  ThreadPool single_thread_{1};
};

class LinearWeightGradient {
 public:
  explicit LinearWeightGradient(const LinearGeometry& geometry) : geometry_(geometry) {}

  // For `batch` rows from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // x [batch][in], dw [out][in], overwritten. Allocates nothing.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  LinearGeometry geometry_;
  std::size_t batch_ = 0;
  Tensor dy_transposed_;  // [out][batch]
  MatMul product_;
};

}  // namespace alexnet
