// The history of a run: the numbers of each epoch, as the CSV log, the metadata `history` of a model file and reports contain them.
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
  double accuracy = 0;    // of the training photos, measured during the epoch with augmentation and dropout; 0 to 1
  double learning_rate = 0;
  std::optional<double> val_loss;  // absent without validation photos
  std::optional<double> val_accuracy;
  double images_per_second = 0;
  double seconds = 0;

  friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};
using History = std::vector<EpochRecord>;

// Returns a JSON array of objects whose keys are the names of the struct. A number that is not finite is null.
[[nodiscard]] std::string to_json(const History& history);
// Reads such an array, also one of another program: unknown keys are ignored, missing ones are 0 or absent, and null is NaN.
// kBadFormat if this is not an array of objects, or if the value of a known key is not a number.
[[nodiscard]] Result<History> history_from_json(std::string_view json);

}  // namespace alexnet
