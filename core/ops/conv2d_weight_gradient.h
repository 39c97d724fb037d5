// The gradient of a convolution (ops/conv2d.h) with respect to its weights.
//   dw[o][ky][kx][i] = sum over n oy ox of dy[n][oy][ox][o] * x[n][oy * s + ky - top][ox * s + kx - left][g * I + i]
// dy is the gradient with respect to the output before a fused ReLU: call relu_backward (ops/relu.h) first. The gradient of the
// bias is the column sum of dy (ops/column_sum.h).
#pragma once

#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/matmul.h"
#include "tensor/tensor.h"

namespace alexnet {

// Computes, for chunks of the batch, the matrix product of dy^T with the patches of x (im2col).
class Conv2dWeightGradient {
 public:
  explicit Conv2dWeightGradient(const Conv2dGeometry& geometry) : geometry_(geometry) {}

  // Sets the batch and the size of the images x. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][in], dy [n][oy][ox][out], dw [out][k][k][in / groups], which is overwritten. Each thread sums over its
  // own part of the batch: results are bit-identical for equal numbers of threads. Allocates nothing.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  // Columns of dw that are computed together: some channels of one kernel position, or all channels of whole kernel rows.
  struct Block {
    std::size_t first_row = 0;  // of the kernel
    std::size_t rows = 1;
    std::size_t first_column = 0;
    std::size_t columns = 1;
    std::size_t first_channel = 0;
    std::size_t channels = 0;
    [[nodiscard]] std::size_t width() const { return rows * columns * channels; }
  };
  // The rows of one thread, and its buffers.
  struct Part {
    std::size_t first_row = 0;  // of the batch * oy rows of dy
    std::size_t end_row = 0;
    Tensor dy_transposed;          // [out][chunk rows * ox]
    Tensor patches;                // [chunk rows * ox][columns of a block]
    Tensor product;                // [out / groups][columns of a block]
    Tensor sum;                    // the part's share of dw; the first part uses dw itself
    std::vector<MatMul> products;  // one per block width
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
  std::size_t chunk_rows_ = 0;
  std::vector<Block> blocks_;
  std::vector<std::size_t> block_widths_;  // the distinct widths of blocks_
  std::vector<Part> parts_;
  ThreadPool single_thread_{1};  // for the matrix products, which run on the thread of their part
};

}  // namespace alexnet
