#include "ops/winograd_weight_gradient.h"

#include <algorithm>

#include "ops/add.h"
#include "ops/transpose.h"
#include "ops/winograd_transforms.h"

namespace alexnet {

Status WinogradWeightGradient::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  tiles_ = uniform_tiles(tiles_.geometry, height, width);
  batch_ = batch;
  slice_ = winograd_slice(tiles_, batch);
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  TRY(scratch_->reserve_points(tiles_, slice_));
  TRY(scratch_->weights.reshape({tiles_.points() * out * in}));
  parts_.resize(std::min(pool.threads(), tiles_.points()));
  for (Part& part : parts_) {
    TRY(part.transposed.reshape({out, capacity()}));
    TRY(part.product.reshape({out, in}));
    TRY(part.matmul.reshape({.m = out, .n = in, .k = capacity(), .b = RightOperand::kByRow}, single_thread_));
  }
  return {};
}

Status WinogradWeightGradient::multiply(Part& part, std::size_t point, bool first) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  const std::size_t tiles = capacity();
  float* sum = scratch_->weights.data() + point * out * in;
  transpose(tiles, out, scratch_->outputs.data() + point * tiles * out, part.transposed.data(), tiles);
  float* product = first ? sum : part.product.data();
  TRY(part.matmul.run(part.transposed.data(), scratch_->inputs.data() + point * tiles * in, product, single_thread_));
  if (!first) add(out * in, product, sum);
  return {};
}

Status WinogradWeightGradient::multiply(bool first, const ThreadPool& pool) {
  const std::size_t count = parts_.size(), points = tiles_.points();
  pool.parallel_for(count, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      parts_[i].status = {};
      for (std::size_t p = points * i / count; p < points * (i + 1) / count && parts_[i].status; ++p)
        parts_[i].status = multiply(parts_[i], p, first);
    }
  });
  for (const Part& part : parts_) TRY(part.status);
  return {};
}

Status WinogradWeightGradient::run(const float* x, const float* dy, float* dw, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t image = tiles_.height * tiles_.width * g.input_channels;
  const std::size_t result = tiles_.output_height() * tiles_.output_width() * g.output_channels;
  for (std::size_t group = 0; group < g.groups; ++group) {
    for (std::size_t n = 0; n < batch_; n += slice_.images) {
      const WinogradSlice slice = {.images = std::min(slice_.images, batch_ - n), .capacity = slice_.capacity, .group = group};
      winograd_input(tiles_, slice, x + n * image, scratch_->inputs.data(), pool);
      winograd_output_gradient(tiles_, slice, dy + n * result, scratch_->outputs.data(), pool);
      TRY(multiply(n == 0, pool));
    }
    winograd_weight_gradient(tiles_, scratch_->weights.data(), dw + group * g.weight_shape().elements() / g.groups, pool);
  }
  return {};
}

}  // namespace alexnet
