#include "ops/conv2d.h"

#include <algorithm>
#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// For each few pixels XNNPACK goes through all the weights that it was given. As long as those fit into the second cache beside
// the pixels, they stay there; AlexNet's 3 to 5 MB a layer do not, and would come from the third cache again and again: on a
// Sapphire Rapids core that halved the speed.
constexpr std::size_t kSliceBytes = 640 << 10;
constexpr std::size_t kChannelTile = 32;  // a multiple of every kernel's channel tile

std::size_t slice_channels(const Conv2dGeometry& g) {
  if (g.groups > 1) return g.output_channels;  // its groups are slices already
  const std::size_t channel_bytes = g.kernel * g.kernel * g.input_channels * sizeof(float);
  const std::size_t tiles = std::max<std::size_t>(1, kSliceBytes / (kChannelTile * channel_bytes));
  return std::min(g.output_channels, tiles * kChannelTile);
}

}  // namespace

Result<XnnOperator> Conv2d::create_slice(const Conv2dGeometry& g, const Conv2dGeometry& whole, const float* weight,
                                         const float* bias) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_int = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  return create_xnn("xnn_create_convolution2d_nhwc_f32", [&](xnn_operator_t* op) {
    return xnn_create_convolution2d_nhwc_f32(as_int(g.padding.top), as_int(g.padding.right), as_int(g.padding.bottom),
                                             as_int(g.padding.left), as_int(g.kernel), as_int(g.kernel), as_int(g.stride),
                                             as_int(g.stride), /*dilation=*/1, 1, as_int(g.groups), g.input_channels / g.groups,
                                             g.output_channels / g.groups, whole.input_channels, whole.output_channels, weight,
                                             bias, g.relu ? 0.0f : -kInfinity, kInfinity, /*flags=*/0, nullptr, nullptr, op);
  });
}

Result<Conv2d> Conv2d::create(const Conv2dGeometry& g, ConstTensorView weight, ConstTensorView bias) {
  CHECK(g.groups > 0 && g.input_channels % g.groups == 0 && g.output_channels % g.groups == 0);
  CHECK((weight.shape == Shape{g.output_channels, g.kernel, g.kernel, g.input_channels / g.groups}));
  CHECK((bias.shape == Shape{g.output_channels}));
  const std::size_t channel_weights = weight.shape.elements() / g.output_channels;
  Conv2d conv;
  for (std::size_t first = 0; first < g.output_channels; first += slice_channels(g)) {
    Conv2dGeometry part = g;
    part.output_channels = std::min(slice_channels(g), g.output_channels - first);
    Slice slice;
    slice.first_channel = first;
    TRY_VALUE(slice.op, create_slice(part, g, weight.data + first * channel_weights, bias.data + first));
    conv.slices_.push_back(std::move(slice));
  }
  return conv;
}

Status Conv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  for (Slice& slice : slices_) {
    std::size_t bytes = 0;
    std::size_t alignment = 0;
    TRY(xnn_result(xnn_reshape_convolution2d_nhwc_f32(slice.op.get(), batch, height, width, &bytes, &alignment, nullptr,
                                                      nullptr, pool.native()),
                   "xnn_reshape_convolution2d_nhwc_f32"));
    CHECK(alignment <= kMemoryAlignment);
    TRY_VALUE(slice.workspace, Tensor::create({(bytes + sizeof(float) - 1) / sizeof(float)}));
  }
  return {};
}

Status Conv2d::forward(const float* x, float* y, const ThreadPool& pool) {
  for (Slice& slice : slices_) {
    TRY(xnn_result(xnn_setup_convolution2d_nhwc_f32(slice.op.get(), slice.workspace.data(), x, y + slice.first_channel),
                   "xnn_setup_convolution2d_nhwc_f32"));
    TRY(run_xnn(slice.op, pool));
  }
  return {};
}

}  // namespace alexnet
