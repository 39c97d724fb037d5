// What a training run has come to so far, read from the folder that it writes: of a run that goes on, too.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "train/history.h"

namespace alexnet {

// The epochs in `folder`/log.csv (train/csv_log.h). Columns go by their names; a last row that is half written is left out.
// kBadFormat where another row does not read, or the file has no `epoch`; the errors of read_file.
[[nodiscard]] Result<History> read_run_folder(const std::string& folder);

// Of the text of such a file; `name` is for messages.
[[nodiscard]] Result<History> history_from_csv(std::string_view csv, const std::string& name);

}  // namespace alexnet
