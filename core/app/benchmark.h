// How long a network takes on this machine.
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
  double milliseconds = 0;  // median
};

struct InferenceTiming {
  std::size_t batch = 0;
  std::uint64_t macs = 0;         // for the whole batch
  double milliseconds = 0;        // median of a whole run
  double best_milliseconds = 0;   //
  std::vector<StepTiming> steps;  // timed one by one, each in its place among the others
};

// Fills the input with the same numbers each time, warms up, then takes `repeats` runs of the whole and of each step.
[[nodiscard]] Result<InferenceTiming> benchmark_inference(InferenceNetwork& classifier, std::size_t batch, std::size_t repeats);

struct TrainingTiming {
  std::size_t batch = 0;
  std::uint64_t macs = 0;           // of a whole step: forward, and twice that backward but for what nobody asks of it
  double milliseconds = 0;          // median of a whole step
  double best_milliseconds = 0;     //
  std::vector<StepTiming> forward;  // timed one by one, each in its place among the others
  std::vector<StepTiming> backward;
  double optimizer_milliseconds = 0;  // Adam
  double repack_milliseconds = 0;     // XNNPACK's packing of the new weights
};

// Whole training steps on the same numbers each time: forward, loss, backward, Adam.
[[nodiscard]] Result<TrainingTiming> benchmark_training(const Model& model, std::size_t batch, std::size_t repeats,
                                                        const ThreadPool& pool);

}  // namespace alexnet
