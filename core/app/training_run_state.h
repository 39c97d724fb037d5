// The state of a training run, shared by training_run.cpp (steps, epochs, saving) and training_run_start.cpp (start and resume).
#pragma once

#include <memory>
#include <optional>

#include "app/checkpoint_policy.h"
#include "app/training_log.h"
#include "app/training_run.h"
#include "base/folder_lock.h"
#include "model/photo_record.h"
#include "nn/training_network.h"
#include "train/metrics.h"

namespace alexnet {

struct TrainingRun::State {
  TrainingSettings settings;
  TrainingFolder out;
  std::optional<FolderLock> lock;  // of `out`, until the run is finished
  const ThreadPool* pool = nullptr;
  PhotoSets data;
  Initialization initialization = Initialization::kKeras;
  std::unique_ptr<TrainingNetwork> network;  // set before anything else uses the run
  std::unique_ptr<BatchSource> training;
  std::unique_ptr<BatchSource> validation;  // nullptr without photos
  std::unique_ptr<Trainer> trainer;         // the same
  std::optional<Metrics> metrics;           // of the validation photos, if there are any
  std::optional<TrainingLog> log;
  std::optional<SamplePredictions> sample_predictions;  // for samples()
  TrainingPlan plan;
  RunState run;
  CheckpointPolicy checkpoint_policy;
  PhotoRecord photo_record;  // without photos if settings.photo_record is false
  bool has_recorded_photos = false;
  bool diverged = false;
  bool stopped_early = false;

  // Adds the training photos to the record. Those whose fingerprints are not known yet are decoded.
  void record_photos();
  // Returns the model with what its file says about the run.
  [[nodiscard]] Model described(Model model) const;

  // Swaps the weights of the network and their average, if there is one.
  [[nodiscard]] Status swap_average() {
    if (trainer->optimizer().average().empty()) return {};
    trainer->optimizer().swap_average(network->weights());
    return network->weights_changed();
  }
};

}  // namespace alexnet
