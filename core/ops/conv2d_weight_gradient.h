// The gradient of a convolution (ops/conv2d.h) with respect to its weights.
//   dw[o][ky][kx][i] = sum over n oy ox of dy[n][oy][ox][o] * x[n][oy * s + ky - top][ox * s + kx - left][g * I + i]
// dy is the gradient of what leaves the convolution before a fused ReLU: mask it first (ops/relu.h). The gradient of the bias
// is dy's column sum.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/matmul.h"
#include "tensor/tensor.h"

namespace alexnet {

// For pieces of the batch, the product of dy, transposed, with the patches of x that each kernel position sees.
class Conv2dWeightGradient {
 public:
  explicit Conv2dWeightGradient(const Conv2dGeometry& geometry) : geometry_(geometry) {}

  // For images x of this size from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // dw is overwritten. Each thread adds up its own part of the batch: the same bits for the same number of threads.
  // Allocates nothing.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  // Columns of dw that are computed together: some channels of one kernel position, or whole rows of the kernel.
  struct Block {
    std::size_t first_row = 0;  // of the kernel
    std::size_t rows = 1;
    std::size_t first_column = 0;
    std::size_t columns = 1;
    std::size_t first_channel = 0;
    std::size_t channels = 0;
    [[nodiscard]] std::size_t width() const { return rows * columns * channels; }
  };
  // What one thread works with.
  struct Part {
    std::size_t first_row = 0;  // of the batch * oy rows of dy
    std::size_t end_row = 0;
    Tensor dy_transposed;          // [out][rows of a piece * ox]
    Tensor patches;                // [rows of a piece * ox][columns of a block]
    Tensor product;                // [out / groups][columns of a block]
    Tensor sum;                    // of dw, for all parts but the first
    std::vector<MatMul> products;  // one for each width of block
    Status status;
  };
  void plan_blocks();
  [[nodiscard]] std::size_t widest_block() const;
  [[nodiscard]] Status reshape_part(Part& part);
  [[nodiscard]] Status run_part(Part& part, const float* x, const float* dy, float* dw);
  void im2col(const Block& block, std::size_t group, std::size_t first_row, std::size_t end_row, const float* x,
              float* patches) const;

  Conv2dGeometry geometry_;
  std::size_t height_ = 0;
  std::size_t width_ = 0;
  std::size_t output_height_ = 0;
  std::size_t output_width_ = 0;
  std::size_t piece_rows_ = 0;
  std::vector<Block> blocks_;
  std::vector<std::size_t> block_widths_;  // the different ones
  std::vector<Part> parts_;
  ThreadPool single_thread_{1};  // a part's products run on the thread of the part
};

}  // namespace alexnet
