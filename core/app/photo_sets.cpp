#include "app/photo_sets.h"

#include "data/drawn_photos.h"

namespace alexnet {
namespace {

PhotoSets drawn_sets() {
  PhotoSets sets;
  sets.training = std::make_unique<DrawnPhotos>(kDrawnTraining);
  sets.validation = std::make_unique<DrawnPhotos>(kDrawnValidation);
  sets.test = std::make_unique<FolderPhotos>(sets.training->classes(), std::vector<LabelledPhoto>());
  return sets;
}

}  // namespace

Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options) {
  if (data == kDrawn) return drawn_sets();
  TRY_VALUE(PhotoFolder folder, scan_photo_folder(data, options));
  PhotoSets sets{.refused = std::move(folder.refused),
                 .duplicates = std::move(folder.duplicates),
                 .empty_classes = std::move(folder.empty_classes)};
  sets.training = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.training));
  sets.validation = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.validation));
  sets.test = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.test));
  return sets;
}

}  // namespace alexnet
