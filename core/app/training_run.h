// A training run as users know it: photos and settings go in, a folder with models and logs comes out. app/training_driver.h is the
// loop around it. Files of the folder:
//   last.safetensors                 the latest checkpoint, from which resume() continues
//   best.safetensors                 the model of the epoch with the highest accuracy; of equal ones, that with the lowest loss.
//                                    Validation's numbers count, or training's if no photos are set aside for validation
//   epoch-0007.safetensors           models of the latest epochs, if TrainingFolder::keep asks for them
//   log.csv, events.out.tfevents.*   the numbers of each epoch, for spreadsheets and for TensorBoard (app/training_log.h)
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

// What there is to know before the first step.
struct TrainingPlan {
  std::vector<std::string> classes;
  std::vector<std::size_t> training_photos;    // per class
  std::vector<std::size_t> validation_photos;  // per class; empty without any
  std::size_t parameters = 0;
  std::size_t frozen_parameters = 0;
  bool keeps_features = false;     // of the frozen layers: computed at the first step, then taken from memory
  std::uint64_t memory_bytes = 0;  // weights, gradients, optimizer, activations and photos, about
  std::size_t batch = 0;           // as settings, but no more than there are photos
  std::size_t steps_per_epoch = 0;
  std::uint64_t first_epoch = 0;     // 0, or where the run is taken up
  std::vector<LoadedTensor> loaded;  // from settings.init_file
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
  // Scans the photos and makes room for everything. `pool` outlives the run. An `out` folder that holds a run already is
  // kInvalidArgument: it is resumed or left alone.
  [[nodiscard]] static Result<TrainingRun> start(const TrainingSettings& settings, const TrainingFolder& out,
                                                 const ThreadPool& pool);
  // Takes up the run in a folder, with its own settings; `epochs`, where it is not 0, is how many there shall be in all (a run
  // that stopped early then goes on, too). kInvalidArgument for fewer than are done, or where the photos have other classes.
  [[nodiscard]] static Result<TrainingRun> resume(const TrainingFolder& out, std::uint64_t epochs, const ThreadPool& pool);
  // The same for a host without files: it hands photos and the bytes of a checkpoint over, `base` stands in for
  // settings.init_file (nullptr: nothing does), and what there is to keep is asked for with checkpoint() and model_file().
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
  // How long one step takes now, in seconds: measured by a pass there and back on blank pictures, which changes nothing.
  [[nodiscard]] Result<double> measure_step();
  // How long it takes until all features are there, where plan().keeps_features, else 0: measured likewise, on one batch.
  [[nodiscard]] Result<double> measure_features();

  [[nodiscard]] bool finished() const;
  // A loss that is no number leaves the weights as they were; diagnose() then says so, and going on is pointless.
  [[nodiscard]] Result<StepReport> step();
  // After a step that ends an epoch: validates, logs and saves. The checkpoint waits for a later epoch where the one before is
  // so young that saving would take more than a tenth of the time; that of the last epoch does not.
  [[nodiscard]] Result<EpochReport> end_epoch();
  // Saves the checkpoint as things stand, between any two steps; not between the last step of an epoch and end_epoch().
  [[nodiscard]] Status save();
  // Tells the checkpoint policy how long it took to write a checkpoint. Only for a host that writes checkpoint() itself.
  void record_checkpoint(double milliseconds);
  // Returns the divergence of a step whose loss or gradient is not finite.
  [[nodiscard]] std::optional<Diagnosis> diagnose(const StepReport& step) const;

  // What save() and end_epoch() write, as things stand. The maps look at the run's memory: they are for before the next step.
  [[nodiscard]] TensorMap checkpoint();
  [[nodiscard]] TensorMap model_file() const;
  // A few photos, of those that are set aside where there are any, with what the network says of them now. Valid until the next
  // call; the pictures load at the first one.
  [[nodiscard]] Result<std::span<const Sample>> samples();

  [[nodiscard]] const History& history() const;
  [[nodiscard]] const Model& model() const;  // looks at the weights as they are now
  // Photos that turned out to be unreadable so far.
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
  [[nodiscard]] Status prepare(const Model& model);
  [[nodiscard]] Status open_folder(const TrainingFolder& out);
  [[nodiscard]] const PhotoSource& sampled_photos() const;
  [[nodiscard]] Result<EpochReport> finish_epoch();
  std::unique_ptr<State> state_;
};

}  // namespace alexnet
