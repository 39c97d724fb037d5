#include "app/photo_set.h"

#include <array>

namespace alexnet {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"train", "validation", "test"};

std::vector<LabelledPhoto>& photos_of(PhotoFolder& folder, Split split) {
  return split == Split::kTraining ? folder.training : split == Split::kValidation ? folder.validation : folder.test;
}

}  // namespace

std::string_view to_string(Split split) { return kNames[static_cast<std::size_t>(split)]; }

Result<Split> parse_split(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Split>(i);
  return fail(ErrorKind::kInvalidArgument, "split", "\"", name, "\" is none of train, validation and test");
}

Result<PhotoSet> open_photo_set(const std::string& root, std::optional<Split> split) {
  PhotoFolderOptions options;
  if (!split) options.validation_fraction = 0;
  TRY_VALUE(PhotoFolder folder, scan_photo_folder(root, options));
  const Split chosen = split.value_or(folder.validation.empty() ? Split::kTraining : Split::kValidation);
  std::vector<LabelledPhoto>& photos = photos_of(folder, chosen);
  if (photos.empty()) return fail(ErrorKind::kInvalidArgument, root, "holds no photos for ", to_string(chosen));
  PhotoSet set{.name = std::string(split || chosen == Split::kValidation ? to_string(chosen) : "all"),
               .refused = std::move(folder.refused)};
  set.photos = std::make_unique<FolderPhotos>(std::move(folder.classes), std::move(photos));
  return set;
}

}  // namespace alexnet
