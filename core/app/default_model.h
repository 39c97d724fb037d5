// The model that comes with the program: 60 everyday things (assets/models/everyday.md).
#pragma once

#include <string>

#include "base/error.h"

namespace alexnet {

// `share/alexnet/everyday.safetensors` or `assets/models/everyday.safetensors` in the program's folder or in one above it:
// where an installed program and one in its build folder have it. kNotFound says where it was looked for.
[[nodiscard]] Result<std::string> default_model_path();

}  // namespace alexnet
