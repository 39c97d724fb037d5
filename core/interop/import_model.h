// Imports a model file of any format that this program reads (interop/model_formats.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "interop/import_report.h"
#include "interop/model_formats.h"

namespace alexnet {

// Imports a model. The format is recognized from the content, or else from the ending of `path`, which may be empty. The labels
// are those of the options, else those of the file, else those of ImageNet if the model has 1,000 classes; notes name the
// format and the origin of the labels. Other files that the model file names are taken from options.companions. Returns the errors of the format's reader; kBadFormat, with a list of the formats, for a
// file of no known format; kInvalidArgument where the order of the colors cannot be known (two towers of PyTorch, which may be Caffe's
// and expect BGR) and neither options.variant nor options.preprocessing says it.
[[nodiscard]] Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                                 const ThreadPool& pool);
// Imports the file at `path`, which is memory-mapped, or the model in a folder of Hugging Face's libraries or TensorFlow, with the files beside
// it, whatever options.companions says; errors name the path.
[[nodiscard]] Result<ImportedModel> import_model_file(const std::string& path, const ImportOptions& options,
                                                      const ThreadPool& pool);

// Whether a folder holds a model by the names of Hugging Face's libraries or TensorFlow, so that import_model_file() reads it.
[[nodiscard]] bool holds_model(const std::vector<FolderEntry>& entries);

// Reads a text file of labels, one per line. Empty lines, and lines that begin with #, are left out.
[[nodiscard]] Result<std::vector<std::string>> read_labels_file(const std::string& path);

// Reads the tensors of a model file of any format, by this program's names where the file's names correspond to them: for
// training that starts from existing weights (interop/partial_load.h). The tensors of a format with an architecture are those
// of the imported model, in this program's layout. Returns the errors of import_model.
[[nodiscard]] Result<TensorMap> read_tensors(SharedBytes file, const CompanionFiles& companions);

}  // namespace alexnet
