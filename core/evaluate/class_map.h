// Which class of a model is meant by the classes of a set of photos.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace alexnet {

// For each of `names` the model's class of that name. A model without names takes them in their order, if they are as many.
// kWrongShape names those that the model does not know, or has twice.
[[nodiscard]] Result<std::vector<std::size_t>> map_classes(const Model& model, const std::vector<std::string>& names);

}  // namespace alexnet
