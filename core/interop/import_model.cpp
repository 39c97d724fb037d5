#include "interop/import_model.h"

#include <algorithm>
#include <array>
#include <memory>

#include "formats/caffemodel.h"
#include "formats/keras_h5.h"
#include "formats/npy.h"
#include "formats/onnx.h"
#include "formats/safetensors.h"
#include "formats/torch_pth.h"
#include "formats/zip.h"
#include "interop/imagenet_labels.h"
#include "interop/import_graph.h"
#include "interop/import_weights.h"
#include "interop/layer_names.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxLabelsFile = std::size_t{16} << 20;

// A reader of tensors as a reader of models.
template <Result<TensorMap> (*kRead)(SharedBytes)>
Result<ImportedModel> read_weights(SharedBytes file, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(TensorMap tensors, kRead(std::move(file)));
  return import_tensors(std::move(tensors), options, pool);
}

template <Result<TensorMap> (*kRead)(SharedBytes)>
Result<TensorMap> read_named(SharedBytes file) {
  TRY_VALUE(TensorMap tensors, kRead(std::move(file)));
  use_native_names(tensors);
  return tensors;
}

// A reader of whole networks likewise.
template <Result<ForeignNetwork> (*kRead)(SharedBytes)>
Result<ImportedModel> read_network(SharedBytes file, const ImportOptions& options, const ThreadPool&) {
  TRY_VALUE(const ForeignNetwork network, kRead(std::move(file)));
  return import_graph(network, options);
}

template <Result<ForeignNetwork> (*kRead)(SharedBytes)>
Result<TensorMap> read_network_tensors(SharedBytes file) {
  TRY_VALUE(const ForeignNetwork network, kRead(std::move(file)));
  TRY_VALUE(ImportedModel imported, import_graph(network, {}));
  const auto model = std::make_shared<const Model>(std::move(imported.model));
  TensorMap tensors = tensors_from_model(*model);
  tensors.storage = SharedBytes({}, model);
  return tensors;
}

// A ZIP that none of the others knows: the reason why.
Result<TensorMap> read_unknown_zip(SharedBytes file) {
  TRY_VALUE(const ZipArchive archive, ZipArchive::open(std::move(file)));
  return fail(ErrorKind::kBadFormat, "zip",
              "is no file of weights: it has neither PyTorch's data.pkl, nor NumPy's arrays, nor Keras' config.json");
}

template <bool (*kRecognizes)(ByteSpan)>
bool by_bytes(const SharedBytes& file) {
  return kRecognizes(file.bytes());
}

template <Result<TensorMap> (*kRead)(SharedBytes)>
constexpr ModelFormat weights(std::string_view name, std::string_view extensions, bool (*recognizes)(const SharedBytes&)) {
  return {name, extensions, recognizes, read_weights<kRead>, read_named<kRead>};
}
template <Result<ForeignNetwork> (*kRead)(SharedBytes)>
constexpr ModelFormat network(std::string_view name, std::string_view extensions, bool (*recognizes)(const SharedBytes&)) {
  return {name, extensions, recognizes, read_network<kRead>, read_network_tensors<kRead>};
}

constexpr std::array kFormats{
    weights<read_safetensors>("safetensors", ".safetensors", by_bytes<is_safetensors>),
    weights<read_torch_pth>("PyTorch", ".pth .pt .tar .bin", is_torch_pth),
    weights<read_npz>("NumPy's npz", ".npz", is_npz),
    weights<read_npy>("NumPy's npy", ".npy", by_bytes<is_npy>),
    network<read_keras_h5>("Keras' HDF5", ".h5 .hdf5", by_bytes<is_hdf5>),
    network<read_keras_archive>("Keras", ".keras", is_keras_archive),
    weights<read_unknown_zip>("ZIP", "", by_bytes<is_zip>),
    network<read_onnx>("ONNX", ".onnx", by_bytes<is_onnx>),
    weights<read_caffemodel>("Caffe", ".caffemodel", by_bytes<is_caffemodel>),
};

bool has_extension(const ModelFormat& format, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return false;
  std::string extension(path.substr(dot));
  for (char& letter : extension)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return str_cat(' ', format.extensions, ' ').find(str_cat(' ', extension, ' ')) != std::string::npos;
}

const ModelFormat* format_of(const SharedBytes& file, std::string_view path) {
  const auto known = std::ranges::find_if(kFormats, [&](const ModelFormat& format) { return format.recognizes(file); });
  if (known != kFormats.end()) return &*known;
  const auto named = std::ranges::find_if(kFormats, [&](const ModelFormat& format) { return has_extension(format, path); });
  return named == kFormats.end() ? nullptr : &*named;
}

std::unexpected<Error> unknown_format() {
  std::string names;
  for (const ModelFormat& format : kFormats)
    if (!format.extensions.empty()) names += str_cat(names.empty() ? "" : ", ", format.name);
  return fail(ErrorKind::kBadFormat, "", "is of no format that is read here: ", names);
}

void add_labels(ImportedModel& imported, const ImportOptions& options) {
  Model& model = imported.model;
  const auto names = imagenet_labels();
  const char* source = options.labels.empty() ? "the file's" : "as given";
  if (model.labels.empty() && model.spec.classes == names.size()) {
    model.labels.assign(names.begin(), names.end());
    source = "the 1,000 of ImageNet";
  }
  imported.notes.push_back(str_cat("labels: ", model.labels.empty() ? "none" : source));
}

}  // namespace

std::span<const ModelFormat> model_formats() { return kFormats; }

bool is_model_name(std::string_view path) {
  return std::ranges::any_of(kFormats, [&](const ModelFormat& format) { return has_extension(format, path); });
}

Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                   const ThreadPool& pool) {
  const ModelFormat* format = format_of(file, path);
  if (format == nullptr) return unknown_format();
  TRY_VALUE(ImportedModel imported, format->read(std::move(file), options, pool));
  imported.notes.insert(imported.notes.begin(), str_cat("format ", format->name));
  add_labels(imported, options);
  return imported;
}

Result<ImportedModel> import_model_file(const std::string& path, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(SharedBytes file, map_file(path));
  Result<ImportedModel> imported = import_model(std::move(file), path, options, pool);
  if (!imported) return with_context(path, std::move(imported).error());
  return imported;
}

Result<std::vector<std::string>> read_labels_file(const std::string& path) {
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(path, kMaxLabelsFile));
  std::vector<std::string> labels;
  std::string line;
  const auto finish = [&] {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty() && line.front() != '#') labels.push_back(line);
    line.clear();
  };
  for (const std::uint8_t letter : bytes) {
    if (letter == '\n') {
      finish();
    } else {
      line += static_cast<char>(letter);
    }
  }
  finish();
  return labels;
}

Result<TensorMap> read_tensors(SharedBytes file) {
  const ModelFormat* format = format_of(file, "");
  if (format == nullptr) return unknown_format();
  return format->read_tensors(std::move(file));
}

}  // namespace alexnet
