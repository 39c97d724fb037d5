// Finds the weights in a pickle of PyTorch: in a state_dict, which may lie in other dictionaries, or in the attributes of a whole
// model. Used only by formats/torch_*.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"
#include "formats/torch/pickle.h"

namespace alexnet {

struct TorchDictionary {
  std::vector<std::pair<std::string, PickleRef>> tensors;  // each a PickleTensor or a PickleReference
  std::vector<StoredLayer> layers;                         // as in TensorMap
};

// Returns the tensors of the one dictionary or model in the pickle that has weights of convolutions and of dense layers. Of
// several the one with a common name (state_dict, model, net, weights, ...) is taken. Where no dictionary has both kinds, the
// one with the most tensors is. kBadFormat, with the names of what was found, if there is none or if several remain.
[[nodiscard]] Result<TorchDictionary> find_torch_dictionary(const Pickle& pickle);

}  // namespace alexnet
