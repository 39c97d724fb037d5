#include "train/checkpoint.h"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "formats/safetensors.h"
#include "messages/train.h"
#include "model/photo_record.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kRunKey = "training_run";
constexpr const char* kPhotoSetKey = "training_photo_set";

// JSON has neither infinity nor NaN.
Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const RunState& run) {
  const TrainerProgress& p = run.progress;
  return {{"step", p.step},
          {"epoch", p.position.epoch},
          {"batch", p.position.batch},
          {"epoch_loss_sum", p.epoch_loss_sum},
          {"epoch_correct", p.epoch_correct},
          {"epoch_images", p.epoch_images},
          {"epoch_with_class", p.epoch_with_class},
          {"plateau_best", number_or_null(p.plateau.best)},
          {"plateau_waited", p.plateau.epochs_without_improvement},
          {"plateau_factor", p.plateau.factor},
          {"optimizer_steps", run.optimizer_steps},
          {"early_patience", run.early_stopping.patience},
          {"early_min_delta", run.early_stopping.min_delta},
          {"early_higher", run.early_stopping.better == EarlyStopping::Better::kHigher},
          {"early_best", number_or_null(run.early_stopping.best)},
          {"early_best_epoch", run.early_stopping.best_epoch},
          {"early_waited", run.early_stopping.epochs_without_improvement},
          {"seconds", run.seconds},
          {"epoch_seconds", run.epoch_seconds}};
}

// Reads the fields of a JSON object and records the first one that is missing or of the wrong type.
class FieldReader {
 public:
  explicit FieldReader(const Json& json) : json_(json) {}

