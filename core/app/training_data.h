// The photos of a training run: a folder's, or the drawn ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/training_settings.h"
#include "base/error.h"
#include "data/photo_folder.h"
#include "data/photo_source.h"

namespace alexnet {

struct TrainingData {
  std::unique_ptr<PhotoSource> training;
  std::unique_ptr<PhotoSource> validation;  // nullptr where none are set aside
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<std::string> empty_classes;
};

// The errors of scan_photo_folder.
[[nodiscard]] Result<TrainingData> open_training_data(const TrainingSettings& settings);

// How many photos each class has, in the order of the classes.
[[nodiscard]] std::vector<std::size_t> photos_per_class(const PhotoSource& photos);

}  // namespace alexnet
