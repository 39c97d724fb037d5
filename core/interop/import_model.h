// Model files of every format that this program reads: one table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "interop/import_report.h"

namespace alexnet {

struct ModelFormat {
  std::string_view name;
  std::string_view extensions;                  // with their dots, separated by spaces
  bool (*recognizes)(const SharedBytes& file);  // by its content
  Result<ImportedModel> (*read)(SharedBytes file, const ImportOptions& options, const ThreadPool& pool);
  Result<TensorMap> (*read_tensors)(SharedBytes file);
};

// In the order in which a file's content is tried: those that are sure come first.
[[nodiscard]] std::span<const ModelFormat> model_formats();

// Whether a file is a model by the end of its name, in any case: one of the extensions above.
[[nodiscard]] bool is_model_name(std::string_view path);

// Any model file as a model. Its format is the first that recognizes the bytes, else the one that has the extension of `path`,
// which may be empty. Labels are those of the options, else the file's, else ImageNet's where there are 1,000 classes. A note
// names the format and where the labels are from. The errors of the format's reader; kBadFormat, with the formats that there
// are, for a file that is of none.
[[nodiscard]] Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                                 const ThreadPool& pool);
// The same of a path, memory-mapped; errors name the path.
[[nodiscard]] Result<ImportedModel> import_model_file(const std::string& path, const ImportOptions& options,
                                                      const ThreadPool& pool);

// A file of labels: one a line, empty lines and what follows a # at the beginning of a line left out.
[[nodiscard]] Result<std::vector<std::string>> read_labels_file(const std::string& path);

// The tensors of a file of weights, whatever its format, under our names where they can be told: for training on from them
// (interop/partial_load.h). Of a format with an architecture they are a model's, in our layout. The errors of import_model.
[[nodiscard]] Result<TensorMap> read_tensors(SharedBytes file);

}  // namespace alexnet
