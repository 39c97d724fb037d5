#include "interop/export_model.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "formats/keras_h5.h"
#include "formats/npy.h"
#include "formats/onnx.h"
#include "formats/safetensors.h"
#include "interop/export_graph.h"
#include "interop/export_weights.h"

namespace alexnet {
namespace {

struct Format {
  std::string_view ending;
  Status (*write)(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool);
};

Result<TensorMap> named_tensors(const Model& model, TensorNames names, const ThreadPool& pool) {
  if (names == TensorNames::kTorchvision) return torchvision_tensors(model, pool);
  return tensors_from_model(model);
}

Status write_as_safetensors(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(const TensorMap tensors, named_tensors(model, names, pool));
  return write_safetensors(path, tensors);
}

Status write_as_npz(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(const TensorMap tensors, named_tensors(model, names, pool));
  TRY_VALUE(const SharedBytes archive, to_npz(tensors));
  return write_file(path, std::array{archive.bytes()});
}

template <TensorLayout kLayout, Result<SharedBytes> (*kWrite)(const ForeignNetwork&)>
Status write_as_chain(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  if (names != TensorNames::kOurs)
    return fail(ErrorKind::kInvalidArgument, path, "this format has names and a layout of its own");
  TRY_VALUE(const ForeignNetwork network, export_graph(model, kLayout, pool));
  TRY_VALUE(const SharedBytes file, kWrite(network));
  return write_file(path, std::array{file.bytes()});
}

constexpr std::array<Format, 4> kExports{{
    {".safetensors", write_as_safetensors},
    {".npz", write_as_npz},
    {".onnx", write_as_chain<TensorLayout::kChannelsFirst, to_onnx>},
    {".h5", write_as_chain<TensorLayout::kChannelsLast, to_keras_h5>},
}};

}  // namespace

Result<TensorNames> parse_tensor_names(std::string_view text) {
  if (text == "ours") return TensorNames::kOurs;
  if (text == "torchvision") return TensorNames::kTorchvision;
  return fail(ErrorKind::kInvalidArgument, "names", "\"", text, "\" is none of ours, torchvision");
}

std::string export_extensions() {
  std::string endings;
  for (const Format& format : kExports) endings += str_cat(endings.empty() ? "" : ", ", format.ending);
  return endings;
}

Status export_model(const std::string& path, const Model& model, TensorNames names, const ThreadPool& pool) {
  const auto* format = std::ranges::find_if(kExports, [&](const Format& one) { return path.ends_with(one.ending); });
  if (format == kExports.end())
    return fail(ErrorKind::kInvalidArgument, path, "a name that ends in one of ", export_extensions(), " is expected");
  return format->write(path, model, names, pool);
}

}  // namespace alexnet
