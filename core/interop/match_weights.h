// Matches the tensors of a file with the parameters of a network: the one place that decides which tensor fills which
// parameter, for imports (interop/import_weights.h) and for training from existing weights (interop/partial_load.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "interop/weight_layout.h"
#include "model/spec.h"

namespace alexnet {

// A parameter with the tensor that fills it, or one of the two alone.
struct TensorMatch {
  std::string tensor;                            // the name in the file; empty if the file has none
  std::string parameter;                         // empty if no parameter corresponds to the tensor
  const FileTensor* values = nullptr;            // in the file; null if the file has none
  WeightLayout layout = WeightLayout::kOutYXIn;  // of the values
  Shape shape;                                   // of a weight [out][y][x][in], of a bias [out]
  bool is_loaded = false;                        // whether the tensor fills the parameter
  Notice note;                                   // how the values are converted, or why they are not loaded
};

// strict == false: a tensor fills the parameter of the same name ("conv1.weight") if it has its shape, or the shape that
// PyTorch and Caffe use. If any convolution of the file is stored as [out][in][y][x], the inputs of the first dense layer are
// taken to be [c][y][x] as well. What does not fit is not loaded. strict == true: the file's layers (interop/file_layers.h), in
// their order, fill the layers of `spec`, and the shape of the first convolution determines the layout of all. kWrongShape,
// with the tensor, for a tensor that is missing, that has another shape, or that no parameter corresponds to; integers, vectors,
// single values and the state of a training run may be left over. Returns one entry for each parameter, in the order of the model,
// followed by the remaining tensors. The result refers to `file`.
[[nodiscard]] Result<std::vector<TensorMatch>> match_weights(const TensorMap& file, const ModelSpec& spec, bool strict);

// The layout of a file whose first convolution has the shape `lengths`, given that it reads as many channels with a square kernel.
// Nothing if no layout is consistent with that. Requires: four lengths.
[[nodiscard]] std::optional<WeightLayout> layout_of_first_convolution(const std::vector<std::size_t>& lengths,
                                                                      std::size_t channels = 3);

// Writes the values of a loaded tensor, in this program's layout, to `destination`, which has as many. kUnsupported, with the
// tensor, for a type that is not floating point; kOutOfMemory.
[[nodiscard]] Status copy_values(const TensorMatch& match, float* destination, const ThreadPool& pool);

}  // namespace alexnet
