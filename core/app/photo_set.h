// The photos of a folder that a model is judged by.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/photo_folder.h"

namespace alexnet {

enum class Split { kTraining, kValidation, kTest };
[[nodiscard]] std::string_view to_string(Split split);           // `train`, `validation`, `test`
[[nodiscard]] Result<Split> parse_split(std::string_view name);  // the same; kInvalidArgument for another

struct PhotoSet {
  std::unique_ptr<PhotoSource> photos;
  std::string name;  // of the split, or `all` of a folder that is not split
  std::vector<RefusedPhoto> refused;
};

// One set of a folder as scan_photo_folder knows them. Without a `split`: validation where the folder sets some aside, else
// every photo. A split that is asked of a folder without one is what training with its defaults would make of it. The errors
// of scan_photo_folder, and kInvalidArgument for a set without photos.
[[nodiscard]] Result<PhotoSet> open_photo_set(const std::string& root, std::optional<Split> split);

}  // namespace alexnet
