#include "app/model_export.h"

#include <array>

#include "base/file.h"
#include "formats/npy.h"
#include "formats/safetensors.h"
#include "nn/export_tensors.h"

namespace alexnet {

Result<TensorNames> parse_tensor_names(std::string_view text) {
  if (text == "ours") return TensorNames::kOurs;
  if (text == "torchvision") return TensorNames::kTorchvision;
  return fail(ErrorKind::kInvalidArgument, "names", "\"", text, "\" is none of ours, torchvision");
}

Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  TensorMap tensors;
  if (names == TensorNames::kOurs) {
    tensors = tensors_from_model(model);
  } else {
    TRY_VALUE(tensors, torchvision_tensors(model, pool));
  }
  if (path.ends_with(".safetensors")) return write_safetensors(path, tensors);
  if (!path.ends_with(".npz"))
    return fail(ErrorKind::kInvalidArgument, path, "a name that ends in .safetensors or .npz is expected");
  TRY_VALUE(const SharedBytes archive, to_npz(tensors));
  return write_file(path, std::array{archive.bytes()});
}

}  // namespace alexnet
