// The layers of a spec as JSON, for model files of networks that are none of the AlexNets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/spec.h"

namespace alexnet {

// Returns an array with one object for each layer: its "name", its "operation" (operation_name()), and the fields of that
// operation under the keys of its kFields (model/operations.h). Padding is [top, left, bottom, right], and that of a
// max pool is left out if it has none, so that version 0.1 reads the file; rounding is "down" or "up".
[[nodiscard]] std::string layers_to_json(const std::vector<LayerSpec>& layers);

// The inverse. The text may come from an untrusted file. kBadFormat, naming the layer and the key, for an unknown operation, a
// missing field, a number out of range (sizes are 1 to 2^20, paddings 0 to 2^20), an empty or repeated name, or more than 1,000
// layers.
[[nodiscard]] Result<std::vector<LayerSpec>> layers_from_json(std::string_view json);

}  // namespace alexnet
