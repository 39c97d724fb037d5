#include "nn/execution_plan.h"

#include "nn/quantized_layers.h"
#include "nn/unweighted_layers.h"
#include "nn/weighted_layers.h"

namespace alexnet {
namespace {

// What a layer is made from.
struct LayerConfig {
  const LayerShape& shape;
  LayerWeights weights;  // empty where the layer has none
  LayerOptions options;
  bool relu = false;         // joins the layer
  std::uint32_t number = 0;  // in the spec
  const ForwardContext* context = nullptr;
};
using LayerResult = Result<std::unique_ptr<Layer>>;

struct LayerBuilder {
  const LayerConfig& from;

  LayerResult operator()(const Convolution& c) const {
    const Conv2dGeometry geometry = {.input_channels = from.shape.input[2],
                                     .output_channels = c.outputs,
                                     .kernel = c.kernel,
                                     .stride = c.stride,
                                     .padding = c.padding,
                                     .groups = c.groups,
                                     .relu = from.relu};
    if (from.weights.quantized) return make_quantized_convolution_layer(geometry, from.shape.input, from.weights);
    return make_convolution_layer(geometry, from.shape.input, from.weights, from.options);
  }
  LayerResult operator()(const Dense&) const {
    if (from.weights.quantized) return make_quantized_dense_layer(from.relu, from.weights);
    return make_dense_layer(from.relu, from.weights, from.options);
  }
  LayerResult operator()(const MaxPool& p) const {
    return make_max_pool_layer(
        {.channels = from.shape.input[2], .kernel = p.kernel, .stride = p.stride, .rounding = p.rounding}, from.shape.input);
  }
  LayerResult operator()(const AdaptiveAveragePool& p) const {
    const Shape& in = from.shape.input;
    return make_average_pool_layer({.height = in[0], .width = in[1], .channels = in[2], .side = p.side});
  }
  LayerResult operator()(const LocalResponseNorm& n) const {
    const Shape& in = from.shape.input;
    return make_norm_layer({.channels = in[in.rank() - 1], .size = n.size, .alpha = n.alpha, .beta = n.beta, .k = n.k}, in);
  }
  LayerResult operator()(const Relu&) const { return make_relu_layer(from.shape.input); }
  LayerResult operator()(const Softmax& s) const { return make_softmax_layer(s.temperature, from.shape.input); }
  LayerResult operator()(const Dropout& d) const {
    return make_dropout_layer(d.rate, from.number, from.shape.input, *from.context);
  }
};

bool can_fuse_relu(const Operation& operation) {
  return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
}

// `training` is nullptr for anything else.
class StepBuilder {
 public:
  StepBuilder(const Model& model, const TrainingStepOptions* training, bool inspection = false)
      : model_(model), training_(training), inspection_(inspection) {
    if (training != nullptr && training->tiles) tiles_ = std::make_shared<WinogradScratch>();
  }

  Result<std::vector<Step>> run() {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model_.spec));
    bool needs_input_gradient = inspection_ || (training_ != nullptr && training_->input_gradient);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (is_omitted(i)) continue;
      Step step{.first = i, .last = i, .input = shapes[i].input, .output = shapes[i].output, .has_weights = false, .layer = {}};
      LayerConfig config{.shape = shapes[i], .number = static_cast<std::uint32_t>(i)};
      if (training_ != nullptr) config.context = training_->context;
      config.options = {
          .weights_change = training_ != nullptr || inspection_, .input_gradient = needs_input_gradient, .tiles = tiles_};
      if (shapes[i].weight.rank() > 0) {
        step.has_weights = true;
        config.weights = next_weights();
        needs_input_gradient = needs_input_gradient || config.weights.weight_gradient.data != nullptr;
      }
      if (!inspection_ && can_fuse_relu(layers[i].operation) && i + 1 < layers.size() &&
          std::holds_alternative<Relu>(layers[i + 1].operation)) {
        config.relu = true;
        step.last = ++i;
      }
      LayerResult made = std::visit(LayerBuilder{config}, layers[step.first].operation);
      if (!made) return with_context(layers[step.first].name, std::move(made).error());
      step.layer = std::move(*made);
      steps_.push_back(std::move(step));
    }
    return std::move(steps_);
  }

 private:
  [[nodiscard]] bool is_omitted(std::size_t i) const {
    const Operation& operation = model_.spec.layers[i].operation;
    if (training_ == nullptr) return std::holds_alternative<Dropout>(operation);
    return i + 1 == model_.spec.layers.size() && std::holds_alternative<Softmax>(operation);
  }

  LayerWeights next_weights() {
    CHECK(parameter_ + 2 <= model_.parameters.size());
    LayerWeights weights;
    weights.weight = model_.parameters[parameter_].values;
    weights.quantized = model_.parameters[parameter_].quantized;
    weights.bias = model_.parameters[parameter_ + 1].values;
    if (training_ != nullptr) {
      weights.weight_gradient = training_->gradients[parameter_];
      weights.bias_gradient = training_->gradients[parameter_ + 1];
    }
    parameter_ += 2;
    return weights;
  }

  const Model& model_;
  const TrainingStepOptions* training_;
  std::shared_ptr<WinogradScratch> tiles_;
  bool inspection_;
  std::size_t parameter_ = 0;
  std::vector<Step> steps_;
};

}  // namespace

Status reshape_step(const Step& step, const ModelSpec& spec, std::size_t batch, const ThreadPool& pool) {
  Status reshaped = step.layer->reshape(batch, pool);
  if (!reshaped) return with_context(spec.layers[step.first].name, std::move(reshaped).error());
  return reshaped;
}

Result<std::vector<Step>> build_steps(const Model& model) { return StepBuilder(model, nullptr).run(); }

Result<std::vector<Step>> build_steps(const Model& model, const TrainingStepOptions& training) {
  CHECK(training.context != nullptr && training.gradients.size() == model.parameters.size());
  return StepBuilder(model, &training).run();
}

Result<std::vector<Step>> build_inspection_steps(const Model& model) {
  return StepBuilder(model, nullptr, /*inspection=*/true).run();
}

}  // namespace alexnet
