// Models as files of other programs.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

enum class TensorNames { kOurs, kTorchvision };
// `ours` or `torchvision`.
[[nodiscard]] Result<TensorNames> parse_tensor_names(std::string_view text);

// The endings of files that are written: ".safetensors, .npz, .onnx, .h5".
[[nodiscard]] std::string export_extensions();

// Writes the format that `path` ends in: `.safetensors` and `.npz` (the arrays alone), with whose names one likes; `.onnx` and
// Keras' `.h5`, which say what the layers are (formats/onnx.h, formats/keras_h5.h). All but `.npz` keep the model's metadata.
// Whole or not at all. Weights are floats but for `.safetensors` with our names. kInvalidArgument for another ending, and for
// names that a format has no choice of; the errors of torchvision_tensors and export_graph.
[[nodiscard]] Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool);

}  // namespace alexnet
