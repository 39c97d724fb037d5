// When to end a run that gets no better: the rule of Keras' EarlyStopping.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace alexnet {

// Settings and state in one plain value, so that a checkpoint keeps both.
struct EarlyStopping {
  enum class Better { kLower, kHigher };  // of a loss, of an accuracy

  std::size_t patience = 0;  // ends after this many epochs in a row without a better value; 0 never ends
  double min_delta = 0;      // by how much a value must be better than the best to count
  Better better = Better::kLower;

  double best = std::numeric_limits<double>::quiet_NaN();  // until there is one
  std::size_t best_epoch = 0;
  std::size_t epochs_without_improvement = 0;  // epochs since then

  // Takes an epoch's value; whether to end now. NaN is never better.
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
