// The photos that a network is trained on and checked with, by the name that a person gives: a folder, or `drawn`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/photo_folder.h"
#include "data/photo_source.h"

namespace alexnet {

// The set that needs no data (synthetic/synthetic_photos.h).
inline constexpr std::string_view kSyntheticData = "drawn";

struct PhotoSets {
  std::unique_ptr<PhotoSource> training;
  std::unique_ptr<PhotoSource> validation;  // may hold no photos
  std::unique_ptr<PhotoSource> test;        // may hold no photos
  // What the scan of a folder found besides (data/photo_folder.h).
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<std::string> empty_classes;
};

// `data` is `drawn` or a folder, for which the options and errors of scan_photo_folder hold. A folder that is called so is
// `./drawn`.
[[nodiscard]] Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options);

// How many photos each class has, in the order of the classes.
[[nodiscard]] std::vector<std::size_t> photos_per_class(const PhotoSource& photos);

enum class Split { kTraining, kValidation, kTest };
[[nodiscard]] std::string_view to_string(Split split);           // `train`, `validation`, `test`
[[nodiscard]] Result<Split> parse_split(std::string_view name);  // the same; kInvalidArgument for another

// One of the sets, for a model to be judged by.
struct PhotoSet {
  std::unique_ptr<PhotoSource> photos;
  std::string name;  // of the split, or `all` of a folder that is not split
  std::vector<RefusedPhoto> refused;
};

// Without a `split`: validation where the folder sets some aside, else every photo. A split that is asked of a folder without
// one is what training with its defaults would make of it. The errors of open_photo_sets, and kInvalidArgument for a set
// without photos.
[[nodiscard]] Result<PhotoSet> open_photo_set(const std::string& data, std::optional<Split> split);

}  // namespace alexnet
