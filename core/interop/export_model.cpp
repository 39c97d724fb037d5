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
  const bool averages = model.spec.preprocessing.mean_image && !keeps_mean_image(path, names);
  Model averaged;
  if (averages) {
    averaged = model;
    averaged.spec.preprocessing = without_mean_image(averaged.spec.preprocessing);
  }
  Result<SharedBytes> file = format->write(averages ? averaged : model, names, pool);
  if (!file && file.error().where.empty()) return with_context(path, std::move(file).error());
  return file;
}

Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(const SharedBytes file, exported_model(path, model, names, pool));
  return write_file(path, std::array{file.bytes()});
}

bool keeps_mean_image(std::string_view path, TensorNames names) {
  return names == TensorNames::kOurs && path.ends_with(".safetensors");
}

}  // namespace alexnet
