#include "nn/layer.h"

#include "ops/average_pool.h"
#include "ops/conv2d.h"
#include "ops/linear.h"
#include "ops/lrn.h"
#include "ops/max_pool.h"
#include "ops/relu.h"
#include "ops/softmax.h"

namespace alexnet {
namespace {

class ConvolutionLayer final : public Layer {
 public:
  ConvolutionLayer(Conv2d conv, const Shape& input) : conv_(std::move(conv)), input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    return conv_.reshape(batch, input_[0], input_[1], pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return conv_.forward(x, y, pool); }

 private:
  Conv2d conv_;
  Shape input_;
};

class DenseLayer final : public Layer {
 public:
  explicit DenseLayer(Linear linear) : linear_(std::move(linear)) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override { return linear_.reshape(batch, pool); }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return linear_.forward(x, y, pool); }

 private:
  Linear linear_;
};

class MaxPoolLayer final : public Layer {
 public:
  MaxPoolLayer(const MaxPoolGeometry& geometry, const Shape& input) : pool_(geometry), input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    return pool_.reshape(batch, input_[0], input_[1], pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return pool_.forward(x, y, pool); }

 private:
  MaxPool2d pool_;
  Shape input_;
};

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

 private:
  AveragePoolGeometry geometry_;
  std::size_t batch_ = 0;
};

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

 private:
  LrnGeometry geometry_;
  Shape input_;
  std::size_t pixels_ = 0;
};

class ReluLayer final : public Layer {
 public:
  explicit ReluLayer(const Shape& input) : input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override { return relu_.reshape(batch * input_.elements(), pool); }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return relu_.forward(x, y, pool); }

 private:
  ReluOp relu_;
  Shape input_;
};

class SoftmaxLayer final : public Layer {
 public:
  explicit SoftmaxLayer(const Shape& input) : input_(input) {}
  Status reshape(std::size_t batch, const ThreadPool& pool) override {
    return softmax_.reshape(batch, input_.elements(), pool);
  }
  Status forward(const float* x, float* y, const ThreadPool& pool) override { return softmax_.forward(x, y, pool); }

 private:
  SoftmaxOp softmax_;
  Shape input_;
};

// What a layer is built from. `weight` and `bias` have no data where the layer has no parameters.
struct Blueprint {
  const LayerShape& shape;
  ConstTensorView weight;
  ConstTensorView bias;
  bool relu;
};
using Built = Result<std::unique_ptr<Layer>>;

struct Builder {
  const Blueprint& from;

  Built operator()(const Convolution& c) const {
    TRY_VALUE(Conv2d conv, Conv2d::create({.input_channels = from.shape.input[2],
                                           .output_channels = c.outputs,
                                           .kernel = c.kernel,
                                           .stride = c.stride,
                                           .padding = c.padding,
                                           .groups = c.groups,
                                           .relu = from.relu},
                                          from.weight, from.bias));
    return std::make_unique<ConvolutionLayer>(std::move(conv), from.shape.input);
  }
  Built operator()(const Dense&) const { return std::make_unique<DenseLayer>(Linear(from.weight, from.bias, {.relu = from.relu})); }
  Built operator()(const MaxPool& p) const {
    const MaxPoolGeometry geometry = {
        .channels = from.shape.input[2], .kernel = p.kernel, .stride = p.stride, .rounding = p.rounding};
    return std::make_unique<MaxPoolLayer>(geometry, from.shape.input);
  }
  Built operator()(const AdaptiveAveragePool& p) const {
    const Shape& in = from.shape.input;
    return std::make_unique<AveragePoolLayer>(
        AveragePoolGeometry{.height = in[0], .width = in[1], .channels = in[2], .side = p.side});
  }
  Built operator()(const LocalResponseNorm& n) const {
    const Shape& in = from.shape.input;
    const LrnGeometry geometry = {.channels = in[in.rank() - 1], .size = n.size, .alpha = n.alpha, .beta = n.beta, .k = n.k};
    return std::make_unique<NormLayer>(geometry, in);
  }
  Built operator()(const Relu&) const { return std::make_unique<ReluLayer>(from.shape.input); }
  Built operator()(const Softmax&) const { return std::make_unique<SoftmaxLayer>(from.shape.input); }
  Built operator()(const Dropout&) const { return nullptr; }
};

bool can_join_relu(const Operation& operation) {
  return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
}

}  // namespace

Result<std::vector<Step>> build_steps(const Model& model) {
  const std::vector<LayerSpec>& layers = model.spec.layers;
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model.spec));
  std::vector<Step> steps;
  std::size_t parameter = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (std::holds_alternative<Dropout>(layers[i].operation)) continue;
    Step step{.first = i, .last = i, .input = shapes[i].input, .output = shapes[i].output, .layer = nullptr};
    Blueprint blueprint{.shape = shapes[i], .weight = {}, .bias = {}, .relu = false};
    if (shapes[i].weight.rank() > 0) {
      CHECK(parameter + 2 <= model.parameters.size());
      blueprint.weight = model.parameters[parameter++].values;
      blueprint.bias = model.parameters[parameter++].values;
    }
    if (can_join_relu(layers[i].operation) && i + 1 < layers.size() && std::holds_alternative<Relu>(layers[i + 1].operation)) {
      blueprint.relu = true;
      step.last = ++i;
    }
    Built built = std::visit(Builder{blueprint}, layers[step.first].operation);
    if (!built) return within(layers[step.first].name, std::move(built).error());
    step.layer = std::move(*built);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace alexnet
