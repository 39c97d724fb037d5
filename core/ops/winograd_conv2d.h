// The convolution of ops/conv2d.h with Winograd's algorithm (ops/winograd_tiles.h). The
// transformed weights are three to six times as large as the kernels.
#pragma once

#include <memory>
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
  // kUniform: tiles of 4 x 4. kFitted: tiles that fit the batch and the size of the images; the weights must outlive this object, because
  // those of tiles that a larger batch needs are transformed when it is set.
  enum class Tiling { kUniform, kFitted };

  // Requires supports_winograd(geometry). Other objects may use the scratch between two calls.
  WinogradConv2d(const Conv2dGeometry& geometry, Tiling tiling, std::shared_ptr<WinogradScratch> scratch)
      : tiling_(tiling), tiles_{.geometry = geometry, .rows = {}, .columns = {}}, scratch_(std::move(scratch)) {}

  // Sets the batch and image size. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool);
  // Sets the weights [out][k][k][in / groups] and the bias [out]. Both are packed, that is copied; the bias, and the weights of uniform
  // tiles, need not outlive the call.
  [[nodiscard]] Status repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool);
  // x [n][height][width][in], y [n][oy][ox][out]. Allocates nothing. The result does not depend on the number of
  // threads, bit by bit.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  // The matrix products of some points of one class. They run on one thread, so that their weights stay in its cache.
  struct Part {
    std::size_t group = 0;
    std::size_t first_point = 0;
    std::size_t points = 0;
    std::size_t tiles = 0;  // of an image; 0 if no tile has these points
    XnnOperator op;
    Status status;
  };
  void add_parts(std::size_t end);
  // Transforms and packs the weights of the points from `first` on.
  [[nodiscard]] Status pack(std::size_t first, const ThreadPool& pool);
  [[nodiscard]] Status pack_more(const ThreadPool& pool);
  [[nodiscard]] Status pack(Part& part, const float* weights);
  [[nodiscard]] Status reshape_parts();
  [[nodiscard]] Status reshape(Part& part) const;
  // Calls task(part) for all parts with the given group, on all threads, and returns the first error.
  [[nodiscard]] Status for_each_part(std::size_t group, const ThreadPool& pool, const auto& task);
  [[nodiscard]] Status multiply(Part& part);

  Tiling tiling_;
  WinogradTiles tiles_;
  std::size_t batch_ = 0;
  WinogradSlice slice_;
  ConstTensorView weight_;                // of fitted tiles
  std::size_t points_ = 0;                // whose weights are packed
  std::vector<std::vector<Part>> parts_;  // of each group
  Tensor bias_;
  std::shared_ptr<WinogradScratch> scratch_;
  ThreadPool single_thread_{1};
};

}  // namespace alexnet
