#include "interop/import_model.h"

#include "interop/imagenet_labels.h"
#include "interop/model_formats.h"
#include "messages/interop.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxLabelsFile = std::size_t{16} << 20;

Result<const ModelFormat*> require_format(const SharedBytes& file, std::string_view path) {
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

}  // namespace

Result<ImportedModel> import_model(SharedBytes file, std::string_view path, const ImportOptions& options,
                                   const ThreadPool& pool) {
  TRY_VALUE(const ModelFormat* format, require_format(file, path));
  TRY_VALUE(ImportedModel imported, format->read(std::move(file), options, pool));
  imported.notes.insert(imported.notes.begin(), make_notice<msg::kNoteFormat>(format->name));
  add_labels(imported, options);
  return imported;
}

Result<ImportedModel> import_model_file(const std::string& path, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(SharedBytes file, map_file(path));
  ImportOptions with_companions = options;
  with_companions.companions = CompanionFiles::beside(path);
  Result<ImportedModel> imported = import_model(std::move(file), path, with_companions, pool);
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

Result<TensorMap> read_tensors(SharedBytes file, const CompanionFiles& companions) {
  TRY_VALUE(const ModelFormat* format, require_format(file, ""));
  return format->read_tensors(std::move(file), companions);
}

}  // namespace alexnet
