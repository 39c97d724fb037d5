// Checkpoints of a training run: one safetensors file with the parameters of the model, the state of the optimizer (tensors
// `optimizer.m` and so on) and the progress of the run (metadata). A model reader ignores what belongs to the run, so a checkpoint
// is a model file too. A resumed run ends with the same bits as one that was never stopped.
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

// The progress of a run.
struct RunState {
  TrainerProgress progress;
  std::uint64_t optimizer_steps = 0;
  EarlyStopping early_stopping;
  History history;
  double seconds = 0;        // the duration of the epochs in `history`
  double epoch_seconds = 0;  // the duration of the steps of the current epoch
  std::string settings;      // JSON of the settings; stored and returned as it is
  std::string photo_set;     // identifies the photos of the run (app/training_setup.h); empty in files of older versions
  std::string photo_record;  // the text of a PhotoRecord (model/photo_record.h), or empty; stored and returned as it is
};

struct Checkpoint {
  Model model;
  RunState run;
  TensorMap optimizer;  // the tensors of its state, without the prefix `optimizer.`
};

// Returns the tensors and metadata of a checkpoint. They refer to the memory of the model and of the optimizer.
[[nodiscard]] TensorMap checkpoint_tensors(const Model& model, const Optimizer& optimizer, const RunState& run);
// Writes a checkpoint atomically (base/file.h): if the disk is full or the process is killed, the previous file remains.
[[nodiscard]] Status write_checkpoint(const std::string& path, const Model& model, const Optimizer& optimizer,
                                      const RunState& run);
// Errors: those of read_safetensors and model_from_tensors; kBadFormat if the file is a model but not a checkpoint, or if the
// progress of the run is damaged.
[[nodiscard]] Result<Checkpoint> read_checkpoint(SharedBytes file, const ThreadPool& pool);
// Copies the state into an optimizer. kWrongShape if it is of another kind or has other parameters.
[[nodiscard]] Status restore_optimizer(const Checkpoint& checkpoint, Optimizer& optimizer);

}  // namespace alexnet
