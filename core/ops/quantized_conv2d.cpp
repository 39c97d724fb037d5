#include "ops/quantized_conv2d.h"

#include <limits>

#include "base/check.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// Returns the multiplications per window; XNNPACK multiplies 8 channels at a time.
std::size_t multiplication_count(const Conv2dGeometry& g) { return g.kernel * g.kernel * ((g.input_channels + 7) / 8 * 8); }

std::optional<SpaceToDepth> make_space_to_depth(const Conv2dGeometry& g) {
  const SpaceToDepth blocks(g);
  if (g.groups > 1 || multiplication_count(blocks.geometry()) >= multiplication_count(g)) return std::nullopt;
  return blocks;
}

}  // namespace

QuantizedConv2d::QuantizedConv2d(const Conv2dGeometry& geometry, const QuantizedView& weight, ConstTensorView bias)
    : geometry_(geometry), weight_(weight), bias_(bias), blocks_(make_space_to_depth(geometry)) {
  if (blocks_) block_weight_ = blocks_->weight(weight.bytes());
}

Result<QuantizedConv2d> QuantizedConv2d::create(const Conv2dGeometry& g, const QuantizedView& weight, ConstTensorView bias) {
  CHECK(g.groups > 0 && g.input_channels % g.groups == 0 && g.output_channels % g.groups == 0);
  CHECK(weight.bits == 8 && weight.shape == g.weight_shape() && bias.shape == Shape{g.output_channels});
  QuantizedConv2d conv(g, weight, bias);
  TRY(conv.pack());
  return conv;
}

Status QuantizedConv2d::pack() {
  const Conv2dGeometry g = blocks_ ? blocks_->geometry() : geometry_;
  const std::uint8_t* weight = blocks_ ? block_weight_.data() : weight_.data;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_int = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
  TRY_VALUE(op_, create_xnn("xnn_create_convolution2d_nhwc_qd8_f32_qc8w", [&](xnn_operator_t* op) {
              return xnn_create_convolution2d_nhwc_qd8_f32_qc8w(
                  as_int(g.padding.top), as_int(g.padding.right), as_int(g.padding.bottom), as_int(g.padding.left),
                  as_int(g.kernel), as_int(g.kernel), as_int(g.stride), as_int(g.stride), /*dilation_height=*/1,
                  /*dilation_width=*/1, as_int(g.groups), g.input_channels / g.groups, g.output_channels / g.groups,
                  g.input_channels, g.output_channels, weight_.scales, reinterpret_cast<const std::int8_t*>(weight), bias_.data,
                  g.relu ? 0.0f : -kInfinity, kInfinity,
                  /*flags=*/0, nullptr, nullptr, op);
            }));
  return {};
}

Status QuantizedConv2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  // XNNPACK allocates its padding buffers, one per image, for the batch of the first reshape only, but writes to as many as the
  // current batch has. So each batch size needs a new operator.
  if (batch_ != 0 && batch != batch_) TRY(pack());
  batch_ = batch;
  TRY(quantizer_.reshape(batch, height * width * geometry_.input_channels));
  size_ = {.height = height, .width = width, .rows = height, .columns = width};
  if (blocks_) {
    const Padding& p = geometry_.padding;
    size_.rows = blocks_->blocks(window_count(height + p.top + p.bottom, geometry_.kernel, geometry_.stride));
    size_.columns = blocks_->blocks(window_count(width + p.left + p.right, geometry_.kernel, geometry_.stride));
    const std::size_t bytes = batch * size_.rows * size_.columns * blocks_->geometry().input_channels;
    TRY(image_blocks_.reshape({(bytes + sizeof(float) - 1) / sizeof(float)}));
  }
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  TRY(xnn_result(xnn_reshape_convolution2d_nhwc_qd8_f32_qc8w(op_.get(), batch, size_.rows, size_.columns, &bytes, &alignment,
                                                             nullptr, nullptr, pool.native()),
                 "xnn_reshape_convolution2d_nhwc_qd8_f32_qc8w"));
  CHECK(alignment <= kMemoryAlignment);
  return workspace_.reshape({(bytes + sizeof(float) - 1) / sizeof(float)});
}

Status QuantizedConv2d::forward(const float* x, float* y, const ThreadPool& pool) {
  quantizer_.run(x, pool);
  const std::int8_t* images = blocks_ ? rearrange_into_blocks(pool) : quantizer_.values();
  TRY(xnn_result(xnn_setup_convolution2d_nhwc_qd8_f32_qc8w(op_.get(), workspace_.data(), images, y, quantizer_.parameters()),
                 "xnn_setup_convolution2d_nhwc_qd8_f32_qc8w"));
  return run_xnn(op_, pool);
}

const std::int8_t* QuantizedConv2d::rearrange_into_blocks(const ThreadPool& pool) {
  CHECK(blocks_.has_value());
  const std::size_t image = size_.height * size_.width * geometry_.input_channels;
  const std::size_t blocks = size_.rows * size_.columns * blocks_->geometry().input_channels;
  auto* out = reinterpret_cast<std::int8_t*>(image_blocks_.data());
  for (std::size_t n = 0; n < batch_; ++n)
    blocks_->rearrange_image(size_, quantizer_.values() + n * image, static_cast<std::int8_t>(quantizer_.row(n).zero),
                             out + n * blocks, pool);
  return out;
}

}  // namespace alexnet
