// ops/conv2d_weight_gradient.h by Winograd's tiles (ops/winograd_tiles.h).
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

// For each point the product of dy's tiles, transposed, with those of x.
class WinogradWeightGradient {
 public:
  // Of a geometry that supports_winograd(). Others may use the scratch when this does not.
  WinogradWeightGradient(const Conv2dGeometry& geometry, std::shared_ptr<WinogradScratch> scratch)
      : tiles_{.geometry = geometry}, scratch_(std::move(scratch)) {}

  // For images x of this size from now on. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // dw is overwritten. Allocates nothing; the same bits on any number of threads.
  [[nodiscard]] Status run(const float* x, const float* dy, float* dw, const ThreadPool& pool);

 private:
  // What a thread works with.
  struct Part {
    Tensor transposed;  // [out / groups][capacity]
    Tensor product;     // [out / groups][in / groups]
    MatMul matmul;
    Status status;
  };
  [[nodiscard]] Status multiply(bool first, const ThreadPool& pool);
  [[nodiscard]] Status multiply(Part& part, std::size_t point, bool first);

  WinogradTiles tiles_;
  std::size_t batch_ = 0;
  WinogradSlice slice_;
  std::shared_ptr<WinogradScratch> scratch_;
  std::vector<Part> parts_;
  ThreadPool single_thread_{1};  // a part's products run on the thread of the part
};

}  // namespace alexnet
