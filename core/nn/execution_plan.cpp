#include "nn/execution_plan.h"

#include "nn/layers.h"
#include "nn/quantized_layers.h"

namespace alexnet {
namespace {

bool can_fuse_relu(const Operation& operation) {
  return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
}

class StepBuilder {
 public:
  // `training` is nullptr for inference and inspection.
  StepBuilder(const Model& model, const TrainingStepOptions* training, bool tiles, bool inspection = false)
      : model_(model), training_(training), inspection_(inspection), needs_input_gradient_(inspection) {
    if (training != nullptr) needs_input_gradient_ = training->input_gradient;
    if (tiles) tiles_ = std::make_shared<WinogradScratch>();
  }

  Result<std::vector<Step>> run() {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model_.spec));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (is_omitted(i)) continue;
      const std::size_t last = is_relu_fused(i) ? i + 1 : i;
      LayerResult layer = make_layer(layers[i].operation, next_config(i, last, shapes[i]));
      if (!layer) return with_context(layers[i].name, std::move(layer).error());
      round_activations(i, last, shapes[i], *layer);
      steps_.push_back({.first = i,
                        .last = last,
                        .input = shapes[i].input,
                        .output = shapes[i].output,
                        .has_weights = shapes[i].weight.rank() > 0,
                        .layer = std::move(*layer)});
      i = last;
    }
    // The transformed weights of the last layer; only training will transform others.
    if (training_ == nullptr && tiles_ != nullptr) tiles_->weights = {};
    return std::move(steps_);
  }

 private:
  // Rounds the activations before layer `first` and behind the layers to `last`: a ReLU gives the same whether its input is rounded or
  // its output, as 0 is a level.
  void round_activations(std::size_t first, std::size_t last, const LayerShape& shape, std::unique_ptr<Layer>& layer) const {
    std::optional<ActivationQuantization> input;
    std::vector<ActivationQuantization> outputs;
    for (std::size_t i = first; i <= last; ++i) {
      const auto found = model_.activations.find(model_.spec.layers[i].name);
      if (found == model_.activations.end()) continue;
      if (i == first) input = found->second.input;
      if (found->second.output) outputs.push_back(*found->second.output);
    }
    if (input || !outputs.empty()) layer = with_quantized_activations(std::move(layer), input, std::move(outputs), shape);
  }

  [[nodiscard]] bool is_omitted(std::size_t i) const {
    const Operation& operation = model_.spec.layers[i].operation;
    if (training_ == nullptr) return std::holds_alternative<Dropout>(operation);
    return i + 1 == model_.spec.layers.size() && std::holds_alternative<Softmax>(operation);
  }

  [[nodiscard]] bool is_relu_fused(std::size_t i) const {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    return !inspection_ && can_fuse_relu(layers[i].operation) && i + 1 < layers.size() &&
           std::holds_alternative<Relu>(layers[i + 1].operation);
  }

  // The configuration of layer `i`, which takes the next parameters of the model if it has weights.
  LayerConfig next_config(std::size_t i, std::size_t last, const LayerShape& shape) {
    LayerConfig config{.shape = shape,
                       .weights = {},
                       .options = {.input_gradient = needs_input_gradient_,
                                   .tiles = tiles_,
                                   .tiles_everywhere = training_ != nullptr,
                                   .float_activations = !model_.activations.empty()},
                       .relu = last != i,
                       .number = static_cast<std::uint32_t>(i)};
    if (training_ != nullptr) config.context = training_->context;
    if (shape.weight.rank() > 0) config.weights = next_weights();
    // A gradient has to pass through every layer after the first one that learns.
    needs_input_gradient_ = needs_input_gradient_ || config.weights.weight_gradient.data != nullptr;
    return config;
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
  bool needs_input_gradient_;  // of the next layer
  std::size_t parameter_ = 0;
  std::vector<Step> steps_;
};

}  // namespace

Status reshape_step(const Step& step, const ModelSpec& spec, std::size_t batch, const ThreadPool& pool) {
  Status reshaped = step.layer->reshape(batch, pool);
  if (!reshaped) return with_context(spec.layers[step.first].name, std::move(reshaped).error());
  return reshaped;
}

Result<std::vector<Step>> build_steps(const Model& model, const InferenceOptions& inference) {
  return StepBuilder(model, nullptr, !inference.exact).run();
}

Result<std::vector<Step>> build_steps(const Model& model, const TrainingStepOptions& training) {
  CHECK(training.context != nullptr && training.gradients.size() == model.parameters.size());
  return StepBuilder(model, &training, training.tiles).run();
}

Result<std::vector<Step>> build_inspection_steps(const Model& model) {
  return StepBuilder(model, nullptr, /*tiles=*/false, /*inspection=*/true).run();
}

}  // namespace alexnet
