// Errors as JSON, for hosts that word messages themselves.
#pragma once

#include <string>

#include "base/error.h"

namespace alexnet::capi {

// Returns the shape Error of include/alexnet/json_shapes.json.
[[nodiscard]] std::string error_json(const Error& error);

}  // namespace alexnet::capi
