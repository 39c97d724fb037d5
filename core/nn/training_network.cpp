#include "nn/training_network.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "messages/nn.h"
#include "model/quantize.h"

namespace alexnet {
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
      return fail<msg::kNetworkFrozenLayerUnknown>("freeze", name);
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

// The model with the weights of `initial`, copied to `weights`.
Model copy_model(const Model& initial, std::span<const TrainingNetwork::Block> blocks, std::shared_ptr<Tensor> weights,
                 const ThreadPool& pool) {
  Model model = initial;
  model.activations.clear();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const TensorView values = {weights->data() + blocks[i].offset, initial.parameters[i].values.shape};
    copy_values(initial.parameters[i], values.values(), pool);
    model.parameters[i] = {.name = blocks[i].name, .values = values, .quantized = {}};
  }
  model.owners = {std::move(weights)};
  return model;
}

// The first step whose weights learn.
std::size_t find_learning_step(std::span<const Step> steps, std::span<const TrainingNetwork::Block> blocks) {
  std::size_t parameter = 0;
  const auto learns = [&](const Step& step) { return step.has_weights && !blocks[2 * parameter++].frozen; };
  return static_cast<std::size_t>(std::ranges::find_if(steps, learns) - steps.begin());
}

}  // namespace

TrainingNetwork::TrainingNetwork(std::vector<Block> blocks, std::shared_ptr<Tensor> weights, Tensor gradients,
                                 std::unique_ptr<ForwardContext> context, std::size_t first_backward, Executor executor)
    : blocks_(std::move(blocks)),
      weights_(std::move(weights)),
      gradients_(std::move(gradients)),
      context_(std::move(context)),
      first_backward_(first_backward),
      executor_(std::move(executor)) {}

Result<TrainingNetwork> TrainingNetwork::create(const Model& initial, const TrainingNetworkOptions& options,
                                                const ThreadPool& pool) {
  TRY_VALUE(std::vector<Block> blocks, plan_blocks(initial, options.frozen));
  TRY_VALUE(Tensor zero_weights, zeros(length_of(blocks)));
  auto weights = std::make_shared<Tensor>(std::move(zero_weights));
  TRY_VALUE(Tensor gradients, zeros(length_of(blocks)));
  Model model = copy_model(initial, blocks, weights, pool);
  std::vector<TensorView> gradient_views;
  gradient_views.reserve(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i)
    gradient_views.push_back(
        {blocks[i].frozen ? nullptr : gradients.data() + blocks[i].offset, initial.parameters[i].values.shape});
  auto context = std::make_unique<ForwardContext>(ForwardContext{.seed = options.seed});
  TRY_VALUE(std::vector<Step> steps, build_steps(model, TrainingStepOptions{.gradients = gradient_views,
                                                                            .input_gradient = options.input_gradient,
                                                                            .tiles = options.tiles,
                                                                            .context = context.get()}));
  const std::size_t first_backward = options.input_gradient ? 0 : find_learning_step(steps, blocks);
  const BufferPolicy policy = {
      .owns_input = false, .gradients = true, .input_gradient = options.input_gradient, .first_backward = first_backward};
  TrainingNetwork network(std::move(blocks), std::move(weights), std::move(gradients), std::move(context), first_backward,
                          Executor(std::move(model), std::move(steps), policy, pool));
  TRY(network.set_batch(1));
  return network;
}

std::size_t TrainingNetwork::constant_steps() const {
  const auto has_dropout = [&](const Step& step) {
    return std::holds_alternative<Dropout>(model().spec.layers[step.first].operation);
  };
  return std::min(first_backward_, static_cast<std::size_t>(std::ranges::find_if(steps(), has_dropout) - steps().begin()));
}

Status TrainingNetwork::begin_at(std::size_t step) {
  CHECK(step <= constant_steps());
  return executor_.begin_at(step);
}

Status TrainingNetwork::forward(const float* images, bool training, std::uint64_t step) {
  CHECK(images != nullptr);
  executor_.set_input(images);
  context_->training = training;
  context_->step = step;
  return executor_.forward(executor_.last_step());
}

Status TrainingNetwork::backward() {
  for (std::size_t i = steps().size(); i > first_backward_; --i) TRY(backward_step(i - 1));
  return {};
}

}  // namespace alexnet
