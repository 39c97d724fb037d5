#include "nn/probe_network.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>
#include <vector>

namespace alexnet {

struct ProbeNetwork::State {
  Model model;
  const ThreadPool* pool = nullptr;
  std::vector<Step> steps;
  std::size_t batch = 0;
  Tensor input;
  std::vector<Tensor> outputs;      // of each step
  std::array<Tensor, 2> gradients;  // of the output of step i: gradients[i % 2]; of the images: gradients[1]
};

namespace {

template <typename T>
bool is(const LayerSpec& layer) {
  return std::holds_alternative<T>(layer.operation);
}

}  // namespace

ProbeNetwork::ProbeNetwork(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProbeNetwork::ProbeNetwork(ProbeNetwork&&) noexcept = default;
ProbeNetwork& ProbeNetwork::operator=(ProbeNetwork&&) noexcept = default;
ProbeNetwork::~ProbeNetwork() = default;

const Model& ProbeNetwork::model() const { return state_->model; }
const ThreadPool& ProbeNetwork::pool() const { return *state_->pool; }
std::size_t ProbeNetwork::batch() const { return state_->batch; }
std::span<const Step> ProbeNetwork::steps() const { return state_->steps; }

Result<ProbeNetwork> ProbeNetwork::create(Model model, const ThreadPool& pool) {
  auto state = std::make_unique<State>();
  state->model = std::move(model);
  state->pool = &pool;
  TRY_VALUE(state->steps, build_inspection_steps(state->model));
  if (state->steps.empty()) return fail(ErrorKind::kUnsupported, state->model.spec.variant, "a network has layers");
  ProbeNetwork probe(std::move(state));
  TRY(probe.set_batch(1));
  return probe;
}

Status ProbeNetwork::set_batch(std::size_t batch) {
  CHECK(batch > 0);
  State& s = *state_;
  if (batch == s.batch) return {};
  s.batch = 0;  // until everything fits
  s.outputs.resize(s.steps.size());
  TRY(s.input.reshape({batch, s.steps.front().input.elements()}));
  std::size_t largest = s.steps.front().input.elements();
  for (std::size_t i = 0; i < s.steps.size(); ++i) {
    TRY(reshape_step(s.steps[i], s.model.spec, batch, *s.pool));
    TRY(s.outputs[i].reshape({batch, s.steps[i].output.elements()}));
    largest = std::max(largest, s.steps[i].output.elements());
  }
  for (Tensor& gradient : s.gradients) TRY(gradient.reshape({batch, largest}));
  s.batch = batch;
  return {};
}

const LayerSpec& ProbeNetwork::layer(std::size_t step) const { return state_->model.spec.layers[state_->steps[step].first]; }

Result<std::size_t> ProbeNetwork::find(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < state_->steps.size(); ++i) {
    if (layer(i).name == name) return i;
    known += (known.empty() ? "" : ", ") + layer(i).name;
  }
  return fail(ErrorKind::kInvalidArgument, "layer", '"', name, "\" is none of ", known);
}

std::size_t ProbeNetwork::logits() const {
  const std::size_t last = state_->steps.size() - 1;
  return last > 0 && is<Softmax>(layer(last)) ? last - 1 : last;
}

std::size_t ProbeNetwork::last_convolution() const {
  for (std::size_t i = state_->steps.size(); i-- > 0;)
    if (is<Convolution>(layer(i))) return after_relu(i);
  return 0;
}

std::size_t ProbeNetwork::after_relu(std::size_t step) const {
  return step + 1 < state_->steps.size() && is<Relu>(layer(step + 1)) ? step + 1 : step;
}

std::span<float> ProbeNetwork::input(std::size_t index) {
  CHECK(index < state_->batch);
  const std::size_t size = state_->steps.front().input.elements();
  return state_->input.values().subspan(index * size, size);
}

Status ProbeNetwork::forward(std::size_t last) {
  State& s = *state_;
  CHECK(s.batch > 0 && last < s.steps.size());
  for (std::size_t i = 0; i <= last; ++i)
    TRY(s.steps[i].layer->forward(i == 0 ? s.input.data() : s.outputs[i - 1].data(), s.outputs[i].data(), *s.pool));
  return {};
}

ConstTensorView ProbeNetwork::output(std::size_t step, std::size_t index) const {
  CHECK(step < state_->steps.size() && index < state_->batch);
  const Shape& shape = state_->steps[step].output;
  return {state_->outputs[step].data() + index * shape.elements(), shape};
}

std::span<float> ProbeNetwork::gradient_of(std::size_t step) {
  State& s = *state_;
  CHECK(s.batch > 0 && step < s.steps.size());
  const std::span<float> gradient = s.gradients[step % 2].values().first(s.batch * s.steps[step].output.elements());
  std::ranges::fill(gradient, 0.0f);
  return gradient;
}

Result<std::span<const float>> ProbeNetwork::backward(const BackwardOptions& options) {
  State& s = *state_;
  CHECK(s.batch > 0 && options.to_step <= options.from_step && options.from_step < s.steps.size());
  for (std::size_t i = options.from_step + 1; i-- > options.to_step;) {
    float* dy = s.gradients[i % 2].data();
    if (options.guided && is<Relu>(layer(i)))
      for (float& value : std::span(dy, s.batch * s.steps[i].output.elements())) value = std::max(value, 0.0f);
    TRY(s.steps[i].layer->backward({.x = i == 0 ? s.input.data() : s.outputs[i - 1].data(),
                                    .y = s.outputs[i].data(),
                                    .dy = dy,
                                    .dx = s.gradients[(i + 1) % 2].data()},
                                   *s.pool));
  }
  return s.gradients[(options.to_step + 1) % 2].values().first(s.batch * s.steps[options.to_step].input.elements());
}

}  // namespace alexnet
