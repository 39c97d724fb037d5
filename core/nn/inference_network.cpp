#include "nn/inference_network.h"

#include "base/check.h"
#include "base/file.h"
#include "messages/nn.h"

namespace alexnet {

namespace {

// With fewer multiplications a run takes less than half a millisecond, and a second thread saves no more than waking it up for each
// layer costs: `bench infer --width` takes as long with two threads as with one up to a width of 0.125 (36 million), and 0.73 ms instead
// of 0.96 at 0.25 (91 million).
constexpr std::uint64_t kSerialMultiplications = std::uint64_t{32} << 20;

Result<std::size_t> max_serial_batch(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::uint64_t multiplications = 1;
  for (const LayerShape& shape : shapes) multiplications += shape.macs;
  return static_cast<std::size_t>(kSerialMultiplications / multiplications);
}

// Whoever read the model from a mapped file has looked at all weights. Those of convolutions are not needed once they are packed, and
// those of dense layers not while others are transformed: releasing them keeps the largest memory of the process low.
void release_weights(const Model& model) {
  for (const Parameter& parameter : model.parameters) {
    if (parameter.quantized) continue;
    const auto values = std::as_bytes(parameter.values.values());
    release_mapped_pages({reinterpret_cast<const std::uint8_t*>(values.data()), values.size()});
  }
}

}  // namespace

Result<InferenceNetwork> InferenceNetwork::create(Model model, const ThreadPool& pool, const InferenceOptions& options) {
  release_weights(model);
  TRY_VALUE(std::vector<Step> steps, build_steps(model, options));
  // The last two steps are the class layer and the softmax, whose outputs logits() and probabilities() return.
  if (steps.size() < 2 || !std::holds_alternative<Softmax>(model.spec.layers.back().operation))
    return fail<msg::kNetworkNeedsSoftmax>(model.spec.variant);
  TRY_VALUE(const std::size_t serial, max_serial_batch(model.spec));
  InferenceNetwork network(
      Executor(std::move(model), std::move(steps), {.keeps_outputs = false, .max_serial_batch = serial}, pool));
  TRY(network.set_batch(1));
  release_weights(network.model());
  return network;
}

std::span<float> InferenceNetwork::input(std::size_t index) {
  CHECK(index < batch());
  const std::size_t size = steps().front().input.elements();
  return executor_.input().subspan(index * size, size);
}

std::span<const float> InferenceNetwork::class_values(std::size_t step, std::size_t index) const {
  CHECK(index < batch());
  const std::size_t classes = model().spec.classes;
  return executor_.output(step).subspan(index * classes, classes);
}

std::span<const float> InferenceNetwork::logits(std::size_t index) const {
  return class_values(executor_.last_step() - 1, index);
}

std::span<const float> InferenceNetwork::probabilities(std::size_t index) const {
  return class_values(executor_.last_step(), index);
}

}  // namespace alexnet
