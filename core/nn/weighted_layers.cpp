#include "nn/weighted_layers.h"

#include <optional>
#include <type_traits>

#include "nn/quantized_layers.h"
#include "ops/column_sum.h"
#include "ops/conv2d.h"
#include "ops/conv2d_input_gradient.h"
#include "ops/conv2d_weight_gradient.h"
#include "ops/linear.h"
#include "ops/linear_backward.h"
#include "ops/relu.h"
#include "ops/winograd_conv2d.h"
#include "ops/winograd_weight_gradient.h"

namespace alexnet {
namespace {

// The first part of every backward pass: turns the gradient after the fused ReLU into the one before it, in place, and writes
// its column sums as the gradient of the bias.
struct ReluAndBiasGradient {
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool relu = false;
  float* bias_gradient = nullptr;

  void backward(const Layer::Backward& pass, const ThreadPool& pool) const {
    const ColumnSum size = {.rows = rows, .columns = columns};
    if (bias_gradient != nullptr && relu) {
      relu_backward_and_column_sum(size, pass.y, pass.dy, bias_gradient, pool);
    } else if (bias_gradient != nullptr) {
      column_sum(size, pass.dy, bias_gradient, pool);
    } else if (relu) {
      relu_backward(rows * columns, pass.y, pass.dy, pass.dy, pool);
    }
  }
};

// A convolution, either direct or by Winograd's algorithm.
template <typename ConvolutionOp, typename WeightGradient>
class ConvolutionLayer final : public Layer {
 public:
  ConvolutionLayer(ConvolutionOp conv, const Conv2dGeometry& geometry, const Shape& input, const LayerWeights& weights)
      : geometry_(geometry), input_(input), weights_(weights), conv_(std::move(conv)) {}

  Status prepare(const LayerOptions& options, const ThreadPool& pool) {
    constexpr bool kUsesWinograd = std::is_same_v<ConvolutionOp, WinogradConv2d>;
    if (weights_.weight_gradient.data != nullptr) {
      if constexpr (kUsesWinograd) {
        weight_gradient_.emplace(geometry_, options.tiles);
      } else {
        weight_gradient_.emplace(geometry_);
      }
    }
    if (!options.input_gradient) return {};
    TRY_VALUE(input_gradient_, Conv2dInputGradient::create(geometry_, kUsesWinograd ? options.tiles : nullptr));
    return input_gradient_->repack(weights_.weight, pool);
  }

  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    const Padding& p = geometry_.padding;
    const std::size_t rows = window_count(input_[0] + p.top + p.bottom, geometry_.kernel, geometry_.stride);
    const std::size_t columns = window_count(input_[1] + p.left + p.right, geometry_.kernel, geometry_.stride);
    pixels_ = batch * rows * columns;
    if (weight_gradient_) TRY(weight_gradient_->reshape(batch, input_[0], input_[1], pool));
    if (input_gradient_) TRY(input_gradient_->reshape(batch, input_[0], input_[1], pool));
    return conv_.reshape(batch, input_[0], input_[1], pool);
  }

  Status forward(const float* x, float* y, const ThreadPool& pool) override { return conv_.forward(x, y, pool); }

  Status backward(const Backward& pass, const ThreadPool& pool) override {
    ReluAndBiasGradient{pixels_, geometry_.output_channels, geometry_.relu, weights_.bias_gradient.data}.backward(pass, pool);
    if (weight_gradient_) TRY(weight_gradient_->run(pass.x, pass.dy, weights_.weight_gradient.data, pool));
    if (pass.dx == nullptr) return {};
    CHECK(input_gradient_.has_value());
    return input_gradient_->run(pass.dy, pass.dx, pool);
  }

  Status weights_changed(const ThreadPool& pool) override {
    if (input_gradient_) TRY(input_gradient_->repack(weights_.weight, pool));
    return conv_.repack(weights_.weight, weights_.bias, pool);
  }

 private:
  Conv2dGeometry geometry_;
  Shape input_;
  LayerWeights weights_;
  std::size_t pixels_ = 0;  // of the outputs of the whole batch
  ConvolutionOp conv_;
  std::optional<WeightGradient> weight_gradient_;
  std::optional<Conv2dInputGradient> input_gradient_;
};

class DenseLayer final : public Layer {
 public:
  DenseLayer(bool relu, const LayerWeights& weights, const LayerOptions& options)
      : relu_(relu), weights_(weights), linear_(weights.weight, weights.bias, relu) {
    const LinearGeometry geometry = {.inputs = weights.weight.shape[1], .outputs = weights.weight.shape[0]};
    if (weights.weight_gradient.data != nullptr) weight_gradient_.emplace(geometry);
    if (options.input_gradient) input_gradient_.emplace(geometry);
  }

  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    batch_ = batch;
    if (weight_gradient_) TRY(weight_gradient_->reshape(batch, pool));
    if (input_gradient_) TRY(input_gradient_->reshape(batch, pool));
    return linear_.reshape(batch, pool);
  }

