#include "nn/quantized_layers.h"

#include "messages/nn.h"
#include "ops/quantized_conv2d.h"
#include "ops/quantized_linear.h"

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

}  // namespace

LayerResult make_quantized_convolution_layer(const Conv2dGeometry& geometry, const QuantizedView& weights,
                                             const LayerConfig& config) {
  TRY_VALUE(QuantizedConv2d conv, QuantizedConv2d::create(geometry, weights, config.weights.bias));
  return std::make_unique<QuantizedConvolutionLayer>(std::move(conv), config.shape.input);
}

LayerResult make_quantized_dense_layer(const QuantizedView& weights, const LayerConfig& config) {
  TRY_VALUE(QuantizedLinear linear, QuantizedLinear::create(weights, config.weights.bias, config.relu));
  return std::make_unique<QuantizedDenseLayer>(std::move(linear));
}

}  // namespace alexnet
