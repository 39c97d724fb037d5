#include "app/run_folder.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/training_files.h"
#include "base/file.h"
#include "base/folder_lock.h"
#include "formats/safetensors.h"
#include "messages/app.h"

namespace alexnet {
namespace {

std::vector<std::string_view> fields_of(std::string_view row) {
  if (row.ends_with('\r')) row.remove_suffix(1);
  std::vector<std::string_view> fields;
  for (std::size_t comma = row.find(','); comma != std::string_view::npos; comma = row.find(',')) {
    fields.push_back(row.substr(0, comma));
    row.remove_prefix(comma + 1);
  }
  fields.push_back(row);
  return fields;
}

Result<double> number_of(std::string_view field, const std::string& name) {
  // Parses by JSON, because std::from_chars for floats is missing in WebAssembly. JSON has no NaN and no infinity.
  for (const auto& [word, value] : {std::pair{"nan", std::nan("")}, {"inf", HUGE_VAL}, {"-inf", -HUGE_VAL}})
    if (field == word) return value;
  const auto json = nlohmann::json::parse(field, nullptr, /*allow_exceptions=*/false);
  if (!json.is_number()) return fail<msg::kRunLogNotANumber>(name, field);
  return json.get<double>();
}

void put(EpochRecord& record, std::string_view column, double value) {
  if (column == "epoch") record.epoch = static_cast<std::size_t>(value);
  if (column == "loss") record.loss = value;
  if (column == "accuracy") record.accuracy = value;
  if (column == "learning_rate") record.learning_rate = value;
  if (column == "val_loss") record.val_loss = value;
  if (column == "val_accuracy") record.val_accuracy = value;
  if (column == "images_per_second") record.images_per_second = value;
  if (column == "seconds") record.seconds = value;
}

Result<EpochRecord> record_of(const std::vector<std::string_view>& columns, std::string_view row, const std::string& name) {
  const std::vector<std::string_view> fields = fields_of(row);
  if (fields.size() != columns.size()) return fail<msg::kRunLogFields>(name, columns.size(), fields.size());
  EpochRecord record;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (fields[i].empty()) continue;
    TRY_VALUE(const double value, number_of(fields[i], name));
    if (columns[i] == "epoch" && !(value >= 0 && value < 1e9)) return fail<msg::kRunLogEpoch>(name, fields[i]);
    put(record, columns[i], value);
  }
  return record;
}

}  // namespace

Result<History> history_from_csv(std::string_view csv, const std::string& name) {
  History history;
  std::vector<std::string_view> columns;
  for (std::size_t end = csv.find('\n'); end != std::string_view::npos; end = csv.find('\n')) {
    const std::string_view row = csv.substr(0, end);
    csv.remove_prefix(end + 1);
    if (columns.empty()) {
      columns = fields_of(row);
      if (columns[0] != "epoch") return fail<msg::kRunLogFirstColumn>(name);
      continue;
    }
    if (row.empty() || row == "\r") continue;
    TRY_VALUE(const EpochRecord record, record_of(columns, row, name));
    history.push_back(record);
  }
  if (columns.empty()) return fail<msg::kRunLogEmpty>(name);
  return history;
}

Result<History> read_run_folder(const std::string& folder) {
  const std::string path = folder + "/log.csv";
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(path));
  return history_from_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

Result<RunStatus> read_run_status(const std::string& folder) {
  RunStatus status{.is_running = FolderLock::is_locked(folder)};
  TRY_VALUE(status.history, read_run_folder(folder));
  const Result<SharedBytes> file = map_file(checkpoint_path({.path = folder}));
  if (!file) return status;
  const Result<TensorMap> checkpoint = read_safetensors(*file);
  if (!checkpoint) return status;
  const auto settings = checkpoint->metadata.find(kTrainingSettingsKey);
  if (settings == checkpoint->metadata.end()) return status;
  if (auto read = training_settings_from_json(settings->second)) status.settings = std::move(*read);
  return status;
}

}  // namespace alexnet
