// Learning rate schedules: a factor for the learning rate, as a function of the step. Only `plateau` also depends on the losses.
// Their syntax:
//   constant                 1
//   step:30:0.1              times 0.1 every 30 epochs
//   steps:25,51,79:0.1       times 0.1 at each of these epochs (these are AlexNet's own)
//   cosine:floor=0.01        from 1 down to the floor (0 by default) along half a cosine, reached after the last step
//   plateau:factor=0.1:patience=10   times 0.1 whenever the loss has not fallen for 10 epochs (Keras' ReduceLROnPlateau)
// Each may end in `:warmup=5`: during the first 5 epochs the factor rises linearly to 1, step by step. A cosine begins after the
// warmup.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace alexnet {

struct Schedule {
  enum class Kind { kConstant, kStep, kSteps, kCosine, kPlateau };
  Kind kind = Kind::kConstant;
  double factor = 0.1;                // kStep, kSteps, kPlateau; above 0 and up to 1
  std::vector<std::uint32_t> epochs;  // kStep: one number, the interval; kSteps: the epochs, ascending
  double floor = 0;                   // kCosine; 0 to 1
  std::uint32_t patience = 10;        // kPlateau
  double warmup = 0;                  // epochs
};
// kInvalidArgument, with the syntax that is expected, for other texts.
[[nodiscard]] Result<Schedule> parse_schedule(std::string_view text);

// The position of a step in the training: the steps done so far, and the length of the training.
struct TrainingTime {
  std::uint64_t step = 0;
  std::uint64_t steps_per_epoch = 1;
  std::uint64_t epochs = 1;
};

// The state of kPlateau. Checkpoints store it.
struct PlateauState {
  double best = std::numeric_limits<double>::infinity();
  std::uint32_t epochs_without_improvement = 0;
  double factor = 1;
};
// Updates the state after each epoch with the validation loss, or with the training loss if there is no validation. The loss has to
// fall by at least 0.0001 to count as an improvement; NaN is no improvement.
void observe_epoch(const Schedule& schedule, double loss, PlateauState& state);

[[nodiscard]] double learning_rate_factor(const Schedule& schedule, const TrainingTime& time, const PlateauState& plateau);

}  // namespace alexnet
