// The model file formats that this program reads and writes: one table. A new format is a reader in core/formats and a row
// here; help texts and error messages derive from the table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "interop/export_model.h"
#include "interop/import_report.h"

namespace alexnet {

struct ModelFormat {
  std::string_view name;     // for people: "PyTorch"
  std::string_view endings;  // of file names, in lower case, with their dots, separated by spaces; empty for a row that only
                             // recognizes files that are not models
  bool (*recognizes)(const SharedBytes& file);  // from the content
  Result<ImportedModel> (*read)(SharedBytes file, const ImportOptions& options, const ThreadPool& pool);
  // The tensors by this program's names, where the format has names that correspond to them.
  Result<TensorMap> (*read_tensors)(SharedBytes file, const CompanionFiles& companions);
  // Returns a file of this format, whose name has the first ending; null for a format that is read only.
  Result<SharedBytes> (*write)(const Model& model, TensorNames names, const ThreadPool& pool) = nullptr;
};

// In the order in which they are tried: formats that are certain to be recognized from their content come first.
[[nodiscard]] std::span<const ModelFormat> model_formats();

// The format that recognizes the content, or else the one that has the ending of `path`, which may be empty. Null if there is
// none.
[[nodiscard]] const ModelFormat* find_format(const SharedBytes& file, std::string_view path);

// The format that a file named `path` is written in; null if its ending is that of no such format.
[[nodiscard]] const ModelFormat* find_export_format(std::string_view path);

// Whether a file is a model by the ending of its name, in lower or upper case.
[[nodiscard]] bool is_model_name(std::string_view path);

// The formats that are read, for help texts: "safetensors (.safetensors), PyTorch (.pth .pt .tar .bin), ...".
[[nodiscard]] std::string readable_formats();

// The endings of the formats that are written: ".safetensors, .npz, .h5, .onnx".
[[nodiscard]] std::string export_extensions();

}  // namespace alexnet
