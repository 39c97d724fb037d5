// The convolution of ops/conv2d.h with Winograd's algorithm (ops/winograd_tiles.h). The
// transformed weights are three to four times as large as the kernels.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "ops/winograd_tiles.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

namespace alexnet {

class WinogradConv2d {
 public:
  // Requires supports_winograd(geometry). Other objects may use the scratch between two calls.
  WinogradConv2d(const Conv2dGeometry& geometry, std::shared_ptr<WinogradScratch> scratch)
      : tiles_{.geometry = geometry}, scratch_(std::move(scratch)) {}

  // Sets the batch and image size. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // Sets the weights [out][k][k][in / groups] and the bias [out]. Both are packed, that is copied; they need not outlive the
  // call.
  [[nodiscard]] Status repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool);
  // x [n][height][width][in], y [n][oy][ox][out]. Allocates nothing. The result does not depend on the number of
  // threads, bit by bit.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  // The matrix products of some points. They run on one thread, so that their weights stay in its cache.
  struct Part {
    std::size_t group = 0;
    std::size_t first_point = 0;
    std::size_t points = 0;
    XnnOperator op;
    Status status;
  };
  [[nodiscard]] Status pack(Part& part, const float* weights);
  [[nodiscard]] Status reshape(Part& part) const;
  [[nodiscard]] std::span<Part> parts_of(std::size_t group);
  [[nodiscard]] Status multiply(Part& part);

  WinogradTiles tiles_;
  std::size_t batch_ = 0;
  WinogradSlice slice_;
  std::vector<Part> parts_;  // group by group
  Tensor bias_;
  std::shared_ptr<WinogradScratch> scratch_;
  ThreadPool single_thread_{1};
};

}  // namespace alexnet
