// A training run as users know it: photos and settings go in, a folder with models and logs comes out. app/training_driver.h is the
// loop around it. Files of the folder:
//   last.safetensors                 the latest checkpoint, from which resume() continues
//   best.safetensors                 the model of the epoch with the highest accuracy; of equal ones, that with the lowest loss.
//                                    Validation's numbers count, or training's if no photos are set aside for validation
//   epoch-0007.safetensors           models of the latest epochs, if TrainingFolder::keep asks for them
//   log.csv                          the numbers of each epoch
//   train/, validation/, steps/, events.out.tfevents.*   curves, images and settings for TensorBoard (app/training_log.h)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/photo_sets.h"
#include "app/sample_predictions.h"
#include "app/training_files.h"
#include "app/training_settings.h"
#include "base/error.h"
#include "base/thread_pool.h"
#include "data/batch_loader.h"
#include "formats/tensor_map.h"
#include "interop/partial_load.h"
#include "train/checkpoint.h"
#include "train/diagnosis.h"
#include "train/history.h"
#include "train/trainer.h"

namespace alexnet {

// Facts about a run that are known before its first step.
struct TrainingPlan {
  std::vector<std::string> classes;
  std::vector<std::size_t> training_photos;    // per class
  std::vector<std::size_t> validation_photos;  // per class; empty if no photos are set aside
  std::size_t parameters = 0;
  std::size_t frozen_parameters = 0;
  bool keeps_features = false;     // the features of the frozen layers are computed at the first step and kept in memory
  std::uint64_t memory_bytes = 0;  // estimated: weights, gradients, optimizer, activations and photos
  std::size_t batch = 0;           // as in the settings, but at most the number of photos
  std::size_t steps_per_epoch = 0;
  std::uint64_t first_epoch = 0;  // 0, or the first epoch of a resumed run
  std::string
      photos_before;  // "TRAINING VALIDATION": the numbers of photos the run began with, if it resumes with other photos
  std::vector<LoadedTensor> loaded;  // the tensors of settings.init_file or of the base model
};

struct EpochReport {
  EpochRecord record;
  bool is_best = false;
  bool stops_early = false;
  bool is_checkpoint_due = false;      // a run with a folder has written it; a host without files does so and records it
  std::optional<Diagnosis> diagnosis;  // only Kind::kNotLearning; divergence is diagnosed after a step
};

class TrainingRun {
 public:
  // Scans the photos and allocates all memory. `pool` must outlive the run. Errors: kInvalidArgument if the folder holds a run
  // already, which can be resumed; those of open_photos, spec_of, trainer_options and frozen_layers.
  [[nodiscard]] static Result<TrainingRun> start(const TrainingSettings& settings, const TrainingFolder& out,
                                                 const ThreadPool& pool);
  // Resumes the run of a folder with its own settings. `epochs`, if it is not 0, replaces the total number of epochs; a run that
  // stopped early continues then, too. kInvalidArgument if that is less than is done, or if the photos have other classes.
  [[nodiscard]] static Result<TrainingRun> resume(const TrainingFolder& out, std::uint64_t epochs, const ThreadPool& pool);
  // The same for a host without files, which passes photos, the bytes of a checkpoint, and a `base` model instead of
  // settings.init_file (may be nullptr). It writes checkpoint() and model_file() itself.
  [[nodiscard]] static Result<TrainingRun> start(const TrainingSettings& settings, PhotoSets photos, const Model* base,
                                                 const ThreadPool& pool);
  using OpenPhotos = std::function<Result<PhotoSets>(const TrainingSettings&)>;
  [[nodiscard]] static Result<TrainingRun> resume(SharedBytes checkpoint, std::uint64_t epochs, const OpenPhotos& photos_of,
                                                  const ThreadPool& pool);
  TrainingRun(TrainingRun&&) noexcept;
  TrainingRun& operator=(TrainingRun&&) noexcept;
  ~TrainingRun();

  [[nodiscard]] const TrainingSettings& settings() const;
  [[nodiscard]] const TrainingPlan& plan() const;
  [[nodiscard]] const PhotoSets& photos() const;
  // Returns the duration of a step in seconds, measured by a forward and backward pass on blank images. Changes no weights.
  [[nodiscard]] Result<double> measure_step();
  // Returns the estimated duration of computing all features in seconds, measured on one batch; 0 unless plan().keeps_features.
  [[nodiscard]] Result<double> measure_features();

  [[nodiscard]] bool finished() const;
  // Does one step. If the loss or the gradient is not finite, the weights do not change, and the run is finished; diagnose() says why.
  [[nodiscard]] Result<StepReport> step();
  // Must be called after each step that ends an epoch. Validates, logs, and saves models. Saves the checkpoint if the policy
  // (app/checkpoint_policy.h) says so, and always after the last epoch.
  [[nodiscard]] Result<EpochReport> end_epoch();
  // Saves a checkpoint of the current state. Not between the last step of an epoch and end_epoch(). Does nothing without a folder.
  [[nodiscard]] Status save();
  // Tells the checkpoint policy how long it took to write a checkpoint. Only for a host that writes checkpoint() itself.
  void record_checkpoint(double milliseconds);
  // Returns the divergence of a step whose loss or gradient is not finite.
  [[nodiscard]] std::optional<Diagnosis> diagnose(const StepReport& step) const;

  // The contents of the files that save() and end_epoch() write. They refer to memory of the run and are valid until the next step.
  [[nodiscard]] TensorMap checkpoint();
  [[nodiscard]] TensorMap model_file() const;
  // Returns the current predictions for a few validation photos (training photos if there are none), valid until the next call. The
  // first call loads the photos.
  [[nodiscard]] Result<std::span<const Sample>> samples();

  [[nodiscard]] const History& history() const;
  [[nodiscard]] const Model& model() const;  // refers to the current weights
  // Photos that could not be read so far.
  [[nodiscard]] std::vector<UnreadablePhoto> unreadable() const;

 private:
  struct State;
  explicit TrainingRun(std::unique_ptr<State> state);
  [[nodiscard]] Result<std::unique_ptr<BatchSource>> open_batches(const PhotoSource& photos, const Augmentation& augmentation,
                                                                  const LoaderOptions& options);
  [[nodiscard]] static Result<TrainingRun> begin(const TrainingSettings& settings, PhotoSets photos, const Model* base,
                                                 const ThreadPool& pool);
  [[nodiscard]] static Result<TrainingRun> resume_from_checkpoint(Checkpoint checkpoint, const TrainingSettings& settings,
                                                                  PhotoSets photos, const ThreadPool& pool);
  [[nodiscard]] Status open_data();
  [[nodiscard]] Status prepare(const Model& model);
  [[nodiscard]] Status open_folder(const TrainingFolder& out);
  [[nodiscard]] const PhotoSource& sampled_photos() const;
  [[nodiscard]] Result<EpochReport> finish_epoch();
  std::unique_ptr<State> state_;
};

}  // namespace alexnet
