#include "interop/export_model.h"

#include "interop/model_formats.h"
#include "messages/interop.h"

namespace alexnet {

Result<TensorNames> parse_tensor_names(std::string_view text) {
  if (text == "ours") return TensorNames::kOurs;
  if (text == "torchvision") return TensorNames::kTorchvision;
  return fail<msg::kTensorNamesUnknown>("names", text);
}

Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  const ModelFormat* format = find_export_format(path);
  if (format == nullptr) return fail<msg::kExportFormatUnknown>(path, export_extensions());
  return format->write(path, model, names, pool);
}

}  // namespace alexnet
