// How the learning rate changes while training goes on: a factor for the rate that was asked for, a function of the time and of
// nothing else, but for `plateau`, which remembers how the losses went.
//   constant                 1
//   step:30:0.1              times 0.1 at every 30th epoch
//   steps:25,51,79:0.1       times 0.1 at each of these epochs (these are AlexNet's own)
//   cosine:floor=0.01        from 1 down to the floor (0 if not given) along half a cosine, reached behind the last step
//   plateau:factor=0.1:patience=10   times 0.1 whenever the loss has not fallen for 10 epochs (Keras' ReduceLROnPlateau)
// Each may end in `:warmup=5`: in the first 5 epochs the factor rises to 1 in a straight line, step by step; a cosine begins
// behind them.
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
  std::vector<std::uint32_t> epochs;  // kStep: one, the distance; kSteps: where, rising
  double floor = 0;                   // kCosine; 0 to 1
  std::uint32_t patience = 10;        // kPlateau
  double warmup = 0;                  // epochs
};
[[nodiscard]] Result<Schedule> parse_schedule(std::string_view text);  // kInvalidArgument says what is expected

// Where training is: before step `step` of all, counted from 0.
struct TrainingTime {
  std::uint64_t step = 0;
  std::uint64_t steps_per_epoch = 1;
  std::uint64_t epochs = 1;
};

// What kPlateau remembers. A checkpoint keeps it.
struct PlateauState {
  double best = std::numeric_limits<double>::infinity();
  std::uint32_t epochs_without_improvement = 0;
  double factor = 1;
};
// Once an epoch, with the loss of the validation photos (or of training, where there are none). A gain is at least 0.0001; a
// loss that is not a number is none.
void observe_epoch(const Schedule& schedule, double loss, PlateauState& state);

[[nodiscard]] double learning_rate_factor(const Schedule& schedule, const TrainingTime& time, const PlateauState& plateau);

}  // namespace alexnet
