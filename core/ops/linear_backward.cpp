#include "ops/linear_backward.h"

#include <algorithm>
#include <cstring>

#include "ops/transpose.h"

namespace alexnet {
namespace {

// Half of the L2 cache: it has to hold the block of columns twice, as XNNPACK packs it again.
constexpr std::size_t kColumnsBytes = 1 << 20;
constexpr std::size_t kColumnTile = 32;  // a multiple of the column tile of every microkernel

}  // namespace

Status LinearInputGradient::reshape(std::size_t batch, const ThreadPool& pool) {
  const auto [inputs, outputs] = geometry_;
  const std::size_t tiles = std::max<std::size_t>(1, kColumnsBytes / (sizeof(float) * kColumnTile * outputs));
  block_ = std::min(inputs, tiles * kColumnTile);
  const auto prepare = [&](Part& part, std::size_t columns) -> Status {
    TRY(part.columns.reshape({outputs, columns}));
    return part.product.reshape({.m = batch, .n = columns, .k = outputs, .b = RightOperand::kByRow, .y_stride = inputs},
                                single_thread_);
  };
  parts_.resize(std::min(pool.threads(), inputs / block_));
  for (Part& part : parts_) TRY(prepare(part, block_));
  return inputs % block_ > 0 ? prepare(remainder_, inputs % block_) : Status();
}

Status LinearInputGradient::run_block(Part& part, std::size_t first, const float* weight, const float* dy, float* dx) {
  const std::size_t columns = part.columns.shape()[1];
  for (std::size_t o = 0; o < geometry_.outputs; ++o)
    std::memcpy(part.columns.data() + o * columns, weight + o * geometry_.inputs + first, columns * sizeof(float));
  return part.product.run(dy, part.columns.data(), dx + first, single_thread_);
}

Status LinearInputGradient::run(const float* weight, const float* dy, float* dx, const ThreadPool& pool) {
  const std::size_t blocks = geometry_.inputs / block_;
  pool.parallel_for(parts_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Part& part = parts_[i];
      part.status = {};
      for (std::size_t block = blocks * i / parts_.size(); block < blocks * (i + 1) / parts_.size() && part.status; ++block)
        part.status = run_block(part, block * block_, weight, dy, dx);
    }
  });
  for (const Part& part : parts_) TRY(part.status);
  return geometry_.inputs % block_ > 0 ? run_block(remainder_, blocks * block_, weight, dy, dx) : Status();
}

Status LinearWeightGradient::reshape(std::size_t batch, const ThreadPool& pool) {
  batch_ = batch;
  TRY(dy_transposed_.reshape({geometry_.outputs, batch}));
  return product_.reshape({.m = geometry_.outputs, .n = geometry_.inputs, .k = batch, .b = RightOperand::kByRow}, pool);
}

Status LinearWeightGradient::run(const float* x, const float* dy, float* dw, const ThreadPool& pool) {
  transpose(batch_, geometry_.outputs, dy, dy_transposed_.data(), batch_);
  return product_.run(dy_transposed_.data(), x, dw, pool);
}

}  // namespace alexnet
