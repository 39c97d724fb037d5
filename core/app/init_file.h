// The file of weights that training starts from.
#pragma once

#include <string>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Reads the tensors of a model file of any format (interop/import_model.h). Errors: those of map_file and read_tensors, with the path.
// In the browser, which has no paths, always kUnsupported: without the readers of all formats.
[[nodiscard]] Result<TensorMap> read_init_file(const std::string& path);

}  // namespace alexnet
