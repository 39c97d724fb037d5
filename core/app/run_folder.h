// Reads the history of a training run from its folder, also while the run is in progress.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "train/history.h"

namespace alexnet {

// Reads the epochs in `folder`/log.csv (train/csv_log.h). Columns are recognized by their names; an incomplete last row is ignored.
// Errors: those of read_file; kBadFormat if another row is invalid, or if the first column is not `epoch`.
[[nodiscard]] Result<History> read_run_folder(const std::string& folder);

// Does the same for the text of such a file; `name` is used in errors.
[[nodiscard]] Result<History> history_from_csv(std::string_view csv, const std::string& name);

}  // namespace alexnet
