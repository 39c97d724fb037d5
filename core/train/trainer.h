// Training, one optimizer step at a time:
//   batch -> forward pass -> cross entropy -> backward pass -> optimizer -> new weights
// The caller owns the loop (app/training_driver.h), so that it can draw, save and stop between any two steps.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/batch_source.h"
#include "nn/training_network.h"
#include "tensor/tensor.h"
#include "train/metrics.h"
#include "train/optimizer.h"
#include "train/schedule.h"

namespace alexnet {

struct TrainerOptions {
  OptimizerOptions optimizer;
  Schedule schedule;
  std::uint64_t epochs = 100;     // of the whole run; schedules depend on it
  double learning_rate = 0.001;   // before the schedule
  float label_smoothing = 0;      // 0 to below 1
  std::size_t accumulate = 1;     // batches per step
  double bias_learning_rate = 1;  // relative to that of the weights (2 in Krizhevsky et al. 2012)
  bool decay_biases = true;       // false in Krizhevsky et al. 2012
};

// kInvalidArgument, with the name of the option, for a number out of range. Optimizer options are validated by
// Optimizer::create().
[[nodiscard]] Status check(const TrainerOptions& options);

struct StepReport {
  std::uint64_t step = 0;   // of the whole run, from 0
  std::uint64_t epoch = 0;  // from 0
  double loss = 0;          // mean, before the update. If it or gradient_norm is not finite, the weights were not changed
  double accuracy = 0;      // of the images of this step that have a class
  double learning_rate = 0;
  double gradient_norm = 0;  // before clipping
  std::size_t images = 0;
  bool ends_epoch = false;
};

// The state that a resumed run needs to continue with the same bits. Checkpoints store it.
struct TrainerProgress {
  std::uint64_t step = 0;
  LoaderPosition position;    // of the training photos
  double epoch_loss_sum = 0;  // over the images of the epoch so far
  std::uint64_t epoch_correct = 0;
  std::uint64_t epoch_images = 0;
  std::uint64_t epoch_with_class = 0;  // of those, images that have a class (LoaderOptions::outliers have none)
  PlateauState plateau;

  [[nodiscard]] double epoch_loss() const { return epoch_images > 0 ? epoch_loss_sum / static_cast<double>(epoch_images) : 0; }
  [[nodiscard]] double epoch_accuracy() const {
    return epoch_with_class > 0 ? static_cast<double>(epoch_correct) / static_cast<double>(epoch_with_class) : 0;
  }
};

class Trainer {
 public:
  // `network`, `loader` and `pool` must outlive the trainer. The loader must drop incomplete batches.
  [[nodiscard]] static Result<Trainer> create(TrainingNetwork& network, BatchSource& loader, const TrainerOptions& options,
                                              const ThreadPool& pool);

  // Does one optimizer step. Allocates no memory, except for the weights that XNNPACK packs. The first step of an epoch resets the
  // sums of TrainerProgress.
  [[nodiscard]] Result<StepReport> step();
  [[nodiscard]] std::size_t steps_per_epoch() const;
  [[nodiscard]] double learning_rate() const;  // of the next step
  // Tells a plateau schedule the validation loss of an epoch that has ended, or the training loss if there is no validation.
  void epoch_ended(double loss);

  [[nodiscard]] const TrainerProgress& progress() const { return progress_; }
  [[nodiscard]] const Optimizer& optimizer() const { return optimizer_; }
  [[nodiscard]] Optimizer& optimizer() { return optimizer_; }
  // Continues a run. The weights of the network and the state of the optimizer have to be restored before.
  void resume(const TrainerProgress& progress);

 private:
  Trainer(TrainingNetwork& network, BatchSource& loader, const TrainerOptions& options, Optimizer optimizer,
          const ThreadPool& pool);
  struct BatchResult {
    double loss = 0;
    std::size_t correct = 0;
    std::size_t images = 0;
    std::size_t with_class = 0;
  };
  [[nodiscard]] Result<BatchResult> run_batch(std::uint64_t pass);

  TrainingNetwork* network_;
  BatchSource* loader_;
  const ThreadPool* pool_;
  TrainerOptions options_;
  Optimizer optimizer_;
  Tensor gradient_sum_;  // over the batches of a step; used if there are several
  TrainerProgress progress_;
};

// Adds the predictions for all photos of a loader to `metrics`, including those of an incomplete last batch.
[[nodiscard]] Status evaluate(TrainingNetwork& network, BatchSource& loader, Metrics& metrics);

}  // namespace alexnet
