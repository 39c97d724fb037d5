// Reads the history of a training run from its folder, also while the run is in progress.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/training_settings.h"
#include "base/error.h"
#include "train/history.h"

namespace alexnet {

// Reads the epochs in `folder`/log.csv (train/csv_log.h). Columns are recognized by their names; an incomplete last row is ignored.
// Errors: those of read_file; kBadFormat if another row is invalid, or if the first column is not `epoch`.
[[nodiscard]] Result<History> read_run_folder(const std::string& folder);

// What is known of a run from its folder.
struct RunStatus {
  History history;
  std::optional<TrainingSettings> settings;  // of its latest checkpoint; none before the first one
  bool is_running = false;                   // a process writes to the folder now
};
// Errors: those of read_run_folder. A checkpoint that cannot be read counts as none.
[[nodiscard]] Result<RunStatus> read_run_status(const std::string& folder);

// Returns the history in the text of a log.csv; `name` is used in errors.
[[nodiscard]] Result<History> history_from_csv(std::string_view csv, const std::string& name);

}  // namespace alexnet
