#include "explain/grad_cam.h"

#include <algorithm>
#include <vector>

#include "messages/explain.h"

namespace alexnet {
namespace {

// Returns the mean of each channel over all positions.
std::vector<double> channel_means(std::span<const float> values, std::size_t channels) {
  std::vector<double> means(channels);
  for (std::size_t i = 0; i < values.size(); ++i) means[i % channels] += values[i];
  for (double& mean : means) mean *= static_cast<double>(channels) / static_cast<double>(values.size());
  return means;
}

}  // namespace

Result<Tensor> grad_cam(ProbeNetwork& probe, std::size_t step, const Target& target) {
  TRY(check_target(probe, target));
  const Shape shape = probe.steps()[step].output;
  if (shape.rank() != 3) return fail<msg::kGradCamNeedsMaps>(probe.layer(step).name, shape.to_string());
  if (step >= target.step) return fail<msg::kGradCamNeedsEarlierLayer>(probe.layer(step).name, probe.layer(target.step).name);
  TRY(probe.set_batch(1));
  TRY(probe.forward(target.step));
  seed_gradient(probe, target);
  TRY_VALUE(const std::span<const float> gradient, probe.backward({.from_step = target.step, .to_step = step + 1}));
  const std::vector<double> weights = channel_means(gradient, shape[2]);
  TRY_VALUE(Tensor map, Tensor::create({shape[0], shape[1]}));
  const float* activation = probe.output(step).data;
  for (float& value : map.values()) {
    double sum = 0;
    for (const double weight : weights) sum += weight * *activation++;
    value = static_cast<float>(std::max(sum, 0.0));
  }
  return map;
}

}  // namespace alexnet
