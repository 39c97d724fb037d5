// Finds out which folders of a data set hold the classes of which set.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "data/folder_scan.h"
#include "data/split.h"

namespace alexnet {

struct FolderLayout {
  // The folders that hold the class folders of each set. Without sets: the training set is the root.
  std::array<std::optional<std::string>, kSplits.size()> folders;
  std::array<bool, kSplits.size()> has_set = {};  // whether the folder of a set is named like it; false for all without sets
  std::vector<std::string> not_classes;           // names beside the training classes that are folders of sets
};

// Examines the tree below `root`. Goes into a folder that holds nothing but one folder of folders, and reports that. Reports what
// is beside the folders of the sets and not used. A folder with the name of a set that holds no folders is a class (photos of
// trains), or, beside sets, unused. Where no folder is for training, folders beside a set are the training classes if the set has
// one of the same name. Errors: kInvalidArgument for two folders of the same set; those of list_folder.
[[nodiscard]] Result<FolderLayout> find_layout(FolderScan& scan, const std::string& root);

}  // namespace alexnet
