#include "ops/conv2d_input_gradient.h"

#include <algorithm>
#include <limits>

#include "messages/ops.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// The geometry of the convolution of dy with the flipped kernel. A padding of p becomes a padding of kernel - 1 - p.
Conv2dGeometry transposed_geometry(const Conv2dGeometry& g) {
  const std::size_t full = g.kernel - 1;
  return {.input_channels = g.output_channels,
          .output_channels = g.input_channels,
          .kernel = g.kernel,
          .padding = {full - g.padding.top, full - g.padding.left, full - g.padding.bottom, full - g.padding.right},
          .groups = g.groups};
}

}  // namespace

Result<Conv2dInputGradient> Conv2dInputGradient::create(const Conv2dGeometry& g, std::shared_ptr<WinogradScratch> tiles) {
  const std::size_t padding = std::max({g.padding.top, g.padding.left, g.padding.bottom, g.padding.right});
  if (padding >= g.kernel) return fail<msg::kConv2dGradientPadding>("", padding, g.kernel);
  Conv2dInputGradient gradient;
  gradient.geometry_ = g;
  if (tiles) gradient.tiles_.emplace(transposed_geometry(g), WinogradConv2d::Tiling::kUniform, std::move(tiles));
  TRY_VALUE(gradient.transposed_weight_, Tensor::create(transposed_geometry(g).weight_shape()));
  TRY_VALUE(gradient.zero_bias_, Tensor::create({g.input_channels}));
  std::ranges::fill(gradient.zero_bias_.values(), 0.0f);
  return gradient;
}

Status Conv2dInputGradient::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  batch_ = batch;
  height_ = height;
  width_ = width;
  const Padding& p = geometry_.padding;
  const std::size_t rows = window_count(height + p.top + p.bottom, geometry_.kernel, 1);
  const std::size_t columns = window_count(width + p.left + p.right, geometry_.kernel, 1);
  if (tiles_) return tiles_->reshape(batch, rows, columns, pool);
  if (convolution_) return convolution_->reshape(batch, rows, columns, pool);
  return deconvolution_ ? reshape_deconvolution(pool) : Status();
}

// Permutes [out][ky][kx][i] to [in][ky][kx][o of the group], and flips the kernel if the gradient is computed as a convolution.
void Conv2dInputGradient::transpose_weight(ConstTensorView weight, const ThreadPool& pool) {
  const Conv2dGeometry& g = geometry_;
  const std::size_t inputs = g.input_channels / g.groups;
  const std::size_t outputs = g.output_channels / g.groups;
  const std::size_t taps = g.kernel * g.kernel;
  const bool flips = g.stride == 1;
  pool.parallel_for(g.input_channels, 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t channel = begin; channel < end; ++channel) {
      const float* from = weight.data + channel / inputs * outputs * taps * inputs + channel % inputs;
      float* to = transposed_weight_.data() + channel * taps * outputs;
      for (std::size_t tap = 0; tap < taps; ++tap) {
        const std::size_t source = flips ? taps - 1 - tap : tap;
        for (std::size_t o = 0; o < outputs; ++o) to[tap * outputs + o] = from[(o * taps + source) * inputs];
      }
    }
  });
}

Status Conv2dInputGradient::create_deconvolution() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_int = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  const Conv2dGeometry& g = geometry_;
  TRY_VALUE(deconvolution_, create_xnn("xnn_create_deconvolution2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_deconvolution2d_nhwc_f32(
                  as_int(g.padding.top), as_int(g.padding.right), as_int(g.padding.bottom), as_int(g.padding.left),
                  as_int(g.kernel), as_int(g.kernel), as_int(g.stride), as_int(g.stride), /*dilation_height=*/1,
                  /*dilation_width=*/1, as_int(g.groups), g.output_channels / g.groups, g.input_channels / g.groups,
                  g.output_channels, g.input_channels, transposed_weight_.data(), zero_bias_.data(), -kInfinity, kInfinity,
                  /*flags=*/0, nullptr, nullptr, op);
            }));
  return {};
}

Status Conv2dInputGradient::reshape_deconvolution(const ThreadPool& pool) {
  const Conv2dGeometry& g = geometry_;
  const std::size_t padded_height = height_ + g.padding.top + g.padding.bottom;
  const std::size_t padded_width = width_ + g.padding.left + g.padding.right;
  // Rows and columns at the end that no window of the convolution covers.
  const std::size_t unused_rows = (padded_height - g.kernel) % g.stride;
  const std::size_t unused_columns = (padded_width - g.kernel) % g.stride;
  return xnn_result(xnn_reshape_deconvolution2d_nhwc_f32(
                        deconvolution_.get(), batch_, window_count(padded_height, g.kernel, g.stride),
                        window_count(padded_width, g.kernel, g.stride), static_cast<std::uint32_t>(unused_rows),
                        static_cast<std::uint32_t>(unused_columns), nullptr, nullptr, pool.native()),
                    "xnn_reshape_deconvolution2d_nhwc_f32");
}

Status Conv2dInputGradient::repack(ConstTensorView weight, const ThreadPool& pool) {
  CHECK(weight.shape == geometry_.weight_shape());
  transpose_weight(weight, pool);
  if (tiles_) return tiles_->repack(transposed_weight_.view(), zero_bias_.view(), pool);
  if (geometry_.stride > 1) {
    TRY(create_deconvolution());
    return batch_ > 0 ? reshape_deconvolution(pool) : Status();
  }
  if (convolution_) return convolution_->repack(transposed_weight_.view(), zero_bias_.view(), pool);
  TRY_VALUE(convolution_, Conv2d::create(transposed_geometry(geometry_), transposed_weight_.view(), zero_bias_.view()));
  return batch_ > 0 ? reshape(batch_, height_, width_, pool) : Status();
}

Status Conv2dInputGradient::run(const float* dy, float* dx, const ThreadPool& pool) {
  if (tiles_) return tiles_->forward(dy, dx, pool);
  if (convolution_) return convolution_->forward(dy, dx, pool);
  CHECK(deconvolution_ != nullptr);
  TRY(xnn_result(xnn_setup_deconvolution2d_nhwc_f32(deconvolution_.get(), dy, dx), "xnn_setup_deconvolution2d_nhwc_f32"));
  return run_xnn(deconvolution_, pool);
}

}  // namespace alexnet
