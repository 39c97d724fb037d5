#include "ops/conv2d.h"

#include <algorithm>
#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// For each tile of a few pixels, XNNPACK reads all weights of an operator. They stay in the L2 cache if they fit into it along
// with the pixels. AlexNet's 3 to 5 MB per layer do not fit and would be read from the L3 cache for every tile, at half the
// speed on a Sapphire Rapids core. So the output channels are computed in slices, each by an operator of its own.
constexpr std::size_t kSliceBytes = 900 << 10;
constexpr std::size_t kChannelTile = 32;  // a multiple of the channel tile of every microkernel

std::size_t slice_channels(const Conv2dGeometry& g) {
  if (g.groups > 1) return g.output_channels;  // the groups are slices already
  const std::size_t channel_bytes = g.kernel * g.kernel * g.input_channels * sizeof(float);
  const std::size_t tiles = std::max<std::size_t>(1, kSliceBytes / (kChannelTile * channel_bytes));
  return std::min(g.output_channels, tiles * kChannelTile);
}

// Every slice reads all images of a run: more images than this would not stay in the cache from slice to slice.
constexpr std::size_t kMaxImagesPerRun = 8;

// Returns the largest number of images that divides the batch, so that one operator shape serves all runs; the batch if none
// does.
std::size_t images_per_run(std::size_t batch) {
  for (std::size_t images = std::min(batch, kMaxImagesPerRun); images >= kMaxImagesPerRun / 2; --images)
    if (batch % images == 0) return images;
  return batch;
}

}  // namespace

Status Conv2d::pack(Slice& slice, ConstTensorView weight, ConstTensorView bias) const {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_int = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  const Conv2dGeometry& g = geometry_;
  const std::size_t channel_weights = weight.shape.elements() / g.output_channels;
  TRY_VALUE(slice.op, create_xnn("xnn_create_convolution2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_convolution2d_nhwc_f32(
                  as_int(g.padding.top), as_int(g.padding.right), as_int(g.padding.bottom), as_int(g.padding.left),
                  as_int(g.kernel), as_int(g.kernel), as_int(g.stride), as_int(g.stride), /*dilation_height=*/1,
                  /*dilation_width=*/1, as_int(g.groups), g.input_channels / g.groups, slice.channels / g.groups,
                  g.input_channels, g.output_channels, weight.data + slice.first_channel * channel_weights,
                  bias.data + slice.first_channel, g.relu ? 0.0f : -kInfinity, kInfinity, /*flags=*/0, nullptr, nullptr, op);
            }));
  return {};
}

Result<Conv2d> Conv2d::create(const Conv2dGeometry& g, ConstTensorView weight, ConstTensorView bias) {
  CHECK(g.groups > 0 && g.input_channels % g.groups == 0 && g.output_channels % g.groups == 0);
  CHECK(weight.shape == g.weight_shape() && bias.shape == Shape{g.output_channels});
  Conv2d conv;
  conv.geometry_ = g;
  const std::size_t most = slice_channels(g);
  for (std::size_t first = 0; first < g.output_channels; first += most) {
    Slice slice;
    slice.first_channel = first;
    slice.channels = std::min(most, g.output_channels - first);
    TRY(conv.pack(slice, weight, bias));
    conv.slices_.push_back(std::move(slice));
  }
  return conv;
}

Status Conv2d::reshape(Slice& slice, const ThreadPool& pool) const {
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_convolution2d_nhwc_f32(slice.op.get(), size_.images_per_run, size_.height, size_.width, &bytes,
                                                    &alignment, nullptr, nullptr, pool.native()),
                 "xnn_reshape_convolution2d_nhwc_f32"));
  CHECK(alignment <= kMemoryAlignment);
  return slice.workspace.reshape({(bytes + sizeof(float) - 1) / sizeof(float)});
}

Status Conv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  size_ = {batch, images_per_run(batch), height, width};
  for (Slice& slice : slices_) TRY(reshape(slice, pool));
  return {};
}

Status Conv2d::repack(ConstTensorView weight, ConstTensorView bias, const ThreadPool& pool) {
  CHECK(weight.shape == geometry_.weight_shape() && bias.shape == Shape{geometry_.output_channels});
  pool.parallel_for(slices_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (Slice& slice : std::span(slices_).subspan(begin, end - begin)) {
      slice.packed = pack(slice, weight, bias);
      if (slice.packed && size_.batch > 0) slice.packed = reshape(slice, pool);
    }
  });
  for (const Slice& slice : slices_) TRY(slice.packed);
  return {};
}

Status Conv2d::forward(const float* x, float* y, const ThreadPool& pool) {
  const Conv2dGeometry& g = geometry_;
  const std::size_t rows = window_count(size_.height + g.padding.top + g.padding.bottom, g.kernel, g.stride);
  const std::size_t columns = window_count(size_.width + g.padding.left + g.padding.right, g.kernel, g.stride);
  for (std::size_t n = 0; n < size_.batch; n += size_.images_per_run) {
    const float* const images = x + n * size_.height * size_.width * g.input_channels;
    float* const results = y + n * rows * columns * g.output_channels;
    for (Slice& slice : slices_) {
      TRY(xnn_result(
          xnn_setup_convolution2d_nhwc_f32(slice.op.get(), slice.workspace.data(), images, results + slice.first_channel),
          "xnn_setup_convolution2d_nhwc_f32"));
      TRY(run_xnn(slice.op, pool));
    }
  }
  return {};
}

}  // namespace alexnet