  template <typename Number>
  void read(const char* key, Number& value) {
    const auto field = json_.find(key);
    const bool fits = field != json_.end() && (std::is_same_v<Number, bool>       ? field->is_boolean()
                                               : std::is_floating_point_v<Number> ? field->is_number()
                                                                                  : field->is_number_unsigned());
    if (fits) {
      value = field->get<Number>();
    } else if (wrong_.empty()) {
      wrong_ = key;
    }
  }
  // null represents numbers that JSON cannot represent; the value does not change then.
  void read_or_null(const char* key, double& value) {
    if (const auto field = json_.find(key); field != json_.end() && field->is_null()) return;
    read(key, value);
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  const Json& json_;
  std::string wrong_;
};

Result<RunState> run_from_json(const std::string& run_json) {
  const Json json = Json::parse(run_json, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return fail<msg::kRunNotAnObject>(kRunKey);
  RunState run;
  TrainerProgress& p = run.progress;
  bool higher = false;
  FieldReader fields(json);
  fields.read("step", p.step);
  fields.read("epoch", p.position.epoch);
  fields.read("batch", p.position.batch);
  fields.read("epoch_loss_sum", p.epoch_loss_sum);
  fields.read("epoch_correct", p.epoch_correct);
  fields.read("epoch_images", p.epoch_images);
  fields.read("epoch_with_class", p.epoch_with_class);
  fields.read_or_null("plateau_best", p.plateau.best);
  fields.read("plateau_waited", p.plateau.epochs_without_improvement);
  fields.read("plateau_factor", p.plateau.factor);
  fields.read("optimizer_steps", run.optimizer_steps);
  fields.read("early_patience", run.early_stopping.patience);
  fields.read("early_min_delta", run.early_stopping.min_delta);
  fields.read("early_higher", higher);
  fields.read_or_null("early_best", run.early_stopping.best);
  fields.read("early_best_epoch", run.early_stopping.best_epoch);
  fields.read("early_waited", run.early_stopping.epochs_without_improvement);
  fields.read("seconds", run.seconds);
  fields.read("epoch_seconds", run.epoch_seconds);
  if (!fields.wrong().empty()) return fail<msg::kRunFieldMissing>(kRunKey, fields.wrong());
  run.early_stopping.better = higher ? EarlyStopping::Better::kHigher : EarlyStopping::Better::kLower;
  return run;
}

// Moves the tensors of the run out of the tensors of a file.
TensorMap extract_optimizer(TensorMap& file) {
  TensorMap taken;
  taken.storage = file.storage;
  for (auto tensor = file.tensors.begin(); tensor != file.tensors.end();) {
    if (!tensor->first.starts_with(kTrainingTensorPrefix)) {
      ++tensor;
      continue;
    }
    taken.tensors[tensor->first.substr(kTrainingTensorPrefix.size())] = tensor->second;
    tensor = file.tensors.erase(tensor);
  }
  return taken;
}

std::string extract(std::map<std::string, std::string, std::less<>>& metadata, std::string_view key) {
  const auto entry = metadata.find(key);
  if (entry == metadata.end()) return {};
  std::string value = std::move(entry->second);
  metadata.erase(entry);
  return value;
}

}  // namespace

TensorMap checkpoint_tensors(const Model& model, const Optimizer& optimizer, const RunState& run) {
  TensorMap map = tensors_from_model(model);
  for (const OptimizerState<const float>& state : optimizer.state())
    map.tensors[std::string(kTrainingTensorPrefix) + std::string(state.name)] =
        FileTensor{.type = ElementType::kF32,
                   .shape = {state.values.size()},
                   .bytes = {reinterpret_cast<const std::uint8_t*>(state.values.data()), state.values.size_bytes()}};
  map.metadata[kRunKey] = to_json(run).dump();
  map.metadata[std::string(kHistoryKey)] = to_json(run.history);
  map.metadata[std::string(kTrainingSettingsKey)] = run.settings;
  if (!run.photo_set.empty()) map.metadata[kPhotoSetKey] = run.photo_set;
  if (!run.photo_record.empty()) map.metadata[std::string(kPhotoRecordKey)] = run.photo_record;
  return map;
}

Status write_checkpoint(const std::string& path, const Model& model, const Optimizer& optimizer, const RunState& run) {
  return write_safetensors(path, checkpoint_tensors(model, optimizer, run));
}

Result<Checkpoint> read_checkpoint(SharedBytes file, const ThreadPool& pool) {
  TRY_VALUE(TensorMap map, read_safetensors(std::move(file)));
  if (!map.metadata.contains(kRunKey)) return fail<msg::kNotACheckpoint>("metadata", kRunKey);
  Checkpoint checkpoint;
  TRY_VALUE(checkpoint.run, run_from_json(extract(map.metadata, kRunKey)));
  checkpoint.run.settings = extract(map.metadata, kTrainingSettingsKey);
  checkpoint.run.photo_set = extract(map.metadata, kPhotoSetKey);
  checkpoint.run.photo_record = extract(map.metadata, kPhotoRecordKey);
  const std::string history = extract(map.metadata, kHistoryKey);
  TRY_VALUE(checkpoint.run.history, history_from_json(history));
  checkpoint.optimizer = extract_optimizer(map);
  TRY_VALUE(checkpoint.model, model_from_tensors(std::move(map), pool));
  return checkpoint;
}

Status restore_optimizer(const Checkpoint& checkpoint, Optimizer& optimizer) {
  const auto states = optimizer.state();
  if (states.size() != checkpoint.optimizer.tensors.size())
    return fail<msg::kOptimizerStateCount>("optimizer", states.size(), checkpoint.optimizer.tensors.size());
  for (const OptimizerState<float>& state : states) {
    const std::string where = str_cat("\"", kTrainingTensorPrefix, state.name, "\"");
    const auto tensor = checkpoint.optimizer.tensors.find(state.name);
    if (tensor == checkpoint.optimizer.tensors.end()) return fail<msg::kOptimizerStateMissing>(where);
    if (tensor->second.type != ElementType::kF32 || tensor->second.elements() != state.values.size())
      return fail<msg::kOptimizerStateShape>(where, state.values.size(), tensor->second.elements(),
                                             to_string(tensor->second.type));
    std::memcpy(state.values.data(), tensor->second.bytes.data(), state.values.size_bytes());
  }
  optimizer.set_steps(checkpoint.run.optimizer_steps);
  return {};
}

}  // namespace alexnet
