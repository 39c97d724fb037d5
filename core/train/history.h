// What is known of a run after each epoch: what the CSV log holds, what a model file keeps as `history`, what a report draws.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace alexnet {

struct EpochRecord {
  std::size_t epoch = 0;  // from 0, as Keras counts
  double loss = 0;        // mean over the epoch's training photos
  double accuracy = 0;    // of training photos, as they were when the network saw them; 0..1
  double learning_rate = 0;
  std::optional<double> val_loss;  // where there is a validation set
  std::optional<double> val_accuracy;
  double images_per_second = 0;
  double seconds = 0;

  friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};
using History = std::vector<EpochRecord>;

// A JSON array of objects with the struct's names as keys. A number that is none (a loss that diverged) is null.
[[nodiscard]] std::string to_json(const History& history);
// Unknown keys are ignored and missing ones are 0 or nothing, so that other programs' histories can be drawn; null is NaN.
// kBadFormat where this is no array of objects, or a known key is no number.
[[nodiscard]] Result<History> history_from_json(std::string_view json);

}  // namespace alexnet
