#include "nn/layers.h"

#include <algorithm>

#include "nn/weighted_layers.h"
#include "ops/average_pool.h"
#include "ops/dropout.h"
#include "ops/lrn.h"
#include "ops/max_pool.h"
#include "ops/relu.h"
#include "ops/softmax.h"

namespace alexnet {
namespace {

// Each layer class is followed by an overload of layer_for() that makes it. The overloads must not be named make_layer: an
// operation without one would then convert to Operation, and make_layer() would call itself instead of not compiling.
LayerResult layer_for(const Convolution& c, const LayerConfig& config) { return make_convolution_layer(c, config); }
LayerResult layer_for(const Dense&, const LayerConfig& config) { return make_dense_layer(config); }

class MaxPoolLayer final : public Layer {
 public:
  MaxPoolLayer(const MaxPoolGeometry& geometry, const Shape& input) : geometry_(geometry), input_(input), pool_(geometry) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    batch_ = batch;
    return pool_.reshape(batch, input_[0], input_[1], pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return pool_.forward(x, y, pool); }
  Status backward(const Backward& pass, const ThreadPool& pool) override {
    if (pass.dx == nullptr) return {};
    const MaxPoolInputSize size = {.batch = batch_, .height = input_[0], .width = input_[1]};
    max_pool_backward(geometry_, size, pass.x, pass.y, pass.dy, pass.dx, pool);
    return {};
  }

 private:
  MaxPoolGeometry geometry_;
  Shape input_;
  std::size_t batch_ = 0;
  MaxPool2d pool_;
};

LayerResult layer_for(const MaxPool& p, const LayerConfig& config) {
  const Shape& in = config.shape.input;
  return std::make_unique<MaxPoolLayer>(
      MaxPoolGeometry{.channels = in[2], .kernel = p.kernel, .stride = p.stride, .rounding = p.rounding, .padding = p.padding},
      in);
}

class AveragePoolLayer final : public Layer {
 public:
  explicit AveragePoolLayer(const AveragePoolGeometry& geometry) : geometry_(geometry) {}
  Status reshape(std::size_t batch, const ThreadPool&) override {
    batch_ = batch;
    return {};
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    adaptive_average_pool_forward(geometry_, batch_, x, y, pool);
    return {};
  }
  Status backward(const Backward& pass, const ThreadPool& pool) override {
    if (pass.dx != nullptr) adaptive_average_pool_backward(geometry_, batch_, pass.dy, pass.dx, pool);
    return {};
  }

 private:
  AveragePoolGeometry geometry_;
  std::size_t batch_ = 0;
};

LayerResult layer_for(const AdaptiveAveragePool& p, const LayerConfig& config) {
  const Shape& in = config.shape.input;
  return std::make_unique<AveragePoolLayer>(
      AveragePoolGeometry{.height = in[0], .width = in[1], .channels = in[2], .side = p.side});
}

class NormLayer final : public Layer {
 public:
  NormLayer(const LrnGeometry& geometry, const Shape& input) : geometry_(geometry), input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool&) override {
    pixels_ = batch * input_.elements() / geometry_.channels;
    return {};
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    lrn_forward(geometry_, pixels_, x, y, pool);
    return {};
  }
  Status backward(const Backward& pass, const ThreadPool& pool) override {
    if (pass.dx != nullptr) lrn_backward(geometry_, pixels_, pass.x, pass.dy, pass.dx, pool);
    return {};
  }

 private:
  LrnGeometry geometry_;
  Shape input_;
  std::size_t pixels_ = 0;
};

LayerResult layer_for(const LocalResponseNorm& n, const LayerConfig& config) {
  const Shape& in = config.shape.input;
  return std::make_unique<NormLayer>(
      LrnGeometry{.channels = in[in.rank() - 1], .size = n.size, .alpha = n.alpha, .beta = n.beta, .k = n.k}, in);
}

class ReluLayer final : public Layer {
 public:
  explicit ReluLayer(const Shape& input) : input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    count_ = batch * input_.elements();
    return relu_.reshape(count_, pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return relu_.forward(x, y, pool); }
  Status backward(const Backward& pass, const ThreadPool& pool) override {
    if (pass.dx != nullptr) relu_backward(count_, pass.y, pass.dy, pass.dx, pool);
    return {};
  }

 private:
  Shape input_;
  std::size_t count_ = 0;
  ReluOp relu_;
};

LayerResult layer_for(const Relu&, const LayerConfig& config) { return std::make_unique<ReluLayer>(config.shape.input); }

class SoftmaxLayer final : public Layer {
 public:
  SoftmaxLayer(float temperature, const Shape& input) : scale_(1 / temperature), input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    batch_ = batch;
    return softmax_.reshape(batch, input_.elements(), pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    if (scale_ == 1) return softmax_.forward(x, y, pool);
    const std::size_t count = batch_ * input_.elements();
    for (std::size_t i = 0; i < count; ++i) y[i] = scale_ * x[i];
    return softmax_.forward(y, y, pool);
  }
  Status backward(const Backward& pass, const ThreadPool&) override {
    if (pass.dx == nullptr) return {};
    const std::size_t count = batch_ * input_.elements();
    softmax_backward(batch_, input_.elements(), pass.y, pass.dy, pass.dx);
    for (std::size_t i = 0; i < count; ++i) pass.dx[i] *= scale_;
    return {};
  }

 private:
  float scale_;
  Shape input_;
  std::size_t batch_ = 0;
  SoftmaxOp softmax_;
};

LayerResult layer_for(const Softmax& s, const LayerConfig& config) {
  return std::make_unique<SoftmaxLayer>(s.temperature, config.shape.input);
}

class DropoutLayer final : public Layer {
 public:
  DropoutLayer(float rate, std::uint32_t number, const Shape& input, const ForwardContext& context)
      : rate_(rate), number_(number), input_(input), context_(context) {}
  Status reshape(std::size_t batch, const ThreadPool&) override {
    count_ = batch * input_.elements();
    return {};
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override {
    if (context_.training) {
      dropout_forward(key(), rate_, count_, x, y, pool);
    } else {
      std::copy_n(x, count_, y);
    }
    return {};
  }
  Status backward(const Backward& pass, const ThreadPool& pool) override {
    if (pass.dx == nullptr) return {};
    if (context_.training) {
      dropout_backward(key(), rate_, count_, pass.dy, pass.dx, pool);
    } else {
      std::copy_n(pass.dy, count_, pass.dx);
    }
    return {};
  }

 private:
  [[nodiscard]] DropoutKey key() const { return {.seed = context_.seed, .step = context_.step, .layer = number_}; }

  float rate_;
  std::uint32_t number_;
  Shape input_;
  const ForwardContext& context_;
  std::size_t count_ = 0;
};

LayerResult layer_for(const Dropout& d, const LayerConfig& config) {
  CHECK(config.context != nullptr);
  return std::make_unique<DropoutLayer>(d.rate, config.number, config.shape.input, *config.context);
}

}  // namespace

LayerResult make_layer(const Operation& operation, const LayerConfig& config) {
  return std::visit([&](const auto& alternative) { return layer_for(alternative, config); }, operation);
}

}  // namespace alexnet
