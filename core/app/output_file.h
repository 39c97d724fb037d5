// The checks of an output file that are made before anything is computed.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace alexnet {

// Checks that the name of a file ends with `ending` (`.png`; letter case does not matter) and that its folder exists. Errors:
// kInvalidArgument with Error::where "out"; those of list_folder.
[[nodiscard]] Status check_output_file(const std::string& path, std::string_view ending);

}  // namespace alexnet
