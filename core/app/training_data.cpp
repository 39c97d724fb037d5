#include "app/training_data.h"

#include "data/drawn_photos.h"

namespace alexnet {

Result<TrainingData> open_training_data(const TrainingSettings& settings) {
  TrainingData data;
  if (settings.data == "drawn") {
    data.training = std::make_unique<DrawnPhotos>(kDrawnTraining);
    data.validation = std::make_unique<DrawnPhotos>(kDrawnValidation);
    return data;
  }
  if (settings.data.empty())
    return fail(ErrorKind::kInvalidArgument, "data",
                "a folder of photos is expected, or `drawn` for pictures that are drawn here");
  TRY_VALUE(PhotoFolder folder,
            scan_photo_folder(settings.data, {.validation_fraction = settings.validation_fraction, .seed = settings.seed}));
  data.training = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.training));
  if (!folder.validation.empty())
    data.validation = std::make_unique<FolderPhotos>(std::move(folder.classes), std::move(folder.validation));
  data.refused = std::move(folder.refused);
  data.duplicates = std::move(folder.duplicates);
  data.empty_classes = std::move(folder.empty_classes);
  return data;
}

std::vector<std::size_t> photos_per_class(const PhotoSource& photos) {
  std::vector<std::size_t> counts(photos.classes().size());
  for (std::size_t i = 0; i < photos.size(); ++i) ++counts[photos.label(i)];
  return counts;
}

}  // namespace alexnet
