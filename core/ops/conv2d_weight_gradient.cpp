#include "ops/conv2d_weight_gradient.h"

#include <algorithm>
#include <cstring>

#include "ops/add.h"
#include "ops/transpose.h"

namespace alexnet {
namespace {

// XNNPACK reads all of its packed operand for each tile of a few rows of the other operand, so the patches of a chunk have to
// fit into the L2 cache. A longer chunk means fewer additions to dw; a wider block means that dy is read less often.
constexpr std::size_t kPatchBytes = 1280 << 10;
constexpr std::size_t kBlockChannels = 128;
constexpr std::size_t kMinProductChannels = 48;  // with fewer channels, a product of one kernel position is too narrow
constexpr std::size_t kBlockWidth = 384;         // columns, if a block has whole kernel rows

}  // namespace

void Conv2dWeightGradient::plan_blocks() {
  const Conv2dGeometry& g = geometry_;
  const std::size_t channels = g.input_channels / g.groups;
  blocks_.clear();
  if (channels < kMinProductChannels && g.groups == 1) {  // the channels of adjacent pixels are contiguous
    const std::size_t rows = std::clamp<std::size_t>(kBlockWidth / (g.kernel * channels), 1, g.kernel);
    for (std::size_t first = 0; first < g.kernel; first += rows)
      blocks_.push_back(
          {.first_row = first, .rows = std::min(rows, g.kernel - first), .columns = g.kernel, .channels = channels});
  } else {
    const std::size_t count = (channels + kBlockChannels - 1) / kBlockChannels;
    const std::size_t share = (channels + count - 1) / count;
    for (std::size_t ky = 0; ky < g.kernel; ++ky)
      for (std::size_t kx = 0; kx < g.kernel; ++kx)
        for (std::size_t first = 0; first < channels; first += share)
          blocks_.push_back(
              {.first_row = ky, .first_column = kx, .first_channel = first, .channels = std::min(share, channels - first)});
  }
  block_widths_.clear();
  for (const Block& block : blocks_)
    if (std::ranges::find(block_widths_, block.width()) == block_widths_.end()) block_widths_.push_back(block.width());
}

std::size_t Conv2dWeightGradient::widest_block() const { return *std::ranges::max_element(block_widths_); }

Status Conv2dWeightGradient::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  const Conv2dGeometry& g = geometry_;
  height_ = height;
  width_ = width;
  output_height_ = window_count(height + g.padding.top + g.padding.bottom, g.kernel, g.stride);
  output_width_ = window_count(width + g.padding.left + g.padding.right, g.kernel, g.stride);
  plan_blocks();
  const std::size_t rows = batch * output_height_;
  parts_.resize(std::min(pool.threads(), rows));
  const std::size_t part_rows = (rows + parts_.size() - 1) / parts_.size();
  const std::size_t max_rows = std::max<std::size_t>(1, kPatchBytes / (sizeof(float) * widest_block() * output_width_));
  const std::size_t chunks = (part_rows + max_rows - 1) / max_rows;
  chunk_rows_ = (part_rows + chunks - 1) / chunks;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].first_row = rows * i / parts_.size();
    parts_[i].end_row = rows * (i + 1) / parts_.size();
    TRY(reshape_part(parts_[i]));
  }
  return {};
}

Status Conv2dWeightGradient::reshape_part(Part& part) {
  const std::size_t pixels = chunk_rows_ * output_width_;
  const std::size_t outputs = geometry_.output_channels / geometry_.groups;
  TRY(part.dy_transposed.reshape({geometry_.output_channels, pixels}));
  TRY(part.patches.reshape({pixels, widest_block()}));
  TRY(part.product.reshape({outputs, widest_block()}));
  if (&part != &parts_.front()) {
    TRY(part.sum.reshape(geometry_.weight_shape()));
  }
  part.products.resize(block_widths_.size());
  for (std::size_t i = 0; i < block_widths_.size(); ++i)
    TRY(part.products[i].reshape({.m = outputs, .n = block_widths_[i], .k = pixels, .b = RightOperand::kByRow},
                                 single_thread_));
  return {};
}

