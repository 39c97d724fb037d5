// Exports a model as a file of another program.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

// The names and the layout of the tensors in an exported file: this program's, or torchvision's (interop/export_weights.h).
enum class TensorNames { kOurs, kTorchvision };

// Parses "ours" or "torchvision". kInvalidArgument for anything else.
[[nodiscard]] Result<TensorNames> parse_tensor_names(std::string_view text);

// Writes the model in the format of the ending of `path`: `.safetensors`; `.npz`, which has the arrays alone; `.onnx` or Keras'
// `.h5`, which have the architecture as well (formats/onnx/onnx.h, formats/keras/h5.h). All but `.npz` keep the model's metadata.
// `names` applies to the first two. The weights must be float32, except in a `.safetensors` file with this program's names. The
// file is written completely or not at all. kInvalidArgument for another ending, and for torchvision's names in a format that
// has its own; the errors of torchvision_tensors and export_graph.
[[nodiscard]] Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool);

// Returns the file instead of writing it. `path` states the format by its ending.
[[nodiscard]] Result<SharedBytes> exported_model(const std::string& path, const Model& model, TensorNames names,
                                                 const ThreadPool& pool);

// Whether a file of that name keeps a mean image: a `.safetensors` file with this program's names. Elsewhere export_model() replaces
// it by its averages (data/preprocess.h).
[[nodiscard]] bool keeps_mean_image(std::string_view path, TensorNames names);

}  // namespace alexnet
