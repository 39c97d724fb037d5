// Models as files of other programs.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "nn/model.h"

namespace alexnet {

enum class TensorNames { kOurs, kTorchvision };
// `ours` or `torchvision`.
[[nodiscard]] Result<TensorNames> parse_tensor_names(std::string_view text);

// Writes the format that `path` ends in: `.safetensors` (with all of a model's metadata) or `.npz` (the arrays alone). Whole or
// not at all. kInvalidArgument for another ending; the errors of torchvision_tensors.
[[nodiscard]] Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool);

}  // namespace alexnet
