// What a person should know about a training run besides its numbers, as notices with codes (core/messages/app.h).
#pragma once

#include <vector>

#include "app/training_run.h"
#include "base/error.h"

namespace alexnet {

// Returns the notices to show before the first step: files and classes that are skipped, duplicate photos, which tensors of
// settings().init_file were loaded, whether features are cached, and where a resumed run continues.
[[nodiscard]] std::vector<Notice> start_notices(const TrainingRun& run);

// Returns the notices to show after an epoch: its diagnosis, and early stopping.
[[nodiscard]] std::vector<Notice> epoch_notices(const TrainingRun& run, const EpochReport& epoch);

// Returns a notice for each photo that could not be read so far.
[[nodiscard]] std::vector<Notice> unreadable_notices(const TrainingRun& run);

// Returns a notice for each of the first photos that were read despite a fault so far, and one for how many more there are.
[[nodiscard]] std::vector<Notice> warning_notices(const TrainingRun& run);

}  // namespace alexnet
