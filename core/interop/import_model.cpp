#include "interop/import_model.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/dump_json.h"
#include "interop/imagenet_labels.h"
#include "interop/model_formats.h"
#include "interop/other_files.h"
#include "messages/interop.h"
#include "model/model_preprocessing.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxLabelsFile = std::size_t{16} << 20;

Result<const ModelFormat*> require_format(const SharedBytes& file, std::string_view path) {
  TRY(check_other_file(file, path));
  const ModelFormat* format = find_format(file, path);
  if (format == nullptr) return fail<msg::kModelFormatUnknown>("", readable_formats());
  return format;
}

void add_labels(ImportedModel& imported, const ImportOptions& options) {
  Model& model = imported.model;
  const auto names = imagenet_labels();
  Notice note = options.labels.empty() ? make_notice<msg::kNoteLabelsOfFile>() : make_notice<msg::kNoteLabelsGiven>();
  if (model.labels.empty() && model.spec.classes == names.size()) {
    model.labels.assign(names.begin(), names.end());
    note = make_notice<msg::kNoteLabelsImageNet>();
  }
  imported.notes.push_back(model.labels.empty() ? make_notice<msg::kNoteLabelsNone>() : std::move(note));
}

// The names that Hugging Face's libraries and TensorFlow give to a model in a folder.
constexpr std::array kNamesInFolders = {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                                        "pytorch_model.bin.index.json", "saved_model.pb"};

// The model in a folder of these libraries; `path` itself if that is no folder.
Result<std::string> model_in_folder(const std::string& path) {
  const Result<std::vector<FolderEntry>> entries = list_folder(path);
  if (!entries) return path;  // a file, or an error that opening it reports
  std::string names;
  for (const char* name : kNamesInFolders) {
    if (std::ranges::find(*entries, name, &FolderEntry::name) != entries->end()) return path + '/' + name;
    names += str_cat(names.empty() ? "" : ", ", name);
  }
  return fail<msg::kFolderWithoutModel>(path, names);
}

// The names of the classes in the `config.json` of Hugging Face's libraries beside a model: its id2label, if that names all of them.
std::vector<std::string> labels_of_config(const CompanionFiles& companions, std::size_t classes) {
  const Result<SharedBytes> file = companions.open("config.json");
  if (!file || file->bytes().size() > kMaxLabelsFile) return {};
  const auto json = nlohmann::json::parse(file->bytes().begin(), file->bytes().end(), nullptr, /*allow_exceptions=*/false);
  const auto found = json.is_object() ? json.find("id2label") : json.end();
  if (!json.is_object() || found == json.end() || !found->is_object() || found->size() != classes) return {};
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < classes; ++i) {
    const auto label = found->find(str_cat(i));
    if (label == found->end() || !label->is_string()) return {};
    labels.push_back(label->get<std::string>());
  }
  return labels;
}

// Gray networks of PyTorch and Keras have one mean, if they have any; which one is not known.
Status guess_gray(ImportedModel& imported) {
  if (!imported.is_gray) return {};
  imported.model.assumptions.push_back(make_notice<msg::kGrayInput>());
  if (imported.model.preprocessing_origin != PreprocessingOrigin::kGuessed) return {};
  Preprocessing& preprocessing = imported.model.spec.preprocessing;
  TRY_VALUE(preprocessing, named_preprocessing("0..1", preprocessing));
  return {};
}

// Keras and Caffe resize photos without antialiasing, whatever else they do to them.
void guess_interpolation(const ModelFormat& format, Model& model) {
  if (model.preprocessing_origin != PreprocessingOrigin::kGuessed) return;
  if (format.name.starts_with("Keras") || format.name == "Caffe" || format.name.ends_with("SavedModel"))
    model.spec.preprocessing.interpolation = Interpolation::kBilinear;
}

bool has_two_towers(const ModelSpec& spec) {
  return std::ranges::any_of(spec.layers, [](const LayerSpec& layer) {
    const auto* convolution = std::get_if<Convolution>(&layer.operation);
    // A group for each channel is batch normalization after a ReLU.
    return convolution != nullptr && convolution->groups > 1 && convolution->groups < convolution->outputs;
  });
}

// Whether neither the file nor the options say if the network expects RGB or BGR. Two towers in PyTorch are either Caffe's, converted,
// or were trained there.
bool are_colors_unknown(const ImportOptions& options, const ImportedModel& imported) {
  return imported.is_of_pytorch && imported.model.preprocessing_origin == PreprocessingOrigin::kGuessed &&
         options.variant.empty() && !stated_by(options.preprocessing).colors && has_two_towers(imported.model.spec);
}

// Keeps the assumptions in the files that the model is saved as.
void keep_assumptions(Model& model) {
  if (model.assumptions.empty()) return;
  model.provenance[std::string(kAssumptionsKey)] = dump_json(notices_json<nlohmann::ordered_json>(model.assumptions));
}

// Makes the preprocessing what the options say.
Status choose_preprocessing(const ImportOptions& options, ImportedModel& imported) {
  if (are_colors_unknown(options, imported)) return fail<msg::kColorsUnknown>("");
  if (!options.preprocessing.is_empty()) {
    const PreprocessingOrigin origin = imported.model.preprocessing_origin;
    TRY_VALUE(Preprocessing changed, changed_preprocessing(options.preprocessing, imported.model.spec.preprocessing));
    if (imported.is_gray && changed.order == ChannelOrder::kBgr) {  // the parts of the gray value are those of RGB
      changed.order = ChannelOrder::kRgb;
      std::ranges::reverse(changed.mean);
      std::ranges::reverse(changed.deviation);
    }
    TRY(set_preprocessing(imported.model, changed));
    // The side of the input says nothing about the colors, which remain a guess.
    if (!stated_by(options.preprocessing).values) imported.model.preprocessing_origin = origin;
  }
  keep_assumptions(imported.model);
  imported.notes.insert(imported.notes.end(), imported.model.assumptions.begin(), imported.model.assumptions.end());
  imported.notes.push_back(preprocessing_notice(imported.model));
  return {};
}

}  // namespace

Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                   const ThreadPool& pool) {
  TRY_VALUE(const ModelFormat* format, require_format(file, path));
  TRY_VALUE(ImportedModel imported, format->read(std::move(file), options, pool));
  imported.notes.insert(imported.notes.begin(), make_notice<msg::kNoteFormat>(format->name));
  if (imported.model.labels.empty()) imported.model.labels = labels_of_config(options.companions, imported.model.spec.classes);
  guess_interpolation(*format, imported.model);
  TRY(guess_gray(imported));
  TRY(choose_preprocessing(options, imported));
  add_labels(imported, options);
  return imported;
}

Result<ImportedModel> import_model_file(const std::string& given_path, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(const std::string path, model_in_folder(given_path));
  TRY_VALUE(SharedBytes file, map_file(path));
  ImportOptions with_companions = options;
  with_companions.companions = CompanionFiles::beside(path);
  Result<ImportedModel> imported = import_model(std::move(file), path, with_companions, pool);
  if (!imported) return with_context(path, std::move(imported).error());
  return imported;
}

bool holds_model(const std::vector<FolderEntry>& entries) {
  return std::ranges::any_of(
      kNamesInFolders, [&](const char* name) { return std::ranges::find(entries, name, &FolderEntry::name) != entries.end(); });
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

Result<TensorMap> read_tensors(SharedBytes file, const CompanionFiles& companions) {
  TRY_VALUE(const ModelFormat* format, require_format(file, ""));
  return format->read_tensors(std::move(file), companions);
}

}  // namespace alexnet
