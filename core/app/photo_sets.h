// The photos for training, validation and test, from a folder, an archive, or synthetic.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "data/folder_photos.h"
#include "data/photo_folder.h"
#include "data/photo_source.h"
#include "data/split.h"

namespace alexnet {

// The name of the synthetic data set (synthetic/synthetic_photos.h).
inline constexpr std::string_view kSyntheticData = "drawn";

struct PhotoSets {
  std::unique_ptr<PhotoSource> training;
  std::unique_ptr<PhotoSource> validation;  // may hold no photos
  std::unique_ptr<PhotoSource> test;        // may hold no photos
  // Other findings of the scan of a folder (data/photo_folder.h).
  std::array<bool, kSplits.size()> has_set = {};
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<DuplicatePhoto> similar;
  std::vector<std::string> empty_classes;
  std::vector<Notice> notices;
};

// Opens the photos of `data`: `drawn`, or a folder or archive, to which the options and errors of scan_photo_folder apply. A folder
// of that name is opened as `./drawn`.
[[nodiscard]] Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options);

// Returns the number of photos of each class, in the order of the classes.
[[nodiscard]] std::vector<std::size_t> photos_per_class(const PhotoSource& photos);

[[nodiscard]] Result<Split> parse_split(std::string_view name);  // kInvalidArgument for other names than those of to_string()

// Whether a model that was trained on a data set was trained on some of its photos.
enum class TrainedOn { kNo, kUnknown, kYes };
[[nodiscard]] std::string_view to_string(TrainedOn trained_on);  // `no`, `unknown`, `yes`

// The photos to evaluate or calibrate a model on.
struct PhotoSet {
  std::unique_ptr<PhotoSource> photos;
  std::string name;  // of the split, or `all` if the folder has no split
  TrainedOn trained_on = TrainedOn::kNo;
  std::vector<Notice> warnings;  // what a person must know to judge by these photos, the most important first
  std::vector<RefusedPhoto> refused;
};

struct PhotoSetOptions {
  std::string data;            // as for open_photo_sets
  std::string labels;          // a CSV file, or empty; see PhotoFolderOptions
  std::optional<Split> split;  // or the one to choose
  const ThreadPool* pool = nullptr;
};

// Opens one split. Without options.split: the validation photos if the folder has a folder of them, else those of its test folder. Only
// where it has neither, all its photos are used, and a warning says that the model may have been trained on them. If validation
// photos are requested and the folder has none, it is split as training does by default, for which options.pool is needed. The warnings
// also name photos with the same bytes in two classes or sets. Errors:
// those of open_photo_sets; kInvalidArgument for a split without photos.
[[nodiscard]] Result<PhotoSet> open_photo_set(const PhotoSetOptions& options);

}  // namespace alexnet
