#include "app/photo_sets.h"

#include <array>

#include "messages/app.h"
#include "synthetic/synthetic_photos.h"

namespace alexnet {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"train", "validation", "test"};

PhotoSets synthetic_sets() {
  PhotoSets sets;
  sets.training = std::make_unique<SyntheticPhotos>(kSyntheticTraining);
  sets.validation = std::make_unique<SyntheticPhotos>(kSyntheticValidation);
  sets.test = std::make_unique<FolderPhotos>(sets.training->classes(), std::vector<LabeledPhoto>());
  return sets;
}

}  // namespace

Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options) {
  if (data == kSyntheticData) return synthetic_sets();
  TRY_VALUE(PhotoFolder folder, scan_photo_folder(data, options));
  PhotoSets sets{.refused = std::move(folder.refused),
                 .duplicates = std::move(folder.duplicates),
                 .empty_classes = std::move(folder.empty_classes)};
  sets.training = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.training));
  sets.validation = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.validation));
  sets.test = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.test));
  return sets;
}

std::vector<std::size_t> photos_per_class(const PhotoSource& photos) {
  std::vector<std::size_t> counts(photos.classes().size());
  for (std::size_t i = 0; i < photos.size(); ++i) ++counts[photos.label(i)];
  return counts;
}

std::string_view to_string(Split split) { return kNames[static_cast<std::size_t>(split)]; }

Result<Split> parse_split(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Split>(i);
  return fail<msg::kSplitUnknown>("split", name);
}

Result<PhotoSet> open_photo_set(const std::string& data, std::optional<Split> split) {
  PhotoFolderOptions options;
  if (!split) options.validation_fraction = 0;
  TRY_VALUE(PhotoSets sets, open_photo_sets(data, options));
  const Split chosen = split.value_or(sets.validation->size() == 0 ? Split::kTraining : Split::kValidation);
  std::unique_ptr<PhotoSource>& photos = chosen == Split::kTraining     ? sets.training
                                         : chosen == Split::kValidation ? sets.validation
                                                                        : sets.test;
  if (photos->size() == 0) return fail<msg::kSplitEmpty>(data, to_string(chosen));
  return PhotoSet{.photos = std::move(photos),
                  .name = std::string(split || chosen == Split::kValidation ? to_string(chosen) : "all"),
                  .refused = std::move(sets.refused)};
}

}  // namespace alexnet