// Writes, for each pixel of these rows of dy, the values of x at the kernel positions of a block; 0 outside of x.
void Conv2dWeightGradient::im2col(const Block& block, std::size_t group, std::size_t first_row, std::size_t end_row,
                                  const float* x, float* patches) const {
  const Conv2dGeometry& g = geometry_;
  const std::size_t first_channel = group * (g.input_channels / g.groups) + block.first_channel;
  for (std::size_t row = first_row; row < end_row; ++row) {
    const std::size_t n = row / output_height_;
    const std::size_t oy = row % output_height_;
    for (std::size_t ox = 0; ox < output_width_; ++ox)
      for (std::size_t ky = block.first_row; ky < block.first_row + block.rows;
           ++ky, patches += block.columns * block.channels) {
        const std::size_t iy = oy * g.stride + ky - g.padding.top;  // wraps below 0, and then is >= height
        const std::size_t left = ox * g.stride + block.first_column;
        // The columns of the block that are left of x, inside of it, and right of it.
        const std::size_t before = std::min(block.columns, g.padding.left - std::min(g.padding.left, left));
        const std::size_t inside_end =
            std::clamp(width_ + g.padding.left - std::min(width_ + g.padding.left, left), before, block.columns);
        const std::size_t inside = iy < height_ ? inside_end - before : 0;
        const std::size_t skipped = inside > 0 ? before : block.columns;
        std::fill_n(patches, skipped * block.channels, 0.0f);
        if (inside == 0) continue;
        const std::size_t ix = left + before - g.padding.left;
        const float* from = x + ((n * height_ + iy) * width_ + ix) * g.input_channels + first_channel;
        std::memcpy(patches + before * block.channels, from, inside * block.channels * sizeof(float));
        std::fill(patches + inside_end * block.channels, patches + block.columns * block.channels, 0.0f);
      }
  }
}

Status Conv2dWeightGradient::run_part(Part& part, const float* x, const float* dy, float* dw) {
  const Conv2dGeometry& g = geometry_;
  const std::size_t outputs = g.output_channels / g.groups;
  const std::size_t channels = g.input_channels / g.groups;
  const std::size_t weights = g.kernel * g.kernel * channels;  // of one output channel
  const std::size_t pixels = chunk_rows_ * output_width_;
  std::memset(dw, 0, g.output_channels * weights * sizeof(float));
  for (std::size_t row = part.first_row; row < part.end_row; row += chunk_rows_) {
    const std::size_t end = std::min(part.end_row, row + chunk_rows_);
    const std::size_t valid = (end - row) * output_width_;
    if (valid < pixels) std::ranges::fill(part.dy_transposed.values(), 0.0f);  // the last chunk may be short
    transpose(valid, g.output_channels, dy + row * output_width_ * g.output_channels, part.dy_transposed.data(), pixels);
    for (std::size_t group = 0; group < g.groups; ++group)
      for (const Block& block : blocks_) {
        im2col(block, group, row, end, x, part.patches.data());
        // A short chunk multiplies these patches by zeros of dy; a NaN left in them would still make the product NaN.
        std::fill(part.patches.data() + valid * block.width(), part.patches.data() + pixels * block.width(), 0.0f);
        const auto width = std::ranges::find(block_widths_, block.width()) - block_widths_.begin();
        TRY(part.products[static_cast<std::size_t>(width)].run(part.dy_transposed.data() + group * outputs * pixels,
                                                               part.patches.data(), part.product.data(), single_thread_));
        const std::size_t offset = (block.first_row * g.kernel + block.first_column) * channels + block.first_channel;
        add_rows(outputs, block.width(), part.product.data(), dw + group * outputs * weights + offset, weights);
      }
  }
  return {};
}

Status Conv2dWeightGradient::run(const float* x, const float* dy, float* dw, const ThreadPool& pool) {
  pool.parallel_for(parts_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (Part& part : std::span(parts_).subspan(begin, end - begin))
      part.status = run_part(part, x, dy, &part == &parts_.front() ? dw : part.sum.data());
  });
  for (const Part& part : parts_) TRY(part.status);
  const std::size_t count = geometry_.weight_shape().elements();
  pool.parallel_for(count, 4096, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = 1; i < parts_.size(); ++i) add(end - begin, parts_[i].sum.data() + begin, dw + begin);
  });
  return {};
}

}  // namespace alexnet
