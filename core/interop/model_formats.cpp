#include "interop/model_formats.h"

#include <algorithm>
#include <array>
#include <memory>
#include <type_traits>

#include "formats/caffemodel.h"
#include "formats/darknet.h"
#include "formats/keras/h5.h"
#include "formats/keras/json.h"
#include "formats/numpy/npy.h"
#include "formats/onnx/onnx.h"
#include "formats/safetensors.h"
#include "formats/saved_model/saved_model.h"
#include "formats/shard_index.h"
#include "formats/tflite.h"
#include "formats/torch/pth.h"
#include "formats/zip.h"
#include "interop/export_graph.h"
#include "interop/export_weights.h"
#include "interop/import_graph.h"
#include "interop/import_weights.h"
#include "interop/layer_names.h"
#include "messages/interop.h"
#include "model/photo_record.h"

namespace alexnet {
namespace {

// Calls the reader of a format, with the companions of the file if the format has any.
template <auto kRead>
auto read_with(SharedBytes file, const CompanionFiles& companions) {
  if constexpr (std::is_invocable_v<decltype(kRead), SharedBytes, const CompanionFiles&>) {
    return kRead(std::move(file), companions);
  } else {
    return kRead(std::move(file));
  }
}

// The functions of a format that stores tensors without an architecture.
template <auto kRead>
Result<ImportedModel> read_weights(SharedBytes file, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(TensorMap tensors, read_with<kRead>(std::move(file), options.companions));
  return import_tensors(std::move(tensors), options, pool);
}

template <auto kRead>
Result<TensorMap> read_named(SharedBytes file, const CompanionFiles& companions) {
  TRY_VALUE(TensorMap tensors, read_with<kRead>(std::move(file), companions));
  use_native_names(tensors);
  return tensors;
}

// The functions of a format that stores a network with its architecture.
template <auto kRead>
Result<ImportedModel> read_network(SharedBytes file, const ImportOptions& options, const ThreadPool&) {
  TRY_VALUE(const ForeignNetwork network, read_with<kRead>(std::move(file), options.companions));
  return import_graph(network, options);
}

template <auto kRead>
Result<TensorMap> read_network_tensors(SharedBytes file, const CompanionFiles& companions) {
  TRY_VALUE(const ForeignNetwork network, read_with<kRead>(std::move(file), companions));
  TRY_VALUE(ImportedModel imported, import_graph(network, {}));
  const auto model = std::make_shared<const Model>(std::move(imported.model));
  TensorMap tensors = tensors_from_model(*model);
  tensors.storage = SharedBytes({}, model);
  return tensors;
}

// A ZIP archive that none of the other formats recognizes: the error that says why.
Result<TensorMap> read_unknown_zip(SharedBytes file) {
  TRY_VALUE(const ZipArchive archive, ZipArchive::open(std::move(file)));
  return fail<msg::kZipNotModel>("zip");
}

Result<TensorMap> named_tensors(const Model& model, TensorNames names, const ThreadPool& pool) {
  if (names == TensorNames::kTorchvision) return torchvision_tensors(model, pool);
  return tensors_from_model(model);
}

Result<SharedBytes> as_safetensors(const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(const TensorMap tensors, named_tensors(model, names, pool));
  return to_safetensors(tensors);
}

Result<SharedBytes> as_npz(const Model& model, TensorNames names, const ThreadPool& pool) {
  TRY_VALUE(TensorMap tensors, named_tensors(model, names, pool));
  // The archive's comment holds 64 kB. How the model was trained is of no use to other programs, and names the photos.
  for (const std::string_view key : {kPhotoRecordKey, kHistoryKey, kTrainingSettingsKey})
    tensors.metadata.erase(std::string(key));
  return to_npz(tensors);
}

template <TensorLayout kLayout, Result<SharedBytes> (*kWrite)(const ForeignNetwork&)>
Result<SharedBytes> as_network(const Model& model, TensorNames names, const ThreadPool& pool) {
  if (names != TensorNames::kOurs) return fail<msg::kExportNamesFixed>("");
  TRY_VALUE(const ForeignNetwork network, export_graph(model, kLayout, pool));
  return kWrite(network);
}

template <bool (*kRecognizes)(ByteSpan)>
bool by_bytes(const SharedBytes& file) {
  return kRecognizes(file.bytes());
}

using Recognizer = bool (*)(const SharedBytes& file);
using Writer = Result<SharedBytes> (*)(const Model& model, TensorNames names, const ThreadPool& pool);

template <auto kRead>
constexpr ModelFormat weights_format(std::string_view name, std::string_view endings, Recognizer recognizes,
                                     Writer write = nullptr) {
  return {name, endings, recognizes, read_weights<kRead>, read_named<kRead>, write};
}
template <auto kRead>
constexpr ModelFormat network_format(std::string_view name, std::string_view endings, Recognizer recognizes,
                                     Writer write = nullptr) {
  return {name, endings, recognizes, read_network<kRead>, read_network_tensors<kRead>, write};
}

// clang-format off: one format a row
constexpr Writer kToOnnx = as_network<TensorLayout::kChannelsFirst, to_onnx>;
constexpr Writer kToKeras = as_network<TensorLayout::kChannelsLast, to_keras_h5>;
constexpr std::array kFormats{
    weights_format<read_safetensors>("safetensors", ".safetensors", by_bytes<is_safetensors>, as_safetensors),
    weights_format<read_shards>("safetensors in several files", ".index.json", by_bytes<is_shard_index>),
    weights_format<read_torch_pth>("PyTorch", ".pth .pt .pt2 .ckpt .tar .bin", is_torch_pth),
    weights_format<read_npz>("NumPy's npz", ".npz", is_npz, as_npz),
    weights_format<read_npy>("NumPy's npy", ".npy", by_bytes<is_npy>),
    network_format<read_keras_h5>("Keras' HDF5", ".h5 .hdf5", by_bytes<is_hdf5>, kToKeras),
    network_format<read_keras_archive>("Keras", ".keras", is_keras_archive),
    network_format<read_keras_shards>("Keras' weights in parts", ".json", is_keras_shards),
    network_format<read_tfjs_model>("TensorFlow.js", ".json", is_tfjs_model),
    weights_format<read_unknown_zip>("ZIP", "", by_bytes<is_zip>),
    network_format<read_tflite>("TensorFlow Lite", ".tflite", by_bytes<is_tflite>),
    network_format<read_saved_model>("TensorFlow's SavedModel", ".pb", by_bytes<is_saved_model>),
    network_format<read_darknet>("Darknet", ".weights", by_bytes<is_darknet_weights>),
    network_format<read_onnx>("ONNX", ".onnx", by_bytes<is_onnx>, kToOnnx),
    weights_format<read_caffemodel>("Caffe", ".caffemodel", by_bytes<is_caffemodel>),
};
// clang-format on

std::string_view first_ending(const ModelFormat& format) { return format.endings.substr(0, format.endings.find(' ')); }

bool has_ending(const ModelFormat& format, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return false;
  std::string ending(path.substr(dot));
  for (char& letter : ending)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return str_cat(' ', format.endings, ' ').find(str_cat(' ', ending, ' ')) != std::string::npos;
}

// The first format for which `condition` holds, or null.
template <typename Condition>
const ModelFormat* find_format_if(const Condition& condition) {
  const auto found = std::ranges::find_if(kFormats, condition);
  return found == kFormats.end() ? nullptr : &*found;
}

}  // namespace

std::span<const ModelFormat> model_formats() { return kFormats; }

const ModelFormat* find_format(const SharedBytes& file, std::string_view path) {
  const ModelFormat* recognized = find_format_if([&](const ModelFormat& format) { return format.recognizes(file); });
  return recognized != nullptr ? recognized
                               : find_format_if([&](const ModelFormat& format) { return has_ending(format, path); });
}

const ModelFormat* find_export_format(std::string_view path) {
  return find_format_if(
      [&](const ModelFormat& format) { return format.write != nullptr && path.ends_with(first_ending(format)); });
}

bool is_model_name(std::string_view path) {
  return find_format_if([&](const ModelFormat& format) { return has_ending(format, path); }) != nullptr;
}

std::string readable_formats() {
  std::string formats;
  for (const ModelFormat& format : kFormats)
    if (!format.endings.empty()) formats += str_cat(formats.empty() ? "" : ", ", format.name, " (", format.endings, ")");
  return formats;
}

std::string export_extensions() {
  std::string endings;
  for (const ModelFormat& format : kFormats)
    if (format.write != nullptr) endings += str_cat(endings.empty() ? "" : ", ", first_ending(format));
  return endings;
}

}  // namespace alexnet
