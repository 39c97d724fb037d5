// Why a run goes nowhere, in words: for those who see a loss that does not move, or one that is no number any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "model/init.h"

namespace alexnet {

struct Diagnosis {
  enum class Kind {
    kNotLearning,  // an epoch's mean loss is what guessing gives, ln(classes), and so is its accuracy
    kDiverged,     // a loss is NaN or infinite: the weights are lost
  };
  Kind kind = Kind::kNotLearning;
  std::uint64_t step = 0;  // kDiverged: of that loss; kNotLearning: the first of the epoch
  std::string message;     // what was seen and what to change; ends in a full stop
};

// What the advice depends on.
struct TrainingSetup {
  std::size_t classes = 2;
  double learning_rate = 0.01;
  Initialization initialization = Initialization::kKeras;
};

// One epoch, whole or up to where it was broken off.
struct EpochLosses {
  std::uint64_t first_step = 0;
  std::span<const float> losses;  // mean of a batch, one a step
  double accuracy = 0;            // of training photos, 0..1
  bool is_complete = true;
};

// Nothing for a loss that is a number.
[[nodiscard]] std::optional<Diagnosis> diagnose_step(std::uint64_t step, double loss, const TrainingSetup& setup);

// The first loss that is no number; or else, for a whole epoch, kNotLearning where the mean loss lies within 1 % of
// ln(classes) and the accuracy is near chance: above 1 / classes by no more than that again and by no more than 5 points.
// Nothing for an epoch that learns, or one without steps.
[[nodiscard]] std::optional<Diagnosis> diagnose_epoch(const EpochLosses& epoch, const TrainingSetup& setup);

}  // namespace alexnet
