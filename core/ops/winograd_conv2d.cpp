#include "ops/winograd_conv2d.h"

#include <algorithm>
#include <array>

#include "ops/winograd_transforms.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kPartBytes = (2 << 20) - 4096;  // of weights: nearly a huge page
constexpr std::size_t kMinParts = 8;                  // so that eight threads have work

}  // namespace

Status WinogradConv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  tiles_ = tiling_ == Tiling::kFitted ? fitted_tiles(tiles_.geometry, height, width, batch)
                                      : uniform_tiles(tiles_.geometry, height, width);
  batch_ = batch;
  slice_ = winograd_slice(tiles_, batch);
  TRY(scratch_->reserve_points(tiles_, slice_));
  if (weight_.data != nullptr && tiles_.points() > points_) TRY(pack_more(pool));
  return reshape_parts();
}

// Packs the weights of the points that tiles_ have in addition.
Status WinogradConv2d::pack_more(const ThreadPool& pool) {
  const std::size_t before = points_;
  const Status packed = pack(before, pool);
  scratch_->weights = {};
  if (packed) return {};
  points_ = before;
  for (std::vector<Part>& parts : parts_)
    std::erase_if(parts, [before](const Part& part) { return part.first_point >= before; });
  return packed;
}

Status WinogradConv2d::reshape_parts() {
  const auto classes = tiles_.classes();
  for (std::vector<Part>& parts : parts_)
    for (Part& part : parts) {
      part.tiles = 0;
      for (const auto& row : classes)
        for (const PointClass& one : row)
          if (part.first_point >= one.first && part.first_point < one.first + one.points) part.tiles = one.tiles;
      if (part.tiles > 0) TRY(reshape(part));
    }
  return {};
}

Status WinogradConv2d::reshape(Part& part) const {
  const Conv2dGeometry& g = tiles_.geometry;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_batch_matrix_multiply_nc_f32(
                     part.op.get(), /*num_batch_dims=*/1, &part.points, &part.points, slice_.capacity * part.tiles,
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

// Adds the parts of the points from points_ to `end`. No part has points of two classes.
void WinogradConv2d::add_parts(std::size_t end) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t point_weights = g.weight_shape().elements() / g.groups / (g.kernel * g.kernel);
  const std::size_t max_points = std::clamp<std::size_t>(kPartBytes / (point_weights * sizeof(float)), 1, end / kMinParts);
  const std::size_t s = short_patch(g.kernel);
  const std::array bounds = {std::size_t{0}, s * s, s * s + s, s * s + 2 * s, s * s + 2 * s + 1};
  parts_.resize(g.groups);
  for (std::size_t group = 0; group < g.groups; ++group)
    for (std::size_t one = 0; one + 1 < bounds.size(); ++one)
      for (std::size_t first = std::max(bounds[one], points_); first < std::min(bounds[one + 1], end); first += max_points)
        parts_[group].push_back(
            {.group = group, .first_point = first, .points = std::min(max_points, bounds[one + 1] - first)});
}

Status WinogradConv2d::for_each_part(std::size_t group, const ThreadPool& pool, const auto& task) {
  std::vector<Part>& parts = parts_[group];
  pool.parallel_for(parts.size(), 1, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) parts[i].status = task(parts[i]);
  });
  for (const Part& part : parts) TRY(part.status);
  return {};
}

Status WinogradConv2d::pack(std::size_t first, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t group_weights = weight_.shape.elements() / g.groups, point_weights = group_weights / (g.kernel * g.kernel);
  const std::size_t points = std::max({points_, tiles_.points(), uniform_tiles(g, g.kernel, g.kernel).points()});
  add_parts(points);
  points_ = points;
  TRY(scratch_->weights.reshape({points * point_weights}));
  float* weights = scratch_->weights.data();
  for (std::size_t group = 0; group < g.groups; ++group) {
    winograd_weight(g, points, weight_.data + group * group_weights, weights, pool);
    TRY(for_each_part(group, pool, [&](Part& part) {
      return part.first_point < first ? Status() : pack(part, weights + part.first_point * point_weights);
    }));
  }
  return {};
}

Status WinogradConv2d::repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles_.geometry;
  CHECK(supports_winograd(g) && weight.shape == g.weight_shape() && bias.shape == Shape{g.output_channels});
  TRY(bias_.reshape({g.output_channels}));
  std::ranges::copy(bias.values(), bias_.data());
  weight_ = weight;
  TRY(pack(0, pool));
  return batch_ > 0 ? reshape_parts() : Status();
}

Status WinogradConv2d::multiply(Part& part) {
  if (part.tiles == 0) return {};
  const Conv2dGeometry& g = tiles_.geometry;
  const std::size_t offset = slice_.tiles_before(tiles_, part.first_point);
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
      TRY(for_each_part(group, pool, [&](Part& part) { return multiply(part); }));
      winograd_output(tiles_, slice, scratch_->outputs.data(), bias_.data(), y + n * result, pool);
    }
  return {};
}

}  // namespace alexnet
