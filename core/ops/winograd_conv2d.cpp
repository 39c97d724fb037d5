#include "ops/winograd_conv2d.h"

#include <algorithm>

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kPartBytes = (2 << 20) - 4096;  // of weights: nearly a huge page
constexpr std::size_t kMinParts = 8;                  // so that eight threads have work

}  // namespace

Status WinogradConv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool&) {
  tiles_.height = height;
  tiles_.width = width;
  batch_ = batch;
  slice_ = winograd_slice(tiles_, batch);
  TRY(scratch_->reserve_points(tiles_, slice_));
  for (Part& part : parts_) TRY(reshape(part));
  return {};
}

Status WinogradConv2d::reshape(Part& part) const {
  const Conv2dGeometry& g = tiles_.geometry;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_batch_matrix_multiply_nc_f32(
                     part.op.get(), /*num_batch_dims=*/1, &part.points, &part.points, slice_.capacity,
                     g.input_channels / g.groups, g.output_channels / g.groups, &bytes, &alignment, single_thread_.native()),
                 "xnn_reshape_batch_matrix_multiply_nc_f32"));
  CHECK(bytes == 0);  // the weights are packed
  return {};
}

Status WinogradConv2d::pack(Part& part, const float* weights) {
  const Conv2dGeometry& g = tiles_.geometry;
  TRY_VALUE(part.op, create_xnn("xnn_create_batch_matrix_multiply_nc_f32_const_weights", [&](xnn_operator_t* op) {
              return xnn_create_batch_matrix_multiply_nc_f32_const_weights(
                  part.points, g.input_channels / g.groups, g.output_channels / g.groups, weights, XNN_FLAG_TRANSPOSE_B, op);
            }));
  return {};
}

Status WinogradConv2d::repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles_.geometry;
  CHECK(supports_winograd(g) && weight.shape == g.weight_shape() && bias.shape == Shape{g.output_channels});
  const std::size_t group_weights = weight.shape.elements() / g.groups;
  const std::size_t points = tiles_.points();
  const std::size_t point_weights = group_weights / (g.kernel * g.kernel);
  if (parts_.empty()) {
    const std::size_t max_points = std::clamp<std::size_t>(kPartBytes / (point_weights * sizeof(float)), 1, points / kMinParts);
    for (std::size_t group = 0; group < g.groups; ++group)
      for (std::size_t first = 0; first < points; first += max_points)
        parts_.push_back({.group = group, .first_point = first, .points = std::min(max_points, points - first)});
    TRY_VALUE(bias_, Tensor::create({g.output_channels}));
  }
  std::ranges::copy(bias.values(), bias_.data());
  TRY(scratch_->weights.reshape({points * point_weights}));
  float* weights = scratch_->weights.data();
  for (std::size_t group = 0; group < g.groups; ++group) {
    winograd_weight(tiles_, weight.data + group * group_weights, weights, pool);
    const std::span<Part> parts = parts_of(group);
    pool.parallel_for(parts.size(), 1, [&](std::size_t first, std::size_t end) {
      for (Part& part : parts.subspan(first, end - first)) part.status = pack(part, weights + part.first_point * point_weights);
    });
  }
  for (Part& part : parts_) {
    TRY(part.status);
    if (batch_ > 0) TRY(reshape(part));
  }
  return {};
}

std::span<WinogradConv2d::Part> WinogradConv2d::parts_of(std::size_t group) {
  const std::size_t count = parts_.size() / tiles_.geometry.groups;
  return std::span(parts_).subspan(group * count, count);
}

Status WinogradConv2d::multiply(Part& part) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t offset = part.first_point * slice_.capacity;
  TRY(xnn_result(xnn_setup_batch_matrix_multiply_nc_f32(
                     part.op.get(), /*workspace=*/nullptr, scratch_->inputs.data() + offset * g.input_channels / g.groups,
                     /*input_b=*/nullptr, scratch_->outputs.data() + offset * g.output_channels / g.groups),
                 "xnn_setup_batch_matrix_multiply_nc_f32"));
  return run_xnn(part.op, single_thread_);
}

Status WinogradConv2d::forward(const float* x, float* y, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t image = tiles_.height * tiles_.width * g.input_channels;
  const std::size_t result = tiles_.output_height() * tiles_.output_width() * g.output_channels;
  for (std::size_t n = 0; n < batch_; n += slice_.images)
    for (std::size_t group = 0; group < g.groups; ++group) {
      const WinogradSlice slice = {.images = std::min(slice_.images, batch_ - n), .capacity = slice_.capacity, .group = group};
      winograd_input(tiles_, slice, x + n * image, scratch_->inputs.data(), pool);
      const std::span<Part> parts = parts_of(group);
      pool.parallel_for(parts.size(), 1, [&](std::size_t first, std::size_t end) {
        for (Part& part : parts.subspan(first, end - first)) part.status = multiply(part);
      });
      for (const Part& part : parts) TRY(part.status);
      winograd_output(tiles_, slice, scratch_->outputs.data(), bias_.data(), y + n * result, pool);
    }
  return {};
}

}  // namespace alexnet
