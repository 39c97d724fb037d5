#include "nn/inference_network.h"

#include <algorithm>
#include <array>
namespace alexnet {

struct InferenceNetwork::State {
  Model model;
  const ThreadPool* pool = nullptr;
  std::vector<Step> steps;
  std::size_t batch = 0;
  Tensor input;
  std::array<Tensor, 2> between;  // activations: each step reads one and writes the other
  Tensor logits;
  Tensor probabilities;
};

namespace {

std::size_t input_elements(const Model& model) {
  const std::size_t side = model.spec.preprocessing.input;
  return side * side * 3;
}

// The largest activation that lies between two steps, for one picture.
std::size_t largest_activation(const std::vector<Step>& steps) {
  std::size_t largest = 1;
  for (const Step& step : steps) largest = std::max(largest, step.output.elements());
  return largest;
}

}  // namespace

InferenceNetwork::InferenceNetwork(std::unique_ptr<State> state) : state_(std::move(state)) {}
InferenceNetwork::InferenceNetwork(InferenceNetwork&&) noexcept = default;
InferenceNetwork& InferenceNetwork::operator=(InferenceNetwork&&) noexcept = default;
InferenceNetwork::~InferenceNetwork() = default;

const Model& InferenceNetwork::model() const { return state_->model; }
std::size_t InferenceNetwork::batch() const { return state_->batch; }

Result<InferenceNetwork> InferenceNetwork::create(Model model, const ThreadPool& pool) {
  auto state = std::make_unique<State>();
  state->model = std::move(model);
  state->pool = &pool;
  TRY_VALUE(state->steps, build_steps(state->model));
  // The last two steps are the class layer and the softmax: run() puts their results where the caller looks.
  if (state->steps.size() < 2 || !std::holds_alternative<Softmax>(state->model.spec.layers.back().operation))
    return fail(ErrorKind::kUnsupported, state->model.spec.variant, "a classifier ends in a softmax");
  InferenceNetwork classifier(std::move(state));
  TRY(classifier.set_batch(1));
  return classifier;
}

Status InferenceNetwork::set_batch(std::size_t batch) {
  CHECK(batch > 0);
  State& s = *state_;
  if (batch == s.batch) return {};
  s.batch = 0;  // until everything fits
  for (const Step& step : s.steps) TRY(reshape_step(step, s.model.spec, batch, *s.pool));
  const std::size_t classes = s.model.spec.classes;
  TRY_VALUE(s.input, Tensor::create({batch, input_elements(s.model)}));
  for (Tensor& between : s.between) {
    TRY_VALUE(between, Tensor::create({batch, largest_activation(s.steps)}));
  }
  TRY_VALUE(s.logits, Tensor::create({batch, classes}));
  TRY_VALUE(s.probabilities, Tensor::create({batch, classes}));
  s.batch = batch;
  return {};
}

std::span<float> InferenceNetwork::input(std::size_t index) {
  CHECK(index < state_->batch);
  const std::size_t size = input_elements(state_->model);
  return state_->input.values().subspan(index * size, size);
}

std::span<const Step> InferenceNetwork::steps() const { return state_->steps; }

Status InferenceNetwork::run_step(std::size_t index) {
  State& s = *state_;
  CHECK(s.batch > 0 && index < s.steps.size());
  // Step i writes output(i) and reads what the step before it wrote.
  const auto output = [&s](std::size_t i) {
    const std::size_t left = s.steps.size() - 1 - i;
    return left == 0 ? s.probabilities.data() : left == 1 ? s.logits.data() : s.between[i % 2].data();
  };
  const float* x = index == 0 ? s.input.data() : output(index - 1);
  return s.steps[index].layer->forward(x, output(index), *s.pool);
}

Status InferenceNetwork::run() {
  for (std::size_t i = 0; i < state_->steps.size(); ++i) TRY(run_step(i));
  return {};
}

std::span<const float> InferenceNetwork::logits(std::size_t index) const {
  CHECK(index < state_->batch);
  const std::size_t classes = state_->model.spec.classes;
  return state_->logits.values().subspan(index * classes, classes);
}

std::span<const float> InferenceNetwork::probabilities(std::size_t index) const {
  CHECK(index < state_->batch);
  const std::size_t classes = state_->model.spec.classes;
  return state_->probabilities.values().subspan(index * classes, classes);
}

}  // namespace alexnet
