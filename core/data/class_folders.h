// The classes of a data set and their photos, found in class folders.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "data/folder_layout.h"
#include "data/folder_scan.h"
#include "data/split.h"

namespace alexnet {

struct FoundPhoto {
  std::string path;
  std::size_t label = 0;
  std::uint64_t size = 0;  // of the file, in bytes
};
using FoundSets = std::array<std::vector<FoundPhoto>, kSplits.size()>;

// Finds the photos of all sets of a layout and fills scan.result().classes. The classes are those of the training photos, or, without
// a training set, those of the photos of the other sets. Reports class folders without photos, of unknown classes, and folders
// that are merged into one class. Errors: kInvalidArgument for two spellings of a class in one set, and for a training set
// without class folders; those of list_folder.
[[nodiscard]] Result<FoundSets> find_class_photos(FolderScan& scan, const FolderLayout& layout);

// Reads the header of a file. Returns its size in bytes, or refuses it and returns 0.
[[nodiscard]] std::uint64_t examine_photo(FolderScan& scan, const std::string& path);

}  // namespace alexnet
