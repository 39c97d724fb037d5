#include "interop/export_model.h"

#include <array>

#include "interop/model_formats.h"
#include "messages/interop.h"

namespace alexnet {

Result<TensorNames> parse_tensor_names(std::string_view text) {
  if (text == "ours") return TensorNames::kOurs;
  if (text == "torchvision") return TensorNames::kTorchvision;
  return fail<msg::kTensorNamesUnknown>("names", text);
}

Result<SharedBytes> exported_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  const ModelFormat* format = find_export_format(path);
  if (format == nullptr) return fail<msg::kExportFormatUnknown>(path, export_extensions());
  Result<SharedBytes> file = format->write(model, names, pool);
  if (!file && file.error().where.empty()) return with_context(path, std::move(file).error());
  return file;
}

Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(const SharedBytes file, exported_model(path, model, names, pool));
  return write_file(path, std::array{file.bytes()});
}

}  // namespace alexnet
