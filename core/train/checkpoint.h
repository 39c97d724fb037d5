// A training run in one safetensors file: the model as any model file holds it, beside it the optimizer's state
// (`optimizer.m`, …) and in the metadata where the run stands. A model reader passes over what belongs to the run, so that a
// checkpoint classifies too; a run that goes on from it ends with the same bits as one that was never stopped.
#pragma once

#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "train/early_stopping.h"
#include "train/history.h"
#include "train/trainer.h"

namespace alexnet {

// What the host of the loop knows beside the trainer.
struct RunState {
  TrainerProgress progress;
  std::uint64_t optimizer_steps = 0;
  EarlyStopping early_stopping;
  History history;
  double seconds = 0;        // of the epochs in `history`
  double epoch_seconds = 0;  // of the steps that `progress` sums up
  std::string settings;      // of the run, as the host writes them: not read here
};

struct Checkpoint {
  Model model;
  RunState run;
  TensorMap optimizer;  // its tensors, without the prefix
};

// What the file holds. The map looks at the model's and the optimizer's memory: keep both while it is used.
[[nodiscard]] TensorMap checkpoint_tensors(const Model& model, const Optimizer& optimizer, const RunState& run);
// Whole or not at all (base/file.h): a full disk or a killed process leaves the file that was there.
[[nodiscard]] Status write_checkpoint(const std::string& path, const Model& model, const Optimizer& optimizer,
                                      const RunState& run);
// The errors of read_safetensors and model_from_tensors, and kBadFormat for a model file that is no checkpoint, or one whose
// record of the run is damaged.
[[nodiscard]] Result<Checkpoint> read_checkpoint(SharedBytes file, const ThreadPool& pool);
// kWrongShape where the optimizer is another one, or of other parameters.
[[nodiscard]] Status restore_optimizer(const Checkpoint& checkpoint, Optimizer& optimizer);

}  // namespace alexnet
