#include "nn/probe_network.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "messages/nn.h"

namespace alexnet {
namespace {

template <typename T>
bool is(const LayerSpec& layer) {
  return std::holds_alternative<T>(layer.operation);
}

}  // namespace

Result<ProbeNetwork> ProbeNetwork::create(Model model, const ThreadPool& pool) {
  TRY_VALUE(std::vector<Step> steps, build_inspection_steps(model));
  if (steps.empty()) return fail<msg::kNetworkHasNoLayers>(model.spec.variant);
  ProbeNetwork network(Executor(std::move(model), std::move(steps), {.gradients = true, .input_gradient = true}, pool));
  TRY(network.set_batch(1));
  return network;
}

Result<std::size_t> ProbeNetwork::find(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < steps().size(); ++i) {
    if (layer(i).name == name) return i;
    known += (known.empty() ? "" : ", ") + layer(i).name;
  }
  return fail<msg::kNetworkUnknownLayer>("layer", name, known);
}

std::size_t ProbeNetwork::logits() const {
  const std::size_t last = executor_.last_step();
  return last > 0 && is<Softmax>(layer(last)) ? last - 1 : last;
}

std::size_t ProbeNetwork::last_convolution() const {
  for (std::size_t i = steps().size(); i-- > 0;)
    if (is<Convolution>(layer(i))) return after_relu(i);
  return 0;
}

std::size_t ProbeNetwork::after_relu(std::size_t step) const {
  return step + 1 < steps().size() && is<Relu>(layer(step + 1)) ? step + 1 : step;
}

std::span<float> ProbeNetwork::input(std::size_t index) {
  CHECK(index < batch());
  const std::size_t size = steps().front().input.elements();
  return executor_.input().subspan(index * size, size);
}

ConstTensorView ProbeNetwork::output(std::size_t step, std::size_t index) const {
  CHECK(step < steps().size() && index < batch());
  const Shape& shape = steps()[step].output;
  return {executor_.output(step).data() + index * shape.elements(), shape};
}

std::span<float> ProbeNetwork::gradient_of(std::size_t step) {
  CHECK(batch() > 0);
  const std::span<float> gradient = executor_.gradient(step);
  std::ranges::fill(gradient, 0.0f);
  return gradient;
}

Result<std::span<const float>> ProbeNetwork::backward(const BackwardOptions& options) {
  CHECK(options.to_step <= options.from_step && options.from_step < steps().size());
  for (std::size_t i = options.from_step + 1; i-- > options.to_step;) {
    if (options.guided && is<Relu>(layer(i)))
      for (float& value : executor_.gradient(i)) value = std::max(value, 0.0f);
    TRY(executor_.backward_step(i));
  }
  return options.to_step == 0 ? executor_.input_gradient() : std::span<const float>(executor_.gradient(options.to_step - 1));
}

}  // namespace alexnet
