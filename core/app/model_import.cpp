#include "app/model_import.h"

#include <algorithm>
#include <array>

#include "app/imagenet_labels.h"
#include "formats/caffemodel.h"
#include "formats/npy.h"
#include "formats/safetensors.h"
#include "formats/torch_pth.h"
#include "formats/zip.h"
#include "nn/foreign_names.h"
#include "nn/import_tensors.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxLabelsFile = std::size_t{16} << 20;

// A reader of tensors as a reader of models.
template <Result<TensorMap> (*kRead)(SharedBytes)>
Result<ImportedModel> read_weights(SharedBytes file, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(TensorMap tensors, kRead(std::move(file)));
  return import_tensors(std::move(tensors), options, pool);
}

// A ZIP that none of the others knows: the reason why.
Result<TensorMap> read_unknown_zip(SharedBytes file) {
  TRY_VALUE(const ZipArchive archive, ZipArchive::open(std::move(file)));
  return fail(ErrorKind::kBadFormat, "zip", "is no file of weights: it has neither PyTorch's data.pkl nor NumPy's arrays");
}

struct TensorFormat {
  bool (*recognizes)(const SharedBytes& file);
  Result<TensorMap> (*read)(SharedBytes file);
};

bool is_safetensors_file(const SharedBytes& file) { return is_safetensors(file.bytes()); }
bool is_npy_file(const SharedBytes& file) { return is_npy(file.bytes()); }
bool is_zip_file(const SharedBytes& file) { return is_zip(file.bytes()); }
bool is_caffemodel_file(const SharedBytes& file) { return is_caffemodel(file.bytes()); }

constexpr std::array<ModelFormat, 6> kFormats{{
    {"safetensors", ".safetensors", is_safetensors_file, read_weights<read_safetensors>},
    {"PyTorch", ".pth .pt .tar .bin", is_torch_pth, read_weights<read_torch_pth>},
    {"NumPy's npz", ".npz", is_npz, read_weights<read_npz>},
    {"NumPy's npy", ".npy", is_npy_file, read_weights<read_npy>},
    {"ZIP", "", is_zip_file, read_weights<read_unknown_zip>},
    {"Caffe", ".caffemodel", is_caffemodel_file, read_weights<read_caffemodel>},
}};

constexpr std::array<TensorFormat, 4> kTensorFormats{{
    {is_safetensors_file, read_safetensors},
    {is_torch_pth, read_torch_pth},
    {is_npz, read_npz},
    {is_caffemodel_file, read_caffemodel},
}};

bool has_extension(const ModelFormat& format, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return false;
  return text(' ', format.extensions, ' ').find(text(' ', path.substr(dot), ' ')) != std::string::npos;
}

const ModelFormat* format_of(const SharedBytes& file, std::string_view path) {
  const auto known = std::ranges::find_if(kFormats, [&](const ModelFormat& format) { return format.recognizes(file); });
  if (known != kFormats.end()) return &*known;
  const auto named = std::ranges::find_if(kFormats, [&](const ModelFormat& format) { return has_extension(format, path); });
  return named == kFormats.end() ? nullptr : &*named;
}

std::string format_names() {
  std::string names;
  for (const ModelFormat& format : kFormats)
    if (!format.extensions.empty()) names += text(names.empty() ? "" : ", ", format.name);
  return names;
}

void add_labels(ImportedModel& imported, const ImportOptions& options) {
  Model& model = imported.model;
  const auto names = imagenet_labels();
  const char* source = options.labels.empty() ? "the file's" : "as given";
  if (model.labels.empty() && model.spec.classes == names.size()) {
    model.labels.assign(names.begin(), names.end());
    source = "the 1,000 of ImageNet";
  }
  imported.notes.push_back(text("labels: ", model.labels.empty() ? "none" : source));
}

}  // namespace

std::span<const ModelFormat> model_formats() { return kFormats; }

Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                   const ThreadPool& pool) {
  const ModelFormat* format = format_of(file, path);
  if (format == nullptr) return fail(ErrorKind::kBadFormat, "", "is of no format that is read here: ", format_names());
  TRY_VALUE(ImportedModel imported, format->read(std::move(file), options, pool));
  imported.notes.insert(imported.notes.begin(), text("format ", format->name));
  add_labels(imported, options);
  return imported;
}

Result<ImportedModel> import_model_file(const std::string& path, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(SharedBytes file, map_file(path));
  Result<ImportedModel> imported = import_model(std::move(file), path, options, pool);
  if (!imported) return within(path, std::move(imported).error());
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
  const auto known = std::ranges::find_if(kTensorFormats, [&](const TensorFormat& format) { return format.recognizes(file); });
  if (known == kTensorFormats.end()) return read_safetensors(std::move(file));
  TRY_VALUE(TensorMap tensors, known->read(std::move(file)));
  use_our_names(tensors);
  return tensors;
}

}  // namespace alexnet
