// Initializes a network with the weights of another model, as far as they fit: for training that starts from existing weights.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"
#include "model/model.h"

namespace alexnet {

// A parameter of the model, or a tensor of the file that no parameter corresponds to.
struct LoadedTensor {
  std::string name;
  bool loaded = false;
  Notice how;  // how the values were converted, or why they were not loaded
};

// Copies each tensor of `file` that matches a parameter of the model (interop/match_weights.h, not strict) into the memory of
// that parameter: `writable` has the views of all parameters, in the order of the model. Other parameters keep their values.
// Returns one entry for each parameter, followed by the remaining tensors. kUnsupported for a matching tensor whose type is not
// floating point.
[[nodiscard]] Result<std::vector<LoadedTensor>> load_matching_weights(const TensorMap& file, const Model& model,
                                                                      std::span<const TensorView> writable);

}  // namespace alexnet
