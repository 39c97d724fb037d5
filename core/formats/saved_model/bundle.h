// Reads a checkpoint of TensorFlow, a "tensor bundle": `variables.index`, a sorted table of names in the format of LevelDB without
// compression, and `variables.data-00000-of-00001`, the numbers (tensorflow/core/util/tensor_bundle, tensorflow/core/lib/io/format.h).
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "formats/companion_files.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns the tensors of floats by their names in the checkpoint; those of other types are left out. `prefix` is the path of the
// checkpoint without `.index`, by which its files are opened among `companions`. kBadFormat for a damaged table, and for a tensor
// whose bytes are not in the file; the errors of CompanionFiles::open().
[[nodiscard]] Result<TensorMap> read_tensor_bundle(const CompanionFiles& companions, std::string_view prefix);

}  // namespace alexnet
