// The weight gradient of ops/conv2d_weight_gradient.h with Winograd's algorithm (ops/winograd_tiles.h).
#pragma once

#include <memory>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/matmul.h"
#include "ops/winograd_tiles.h"
#include "tensor/tensor.h"

namespace alexnet {

// Computes, for each point, the product of the transformed tiles of dy, transposed, with those of x.
class WinogradWeightGradient {
 public:
  // Requires supports_winograd(geometry). Other objects may use the scratch between two calls.
  WinogradWeightGradient(const Conv2dGeometry& geometry, std::shared_ptr<WinogradScratch> scratch)
      : tiles_{.geometry = geometry, .rows = {}, .columns = {}}, scratch_(std::move(scratch)) {}

  // Sets the batch and the size of the images x. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // x [n][height][width][in], dy [n][oy][ox][out], dw [out][k][k][in / groups], which is overwritten. Allocates nothing. The
  // result does not depend on the number of threads, bit by bit.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  // The buffers of one thread.
  struct Part {
    Tensor transposed;  // [out / groups][capacity()]
    Tensor product;     // [out / groups][in / groups]
    MatMul matmul;
    Status status;
  };
  // Returns the number of tiles of a slice, which all points have.
  [[nodiscard]] std::size_t capacity() const { return slice_.capacity * tiles_.tiles_per_image(); }
  [[nodiscard]] Status multiply(bool first, const ThreadPool& pool);
  [[nodiscard]] Status multiply(Part& part, std::size_t point, bool first);

  WinogradTiles tiles_;
  std::size_t batch_ = 0;
  WinogradSlice slice_;
  std::shared_ptr<WinogradScratch> scratch_;
  std::vector<Part> parts_;
  ThreadPool single_thread_{1};  // for the matrix products, which run on the thread of their part
};

}  // namespace alexnet
