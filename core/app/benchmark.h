// Benchmarks of a network on this machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "nn/inference_network.h"
#include "nn/training_network.h"

namespace alexnet {

struct StepTiming {
  std::string name;         // `conv1+relu1`
  std::uint64_t macs = 0;   // for the whole batch
  std::uint64_t bytes = 0;  // of the inputs and outputs of the whole batch and of the weights as they are stored, each once
  double milliseconds = 0;  // median
};

struct InferenceTiming {
  std::size_t batch = 0;
  std::uint64_t macs = 0;         // for the whole batch
  double milliseconds = 0;        // median duration of a run of the whole network
  double best_milliseconds = 0;   // of the fastest run
  std::vector<StepTiming> steps;  // each step is timed separately, within runs of the whole network
};

// Measures inference on the same input each time: after a warmup, `repeats` runs of the whole network and of each step.
[[nodiscard]] Result<InferenceTiming> benchmark_inference(InferenceNetwork& classifier, std::size_t batch, std::size_t repeats);

struct TrainingTiming {
  std::size_t batch = 0;
  std::uint64_t macs =
      0;  // of a training step: the forward pass, and twice as many for the backward pass except for gradients that are not needed
  double milliseconds = 0;          // median duration of a training step
  double best_milliseconds = 0;     // of the fastest step
  std::vector<StepTiming> forward;  // each step of the plan is timed separately, within whole training steps
  std::vector<StepTiming> backward;
  double optimizer_milliseconds = 0;  // Adam
  double repack_milliseconds = 0;     // XNNPACK's packing of the new weights
};

// Measures training steps on the same batch each time: forward pass, loss, backward pass, Adam.
[[nodiscard]] Result<TrainingTiming> benchmark_training(const Model& model, std::size_t batch, std::size_t repeats,
                                                        const ThreadPool& pool);

}  // namespace alexnet
