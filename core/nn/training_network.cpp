#include "nn/training_network.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "model/quantize.h"

namespace alexnet {

struct TrainingNetwork::State {
  const ThreadPool* pool = nullptr;
  ForwardContext context;
  bool input_gradient = false;
  std::shared_ptr<Tensor> weights;
  Tensor gradients;
  std::vector<Block> blocks;
  Model model;  // looks at `weights`
  std::vector<Step> steps;
  std::size_t first_backward = 0;
  std::size_t first_step = 0;
  std::size_t batch = 0;
  const float* images = nullptr;   // of the last forward
  std::vector<Tensor> outputs;     // of each step from first_step on
  std::array<Tensor, 2> backward;  // the gradient of the output of step i is in backward[i % 2]
  Tensor logits_gradient;
  Tensor dx;  // of the image

  [[nodiscard]] const float* input_of(std::size_t step) const { return step == first_step ? images : outputs[step - 1].data(); }
};

namespace {

constexpr std::size_t kAlignment = kMemoryAlignment / sizeof(float);

std::string layer_of(const std::string& parameter) { return parameter.substr(0, parameter.rfind('.')); }

Result<std::vector<TrainingNetwork::Block>> plan_blocks(const Model& model, const std::vector<std::string>& frozen) {
  std::vector<TrainingNetwork::Block> blocks;
  std::size_t offset = 0;
  for (const Parameter& parameter : model.parameters) {
    const std::size_t count = parameter.values.shape.elements();
    const bool is_frozen = std::ranges::find(frozen, layer_of(parameter.name)) != frozen.end();
    blocks.push_back({parameter.name, offset, count, is_frozen});
    offset += (count + kAlignment - 1) / kAlignment * kAlignment;
  }
  for (const std::string& name : frozen)
    if (std::ranges::none_of(blocks, [&](const TrainingNetwork::Block& block) { return layer_of(block.name) == name; }))
      return fail(ErrorKind::kInvalidArgument, "freeze", "there is no layer \"", name, "\" with weights");
  return blocks;
}

std::size_t length_of(const std::vector<TrainingNetwork::Block>& blocks) {
  if (blocks.empty()) return 0;
  return (blocks.back().offset + blocks.back().count + kAlignment - 1) / kAlignment * kAlignment;
}

Result<Tensor> zeros(std::size_t count) {
  TRY_VALUE(Tensor tensor, Tensor::create({count}));
  std::ranges::fill(tensor.values(), 0.0f);
  return tensor;
}

}  // namespace

TrainingNetwork::TrainingNetwork(std::unique_ptr<State> state) : state_(std::move(state)) {}
TrainingNetwork::TrainingNetwork(TrainingNetwork&&) noexcept = default;
TrainingNetwork& TrainingNetwork::operator=(TrainingNetwork&&) noexcept = default;
TrainingNetwork::~TrainingNetwork() = default;

Result<TrainingNetwork> TrainingNetwork::create(const Model& initial, const TrainingNetworkOptions& options,
                                                const ThreadPool& pool) {
  auto state = std::make_unique<State>();
  State& s = *state;
  s.pool = &pool;
  s.context.seed = options.seed;
  s.input_gradient = options.input_gradient;
  TRY_VALUE(s.blocks, plan_blocks(initial, options.frozen));
  TRY_VALUE(Tensor weights, zeros(length_of(s.blocks)));
  s.weights = std::make_shared<Tensor>(std::move(weights));
  TRY_VALUE(s.gradients, zeros(length_of(s.blocks)));
  s.model = initial;
  s.model.owners = {s.weights};
  std::vector<TensorView> gradients;
  for (std::size_t i = 0; i < s.blocks.size(); ++i) {
    const Shape& shape = initial.parameters[i].values.shape;
    const TensorView values = {s.weights->data() + s.blocks[i].offset, shape};
    copy_values(initial.parameters[i], values.values(), pool);
    s.model.parameters[i] = {.name = s.blocks[i].name, .values = values, .quantized = {}};
    gradients.push_back({s.blocks[i].frozen ? nullptr : s.gradients.data() + s.blocks[i].offset, shape});
  }
  TRY_VALUE(s.steps, build_steps(s.model, TrainingStepOptions{.gradients = gradients,
                                                              .input_gradient = options.input_gradient,
                                                              .tiles = options.tiles,
                                                              .context = &s.context}));
  // The way back ends at the first step with something to learn.
  std::size_t parameter = 0;
  const auto learns = [&](const Step& step) { return step.has_weights && !s.blocks[2 * parameter++].frozen; };
  s.first_backward =
      options.input_gradient ? 0 : static_cast<std::size_t>(std::ranges::find_if(s.steps, learns) - s.steps.begin());
  TrainingNetwork network(std::move(state));
  TRY(network.set_batch(1));
  return network;
}

Status TrainingNetwork::set_batch(std::size_t batch) {
  CHECK(batch > 0);
  State& s = *state_;
  if (batch == s.batch) return {};
  s.batch = 0;  // until everything fits
  const std::size_t side = s.model.spec.preprocessing.input;
  s.images = nullptr;
  s.outputs.resize(s.steps.size());
  std::array<std::size_t, 2> largest = {1, 1};
  for (std::size_t i = 0; i < s.first_step; ++i) s.outputs[i] = {};
  for (std::size_t i = s.first_step; i < s.steps.size(); ++i) {
    const Step& step = s.steps[i];
    TRY(reshape_step(step, s.model.spec, batch, *s.pool));
    TRY(s.outputs[i].reshape({batch, step.output.elements()}));
    if (i >= s.first_backward && i + 1 < s.steps.size()) largest[i % 2] = std::max(largest[i % 2], step.output.elements());
  }
  for (std::size_t i = 0; i < 2; ++i) {
    TRY(s.backward[i].reshape({batch, largest[i]}));
  }
  TRY(s.logits_gradient.reshape({batch, s.model.spec.classes}));
  if (s.input_gradient) {
    TRY(s.dx.reshape({batch, side, side, 3}));
  }
  s.batch = batch;
  return {};
}

std::size_t TrainingNetwork::constant_steps() const {
  const State& s = *state_;
  const auto drops = [&](const Step& step) {
    return std::holds_alternative<Dropout>(s.model.spec.layers[step.first].operation);
  };
  return std::min(s.first_backward, static_cast<std::size_t>(std::ranges::find_if(s.steps, drops) - s.steps.begin()));
}

Status TrainingNetwork::begin_at(std::size_t step) {
  CHECK(step <= constant_steps());
  State& s = *state_;
  if (step == s.first_step) return {};
  s.first_step = step;
  return set_batch(std::exchange(s.batch, 0));
}

std::size_t TrainingNetwork::batch() const { return state_->batch; }
std::span<const float> TrainingNetwork::logits() const { return state_->outputs.back().values(); }
std::span<float> TrainingNetwork::logits_gradient() { return state_->logits_gradient.values(); }
std::span<const float> TrainingNetwork::input_gradient() const { return state_->dx.values(); }
std::span<float> TrainingNetwork::weights() { return state_->weights->values(); }
std::span<float> TrainingNetwork::gradients() { return state_->gradients.values(); }
std::span<const TrainingNetwork::Block> TrainingNetwork::blocks() const { return state_->blocks; }
const Model& TrainingNetwork::model() const { return state_->model; }
std::span<const Step> TrainingNetwork::steps() const { return state_->steps; }
std::size_t TrainingNetwork::first_step() const { return state_->first_step; }
const Shape& TrainingNetwork::input() const { return state_->steps[state_->first_step].input; }
std::span<const float> TrainingNetwork::output(std::size_t step) const { return state_->outputs[step].values(); }
std::size_t TrainingNetwork::first_backward_step() const { return state_->first_backward; }

Status TrainingNetwork::forward_step(std::size_t index) {
  State& s = *state_;
  CHECK(s.images != nullptr && index >= s.first_step && index < s.steps.size());
  return s.steps[index].layer->forward(s.input_of(index), s.outputs[index].data(), *s.pool);
}

Status TrainingNetwork::forward(const float* images, bool training, std::uint64_t step) {
  CHECK(images != nullptr && state_->batch > 0);
  state_->images = images;
  state_->context.training = training;
  state_->context.step = step;
  for (std::size_t i = state_->first_step; i < state_->steps.size(); ++i) TRY(forward_step(i));
  return {};
}

Status TrainingNetwork::backward_step(std::size_t index) {
  State& s = *state_;
  CHECK(s.images != nullptr && index >= s.first_step && index < s.steps.size());
  const bool last = index + 1 == s.steps.size();
  float* dx = nullptr;
  if (index > s.first_backward) dx = s.backward[(index - 1) % 2].data();
  if (index == 0 && s.input_gradient) dx = s.dx.data();
  return s.steps[index].layer->backward({.x = s.input_of(index),
                                         .y = s.outputs[index].data(),
                                         .dy = last ? s.logits_gradient.data() : s.backward[index % 2].data(),
                                         .dx = dx},
                                        *s.pool);
}

Status TrainingNetwork::backward() {
  for (std::size_t i = state_->steps.size(); i > state_->first_backward; --i) TRY(backward_step(i - 1));
  return {};
}

Status TrainingNetwork::weights_changed() {
  for (std::size_t i = state_->first_step; i < state_->steps.size(); ++i)
    TRY(state_->steps[i].layer->weights_changed(*state_->pool));
  return {};
}

}  // namespace alexnet
