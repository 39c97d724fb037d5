// The files of a training run's folder, except for its logs (app/training_log.h):
//   last.safetensors         the latest checkpoint, from which a run resumes
//   best.safetensors         the model of the best epoch so far
//   epoch-0007.safetensors   the models of the latest epochs, if TrainingFolder::keep asks for them; numbered from 1
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "app/training_settings.h"
#include "base/error.h"
#include "model/model.h"
#include "train/history.h"

namespace alexnet {

struct TrainingFolder {
  std::string path;      // empty: nothing is written, neither models nor logs
  std::size_t keep = 0;  // how many of the latest epochs keep their models, besides last and best
};

[[nodiscard]] std::string checkpoint_path(const TrainingFolder& folder);

// Returns the model with the history and the settings of its training as provenance. Only the base names of paths are kept, so
// that a model does not reveal the folders of the machine that it was trained on.
[[nodiscard]] Model with_provenance(Model model, TrainingSettings settings, const History& history);

// Writes the models of the epoch that has just ended, counted from 0, and removes the oldest one above `keep`. Requires
// a path. Errors: those of write_model_file and remove_file.
[[nodiscard]] Status write_epoch_models(const TrainingFolder& folder, const Model& model, std::uint64_t epoch, bool is_best);

}  // namespace alexnet
