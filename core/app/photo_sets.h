// The photos for training, validation and test, from a folder or synthetic.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/photo_folder.h"
#include "data/photo_source.h"

namespace alexnet {

// The name of the synthetic data set (synthetic/synthetic_photos.h).
inline constexpr std::string_view kSyntheticData = "drawn";

struct PhotoSets {
  std::unique_ptr<PhotoSource> training;
  std::unique_ptr<PhotoSource> validation;  // may hold no photos
  std::unique_ptr<PhotoSource> test;        // may hold no photos
  // Other findings of the scan of a folder (data/photo_folder.h).
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<std::string> empty_classes;
};

// Opens the photos of `data`: `drawn`, or a folder, to which the options and errors of scan_photo_folder apply. A folder of that
// name is opened as `./drawn`.
[[nodiscard]] Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options);

// Returns the number of photos of each class, in the order of the classes.
[[nodiscard]] std::vector<std::size_t> photos_per_class(const PhotoSource& photos);

enum class Split { kTraining, kValidation, kTest };
[[nodiscard]] std::string_view to_string(Split split);           // `train`, `validation`, `test`
[[nodiscard]] Result<Split> parse_split(std::string_view name);  // kInvalidArgument for other names

// The photos to evaluate a model on.
struct PhotoSet {
  std::unique_ptr<PhotoSource> photos;
  std::string name;  // of the split, or `all` if the folder has no split
  std::vector<RefusedPhoto> refused;
};

// Opens one split. Without a `split`: the validation photos if the folder has such, else all photos. If a split is requested and the
// folder has none, it is split as training does by default. Errors: those of open_photo_sets; kInvalidArgument for a split without
// photos.
[[nodiscard]] Result<PhotoSet> open_photo_set(const std::string& data, std::optional<Split> split);

}  // namespace alexnet
