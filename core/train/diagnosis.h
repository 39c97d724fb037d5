// Diagnoses a training run that does not learn or has diverged, and gives advice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/init.h"

namespace alexnet {

struct Diagnosis {
  enum class Kind {
    kNotLearning,  // the mean loss of an epoch is what guessing gives, ln(classes), and so is the accuracy
    kDiverged,     // a loss or a gradient is NaN or infinite
  };
  Kind kind = Kind::kNotLearning;
  std::uint64_t step = 0;       // kDiverged: the step of that loss; kNotLearning: the first step of the epoch
  std::vector<Notice> notices;  // what was observed, then advice; one or two sentences each

  // The notices in English, separated by spaces.
  [[nodiscard]] std::string message() const;
};

// What the advice depends on.
struct TrainingSetup {
  std::size_t classes = 2;
  double learning_rate = 0.01;
  Initialization initialization = Initialization::kKeras;
};

// The losses of an epoch, or of its beginning.
struct EpochLosses {
  std::uint64_t first_step = 0;
  std::span<const float> losses;  // the mean of a batch each
  double accuracy = 0;            // of the training photos, 0 to 1
  bool is_complete = true;
};

// Returns nothing if the loss is finite, else a diagnosis of Kind::kDiverged.
[[nodiscard]] std::optional<Diagnosis> diagnose_step(std::uint64_t step, double loss, const TrainingSetup& setup);

// Returns kDiverged for the first loss that is not finite. Otherwise, if the epoch is complete, returns kNotLearning if the mean
// loss is within 1 % of ln(classes) and the accuracy is near chance, 1 / classes: above it by at most the same again and at most
// 5 percentage points. Returns nothing for an epoch that learns, or one without steps.
[[nodiscard]] std::optional<Diagnosis> diagnose_epoch(const EpochLosses& epoch, const TrainingSetup& setup);

}  // namespace alexnet
