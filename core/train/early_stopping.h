// Early stopping by the rule of Keras' EarlyStopping.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace alexnet {

// Settings and state are one plain value, so that a checkpoint stores both.
struct EarlyStopping {
  enum class Better { kLower, kHigher };  // for a loss, for an accuracy

  std::size_t patience = 0;  // epochs in a row without improvement after which training ends; 0 for never
  double min_delta = 0;      // the smallest change that counts as an improvement
  Better better = Better::kLower;

  double best = std::numeric_limits<double>::quiet_NaN();  // NaN before the first value
  std::size_t best_epoch = 0;
  std::size_t epochs_without_improvement = 0;  // since best_epoch

  // Records the value of an epoch. Returns true if training should end now. NaN is never an improvement.
  bool update(std::size_t epoch, double value) {
    const bool is_first = std::isnan(best) && !std::isnan(value);
    const bool improves = better == Better::kLower ? value < best - min_delta : value > best + min_delta;
    if (is_first || improves) {
      best = value;
      best_epoch = epoch;
      epochs_without_improvement = 0;
      return false;
    }
    ++epochs_without_improvement;
    return ends();
  }
  [[nodiscard]] bool ends() const { return patience > 0 && epochs_without_improvement >= patience; }
};

}  // namespace alexnet
