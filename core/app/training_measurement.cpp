#include "app/training_measurement.h"

#include <algorithm>

#include "base/stopwatch.h"
#include "tensor/tensor.h"

namespace alexnet {
namespace {

Result<Tensor> blank_batch(const TrainingNetwork& network, std::size_t batch) {
  TRY_VALUE(Tensor blank, Tensor::create({batch, network.input().elements()}));
  std::ranges::fill(blank.values(), 0.0f);
  return blank;
}

}  // namespace

Result<double> measure_batch(TrainingNetwork& network, std::size_t batch) {
  TRY(network.set_batch(batch));
  TRY_VALUE(Tensor blank, blank_batch(network, batch));
  double seconds = 0;
  for (int pass = 0; pass < 2; ++pass) {  // the first pass touches the memory for the first time
    const Stopwatch watch;
    TRY(network.forward(blank.data(), /*training=*/true, 0));
    std::ranges::fill(network.logits_gradient(), 0.0f);
    TRY(network.backward());
    TRY(network.weights_changed());
    seconds = watch.milliseconds() * 1e-3;
  }
  return seconds;
}

Result<double> measure_frozen_layers(TrainingNetwork& network, std::size_t batch) {
  const std::size_t first_step = network.first_step();
  TRY(network.begin_at(0));
  TRY(network.set_batch(batch));
  TRY_VALUE(Tensor blank, blank_batch(network, batch));
  const Stopwatch watch;
  TRY(network.forward(blank.data(), /*training=*/false, 0));
  const double seconds = watch.milliseconds() * 1e-3;
  TRY(network.begin_at(first_step));
  return seconds / static_cast<double>(batch);
}

}  // namespace alexnet
