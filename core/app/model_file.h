// Reading, writing and describing models, for all front ends.
#pragma once

#include <string>

#include "base/error.h"
#include "base/file.h"
#include "data/preprocessing_change.h"
#include "interop/import_model.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "model/model.h"
#include "model/model_preprocessing.h"
#include "model/photo_record.h"

namespace alexnet {

// Reads a model file of any format. `companions`: the other files of a model of several files, such as the external data of ONNX;
// `change`: of its preprocessing, which some files need (interop/import_model.h).
// Errors: those of import_model (interop/import_model.h).
[[nodiscard]] Result<Model> read_model(SharedBytes file, const ThreadPool& pool, const CompanionFiles& companions = {},
                                       const PreprocessingChange& change = {});
// Reads a model file of this program, without the readers of other formats. Errors: those of read_safetensors and model_from_tensors.
[[nodiscard]] Result<Model> read_saved_model(SharedBytes file, const ThreadPool& pool);
// Reads a model of any format by its path. The file, and companions beside it, are memory-mapped; errors contain the path.
[[nodiscard]] Result<Model> read_model_file(const std::string& path, const ThreadPool& pool);
// Does the same with a change of its preprocessing.
[[nodiscard]] Result<Model> read_model_file(const std::string& path, const PreprocessingChange& change, const ThreadPool& pool);

// Reads what a person said about the preprocessing of a model: a name, a JSON object, or the path of a file with a JSON object or a mean
// image. The object may name a mean image by its path (`"mean_image":"mean.binaryproto"`), relative to the folder of the file that
// names it. Errors: those of map_file and read_mean_image, with the path; kInvalidArgument for what is none of these.
[[nodiscard]] Result<PreprocessingChange> read_preprocessing_change(const std::string& argument);

// Writes a safetensors file atomically (base/file.h).
[[nodiscard]] Status write_model_file(const std::string& path, const Model& model);

// Describes a model as a JSON object:
// {"variant","width","dense_width","classes","labels":[…],"temperature","sure_above","quantization",
// "parameters","macs","bytes","activation_bytes",
// "preprocessing":{…} (model/model_preprocessing.h),"assumptions":[{"code","text","args"}],"layers":[{"name","operation","output":[…],"parameters","macs"}],"training_photos" (how many photos the model
// remembers that it learned from, or null),"provenance":{…}}. The model needs
// no weights.
[[nodiscard]] Result<std::string> describe_model(const Model& model);

// Adds the training photos of a folder (data/photo_folder.h; all photos if it has no sets) to the record of the model. For models
// that were trained without a record, or elsewhere. Errors: those of open_photo_sets.
[[nodiscard]] Status record_training_photos(const std::string& folder, Model& model, const ThreadPool& pool);

}  // namespace alexnet
