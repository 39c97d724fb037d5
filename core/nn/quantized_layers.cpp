#include "nn/quantized_layers.h"

#include "messages/nn.h"
#include "ops/fake_quantizer.h"
#include "ops/quantized_conv2d.h"
#include "ops/quantized_linear.h"
#include "ops/weight_only_linear.h"

namespace alexnet {
namespace {

Status no_backward_pass() { return fail<msg::kNetworkQuantizedBackward>(""); }

class QuantizedConvolutionLayer final : public Layer {
 public:
  QuantizedConvolutionLayer(QuantizedConv2d conv, const Shape& input) : conv_(std::move(conv)), input_(input) {}

  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    return conv_.reshape(batch, input_[0], input_[1], pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return conv_.forward(x, y, pool); }
  Status backward(const Backward&, const ThreadPool&) override { return no_backward_pass(); }

 private:
  QuantizedConv2d conv_;
  Shape input_;
};

class QuantizedDenseLayer final : public Layer {
 public:
  explicit QuantizedDenseLayer(QuantizedLinear linear) : linear_(std::move(linear)) {}

  Status reshape(std::size_t batch, const ThreadPool& pool) override { return linear_.reshape(batch, pool); }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return linear_.forward(x, y, pool); }
  Status backward(const Backward&, const ThreadPool&) override { return no_backward_pass(); }

 private:
  QuantizedLinear linear_;
};

// The same with activations of floats.
class WeightOnlyDenseLayer final : public Layer {
 public:
  explicit WeightOnlyDenseLayer(const WeightOnlyLinear& linear) : linear_(linear) {}

  Status reshape(std::size_t batch, const ThreadPool&) override {
    batch_ = batch;
    return {};
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    linear_.forward(x, y, batch_, pool);
    return {};
  }
  Status backward(const Backward&, const ThreadPool&) override { return no_backward_pass(); }

 private:
  WeightOnlyLinear linear_;
  std::size_t batch_ = 0;
};

class QuantizedActivationsLayer final : public Layer {
 public:
  QuantizedActivationsLayer(std::unique_ptr<Layer> layer, const std::optional<ActivationQuantization>& input,
                            std::vector<ActivationQuantization> outputs, const LayerShape& shape)
      : layer_(std::move(layer)),
        input_(input),
        outputs_(std::move(outputs)),
        input_values_(shape.input.elements()),
        output_values_(shape.output.elements()) {}

  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    batch_ = batch;
    if (input_) TRY(rounded_.reshape({batch, input_values_}));
    return layer_->reshape(batch, pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    if (input_) fake_quantize(*input_, x, rounded_.data(), batch_, input_values_, pool);
    TRY(layer_->forward(input_ ? rounded_.data() : x, y, pool));
    for (const ActivationQuantization& output : outputs_) fake_quantize(output, y, y, batch_, output_values_, pool);
    return {};
  }
  Status backward(const Backward&, const ThreadPool&) override { return no_backward_pass(); }

 private:
  std::unique_ptr<Layer> layer_;
  std::optional<ActivationQuantization> input_;
  std::vector<ActivationQuantization> outputs_;
  std::size_t input_values_;   // of one image
  std::size_t output_values_;  // the same
  std::size_t batch_ = 0;
  Tensor rounded_;  // the input
};

}  // namespace

LayerResult make_quantized_convolution_layer(const Conv2dGeometry& geometry, const QuantizedView& weights,
                                             const LayerConfig& config) {
  TRY_VALUE(QuantizedConv2d conv, QuantizedConv2d::create(geometry, weights, config.weights.bias));
  return std::make_unique<QuantizedConvolutionLayer>(std::move(conv), config.shape.input);
}

LayerResult make_quantized_dense_layer(const QuantizedView& weights, const LayerConfig& config) {
  if (config.options.float_activations && weights.bits == 8)
    return std::make_unique<WeightOnlyDenseLayer>(WeightOnlyLinear(weights, config.weights.bias, config.relu));
  TRY_VALUE(QuantizedLinear linear, QuantizedLinear::create(weights, config.weights.bias, config.relu));
  return std::make_unique<QuantizedDenseLayer>(std::move(linear));
}

std::unique_ptr<Layer> with_quantized_activations(std::unique_ptr<Layer> layer,
                                                  const std::optional<ActivationQuantization>& input,
                                                  std::vector<ActivationQuantization> outputs, const LayerShape& shape) {
  return std::make_unique<QuantizedActivationsLayer>(std::move(layer), input, std::move(outputs), shape);
}

}  // namespace alexnet
