// Weights of another model, as far as they fit: for training on from where somebody else left off.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"
#include "model/model.h"

namespace alexnet {

// What became of one parameter of the model, or of one tensor of the file that no parameter asked for.
struct LoadedTensor {
  std::string name;
  bool loaded = false;
  std::string how;  // `as it is`, `[out][in][y][x] turned to [out][y][x][in]`, or why not
};

// Copies each tensor of `file` that has the name of a parameter, and its shape or that of PyTorch's and Caffe's convolutions,
// into the model's memory: `writable` are the views of its parameters, in their order. Where a file's convolutions are of that
// kind, so is the order of what its first dense layer reads. What does not fit keeps its values. kUnsupported for a type that
// is no float.
[[nodiscard]] Result<std::vector<LoadedTensor>> load_matching_weights(const TensorMap& file, const Model& model,
                                                                      std::span<const TensorView> writable);

}  // namespace alexnet