  Status forward(const float* x, float* y, const ThreadPool& pool) override { return linear_.forward(x, y, pool); }

  Status backward(const Backward& pass, const ThreadPool& pool) override {
    ReluAndBiasGradient{batch_, weights_.bias.shape[0], relu_, weights_.bias_gradient.data}.backward(pass, pool);
    if (weight_gradient_) TRY(weight_gradient_->run(pass.x, pass.dy, weights_.weight_gradient.data, pool));
    if (pass.dx == nullptr) return {};
    CHECK(input_gradient_.has_value());
    return input_gradient_->run(weights_.weight.data, pass.dy, pass.dx, pool);
  }

 private:
  bool relu_;
  LayerWeights weights_;
  std::size_t batch_ = 0;
  Linear linear_;
  std::optional<LinearWeightGradient> weight_gradient_;
  std::optional<LinearInputGradient> input_gradient_;
};

template <typename ConvolutionOp, typename WeightGradient>
LayerResult finish_convolution_layer(ConvolutionOp conv, const Conv2dGeometry& geometry, const LayerConfig& config,
                                     const ThreadPool& pool) {
  auto layer = std::make_unique<ConvolutionLayer<ConvolutionOp, WeightGradient>>(std::move(conv), geometry, config.shape.input,
                                                                                 config.weights);
  TRY(layer->prepare(config.options, pool));
  return layer;
}

// With quantized weights as floats, which the layer keeps: Winograd's transformation of them depends on the batch.
LayerResult make_dequantized_convolution_layer(const Convolution& convolution, const LayerConfig& config) {
  const QuantizedView& weights = *config.weights.quantized;
  TRY_VALUE(Tensor values, Tensor::create(weights.shape));
  dequantize(weights, values.values(), ThreadPool(1));
  const auto floats = std::make_shared<const Tensor>(std::move(values));
  LayerConfig unquantized = config;
  unquantized.weights.weight = floats->view();
  unquantized.weights.quantized.reset();
  unquantized.weights.owner = floats;
  return make_convolution_layer(convolution, unquantized);
}

}  // namespace

LayerResult make_convolution_layer(const Convolution& c, const LayerConfig& config) {
  const Conv2dGeometry geometry = {.input_channels = config.shape.input[2],
                                   .output_channels = c.outputs,
                                   .kernel = c.kernel,
                                   .stride = c.stride,
                                   .padding = c.padding,
                                   .groups = c.groups,
                                   .relu = config.relu};
  const LayerWeights& weights = config.weights;
  if (weights.quantized && config.options.float_activations) return make_dequantized_convolution_layer(c, config);
  if (weights.quantized) return make_quantized_convolution_layer(geometry, *weights.quantized, config);
  const ThreadPool single_thread(1);
  const auto uses_tiles = [&] {
    if (config.options.tiles == nullptr || !supports_winograd(geometry)) return false;
    if (config.options.tiles_everywhere) return true;
    return saves_operations(fitted_tiles(geometry, config.shape.input[0], config.shape.input[1], /*batch=*/1));
  };
  if (uses_tiles()) {
    using enum WinogradConv2d::Tiling;
    WinogradConv2d conv(geometry, config.options.tiles_everywhere ? kUniform : kFitted, config.options.tiles);
    // So that the weights of its tiles are transformed at once.
    TRY(conv.reshape(/*batch=*/1, config.shape.input[0], config.shape.input[1], single_thread));
    TRY(conv.repack(weights.weight, weights.bias, single_thread));
    return finish_convolution_layer<WinogradConv2d, WinogradWeightGradient>(std::move(conv), geometry, config, single_thread);
  }
  TRY_VALUE(Conv2d conv, Conv2d::create(geometry, weights.weight, weights.bias));
  return finish_convolution_layer<Conv2d, Conv2dWeightGradient>(std::move(conv), geometry, config, single_thread);
}

LayerResult make_dense_layer(const LayerConfig& config) {
  if (config.weights.quantized) return make_quantized_dense_layer(*config.weights.quantized, config);
  return std::make_unique<DenseLayer>(config.relu, config.weights, config.options);
}

}  // namespace alexnet
