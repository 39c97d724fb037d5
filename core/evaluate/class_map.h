// Matches the class names of a set of photos with those of a model.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace alexnet {

// Returns for each of `names` the index of the model's class of that name, or of one that is spelled with other letter case or in
// another form of Unicode (data/class_name.h), if there is only one. For a model without labels it is 0, 1, …, and the
// number of names must be the model's number of classes. kWrongShape, with the names, for those that the model does not know
// or has more than once.
[[nodiscard]] Result<std::vector<std::size_t>> map_classes(const Model& model, const std::vector<std::string>& names);

}  // namespace alexnet
