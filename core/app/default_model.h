// The included model, which recognizes 60 kinds of everyday objects (assets/models/everyday.md).
#pragma once

#include <string>

#include "base/error.h"

namespace alexnet {

// Returns the path of `share/alexnet/everyday.safetensors` or `assets/models/everyday.safetensors` in the folder of the program or
// in one above it: where an installed program and one in its build folder have it. kNotFound if there is none.
[[nodiscard]] Result<std::string> default_model_path();

}  // namespace alexnet
