// The photos that a network is trained on and checked with, by the name that a person gives: a folder, or `drawn`.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/photo_folder.h"
#include "data/photo_source.h"

namespace alexnet {

// The set that needs no data (data/drawn_photos.h).
inline constexpr std::string_view kDrawn = "drawn";

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

}  // namespace alexnet
