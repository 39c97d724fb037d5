// The layers of a spec as JSON, for files of networks that are none of the AlexNets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/spec.h"

namespace alexnet {

// An array, a layer an object: {"name","operation"} with operation_name()'s words and the fields of that operation, spelled as
// model/spec.h spells them; padding is [top, left, bottom, right], rounding `down` or `up`.
[[nodiscard]] std::string layers_to_json(const std::vector<LayerSpec>& layers);

// The inverse; a file is not trusted. kBadFormat names the layer for an unknown operation, a missing field, one that is no
// number of its range (sizes 1 to 2^20, paddings from 0), an empty name or one that comes twice, and for more than 1,000
// layers.
[[nodiscard]] Result<std::vector<LayerSpec>> layers_from_json(std::string_view json);

}  // namespace alexnet
