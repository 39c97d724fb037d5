// Models as files and as descriptions, for every front end.
#pragma once

#include <string>

#include "base/error.h"
#include "base/file.h"
#include "interop/import_model.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "model/model.h"

namespace alexnet {

// Bytes of a model file of any format (interop/import_model.h), with its errors.
[[nodiscard]] Result<Model> read_model(SharedBytes file, const ThreadPool& pool);
// The same of a path, memory-mapped; errors name the path.
[[nodiscard]] Result<Model> read_model_file(const std::string& path, const ThreadPool& pool);
// Whole or not at all (base/file.h).
[[nodiscard]] Status write_model_file(const std::string& path, const Model& model);

// What a model is, as one JSON object:
// {"variant","width","dense_width","classes","labels":[…],"temperature","sure_above","quantization",
// "parameters","macs","bytes","activation_bytes",
// "preprocessing":{…},"layers":[{"name","operation","output":[…],"parameters","macs"}],"provenance":{…}}. Weights are not
// needed.
[[nodiscard]] Result<std::string> describe_model(const Model& model);

}  // namespace alexnet
