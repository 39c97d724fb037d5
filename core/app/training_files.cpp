#include "app/training_files.h"

#include <utility>

#include "app/model_file.h"
#include "base/file.h"
#include "base/path.h"

namespace alexnet {
namespace {

std::string path_in(const TrainingFolder& folder, const std::string& name) { return folder.path + "/" + name; }

std::string epoch_path(const TrainingFolder& folder, std::uint64_t epoch) {
  std::string number = std::to_string(epoch + 1);
  number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
  return path_in(folder, "epoch-" + number + ".safetensors");
}

}  // namespace

std::string checkpoint_path(const TrainingFolder& folder) { return path_in(folder, "last.safetensors"); }

Model with_provenance(Model model, TrainingSettings settings, const History& history) {
  settings.data = basename(settings.data);
  settings.labels = basename(settings.labels);
  settings.init_file = basename(settings.init_file);
  model.provenance[std::string(kHistoryKey)] = to_json(history);
  model.provenance[std::string(kTrainingSettingsKey)] = to_json(settings);
  return model;
}

Status write_epoch_models(const TrainingFolder& folder, const Model& model, std::uint64_t epoch, bool is_best) {
  if (is_best) TRY(write_model_file(path_in(folder, "best.safetensors"), model));
  if (folder.keep == 0) return {};
  TRY(write_model_file(epoch_path(folder, epoch), model));
  if (epoch >= folder.keep) TRY(remove_file(epoch_path(folder, epoch - folder.keep)));
  return {};
}

}  // namespace alexnet
