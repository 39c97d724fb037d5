#include "nn/execution_plan.h"

#include "nn/unweighted_layers.h"
#include "nn/quantized_layers.h"
#include "nn/weighted_layers.h"

namespace alexnet {
namespace {

// What a layer is built from.
struct Blueprint {
  const LayerShape& shape;
  LayerWeights weights;  // empty where the layer has none
  LayerDuties duties;
  bool relu = false;         // joins the layer
  std::uint32_t number = 0;  // in the spec
  const Phase* phase = nullptr;
};
using Built = Result<std::unique_ptr<Layer>>;

struct Builder {
  const Blueprint& from;

  Built operator()(const Convolution& c) const {
    const Conv2dGeometry geometry = {.input_channels = from.shape.input[2],
                                     .output_channels = c.outputs,
                                     .kernel = c.kernel,
                                     .stride = c.stride,
                                     .padding = c.padding,
                                     .groups = c.groups,
                                     .relu = from.relu};
    if (from.weights.quantized) return make_quantized_convolution_layer(geometry, from.shape.input, from.weights);
    return make_convolution_layer(geometry, from.shape.input, from.weights, from.duties);
  }
  Built operator()(const Dense&) const {
    if (from.weights.quantized) return make_quantized_dense_layer(from.relu, from.weights);
    return make_dense_layer(from.relu, from.weights, from.duties);
  }
  Built operator()(const MaxPool& p) const {
    return make_max_pool_layer(
        {.channels = from.shape.input[2], .kernel = p.kernel, .stride = p.stride, .rounding = p.rounding}, from.shape.input);
  }
  Built operator()(const AdaptiveAveragePool& p) const {
    const Shape& in = from.shape.input;
    return make_average_pool_layer({.height = in[0], .width = in[1], .channels = in[2], .side = p.side});
  }
  Built operator()(const LocalResponseNorm& n) const {
    const Shape& in = from.shape.input;
    return make_norm_layer({.channels = in[in.rank() - 1], .size = n.size, .alpha = n.alpha, .beta = n.beta, .k = n.k}, in);
  }
  Built operator()(const Relu&) const { return make_relu_layer(from.shape.input); }
  Built operator()(const Softmax& s) const { return make_softmax_layer(s.temperature, from.shape.input); }
  Built operator()(const Dropout& d) const { return make_dropout_layer(d.rate, from.number, from.shape.input, *from.phase); }
};

bool can_join_relu(const Operation& operation) {
  return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
}

// `training` is nullptr for anything else.
class Assembly {
 public:
  Assembly(const Model& model, const TrainingSteps* training, bool inspection = false)
      : model_(model), training_(training), inspection_(inspection) {
    if (training != nullptr && training->tiles) tiles_ = std::make_shared<WinogradScratch>();
  }

  Result<std::vector<Step>> run() {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model_.spec));
    bool gradient_arrives = inspection_ || (training_ != nullptr && training_->input_gradient);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (left_out(i)) continue;
      Step step{.first = i, .last = i, .input = shapes[i].input, .output = shapes[i].output, .has_weights = false, .layer = {}};
      Blueprint blueprint{.shape = shapes[i], .number = static_cast<std::uint32_t>(i)};
      if (training_ != nullptr) blueprint.phase = training_->phase;
      blueprint.duties = {
          .weights_change = training_ != nullptr || inspection_, .input_gradient = gradient_arrives, .tiles = tiles_};
      if (shapes[i].weight.rank() > 0) {
        step.has_weights = true;
        blueprint.weights = next_weights();
        gradient_arrives = gradient_arrives || blueprint.weights.weight_gradient.data != nullptr;
      }
      if (!inspection_ && can_join_relu(layers[i].operation) && i + 1 < layers.size() &&
          std::holds_alternative<Relu>(layers[i + 1].operation)) {
        blueprint.relu = true;
        step.last = ++i;
      }
      Built built = std::visit(Builder{blueprint}, layers[step.first].operation);
      if (!built) return within(layers[step.first].name, std::move(built).error());
      step.layer = std::move(*built);
      steps_.push_back(std::move(step));
    }
    return std::move(steps_);
  }

 private:
  [[nodiscard]] bool left_out(std::size_t i) const {
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
  const TrainingSteps* training_;
  std::shared_ptr<WinogradScratch> tiles_;
  bool inspection_;
  std::size_t parameter_ = 0;
  std::vector<Step> steps_;
};

}  // namespace

Status reshape_step(const Step& step, const ModelSpec& spec, std::size_t batch, const ThreadPool& pool) {
  Status reshaped = step.layer->reshape(batch, pool);
  if (!reshaped) return within(spec.layers[step.first].name, std::move(reshaped).error());
  return reshaped;
}

Result<std::vector<Step>> build_steps(const Model& model) { return Assembly(model, nullptr).run(); }

Result<std::vector<Step>> build_steps(const Model& model, const TrainingSteps& training) {
  CHECK(training.phase != nullptr && training.gradients.size() == model.parameters.size());
  return Assembly(model, &training).run();
}

Result<std::vector<Step>> build_inspection_steps(const Model& model) {
  return Assembly(model, nullptr, /*inspection=*/true).run();
}

}  // namespace alexnet
