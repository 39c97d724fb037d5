// Training, one step at a time: the host owns the loop, so that it can draw, save and stop between any two steps.
//   batches -> forward -> cross entropy -> backward -> optimizer -> new weights
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
  std::uint64_t epochs = 100;     // of the whole run, for schedules that know its end
  double learning_rate = 0.001;   // before the schedule
  float label_smoothing = 0;      // 0 to 1
  std::size_t accumulate = 1;     // batches a step
  double bias_learning_rate = 1;  // times the weights' (2 in Krizhevsky et al. 2012)
  bool decay_biases = true;       // not in Krizhevsky et al. 2012
};

// kInvalidArgument, with the option's name, for a number out of range; the optimizer's own are its own affair.
[[nodiscard]] Status check(const TrainerOptions& options);

struct StepReport {
  std::uint64_t step = 0;   // of the whole run, from 0
  std::uint64_t epoch = 0;  // from 0
  double loss = 0;          // mean, before the step. Not finite, or gradient_norm is not: the weights were left as they were
  double accuracy = 0;      // of this step's pictures that have a class
  double learning_rate = 0;
  double gradient_norm = 0;  // before clipping
  std::size_t images = 0;
  bool ends_epoch = false;
};

// What there is to know for a run to go on with the same bits; all of it goes through a checkpoint.
struct TrainerProgress {
  std::uint64_t step = 0;
  LoaderPosition position;    // of the training photos
  double epoch_loss_sum = 0;  // over the epoch's images so far
  std::uint64_t epoch_correct = 0;
  std::uint64_t epoch_images = 0;
  std::uint64_t epoch_with_class = 0;  // of them, those that are not of nothing (LoaderOptions::outliers)
  PlateauState plateau;

  [[nodiscard]] double epoch_loss() const { return epoch_images > 0 ? epoch_loss_sum / static_cast<double>(epoch_images) : 0; }
  [[nodiscard]] double epoch_accuracy() const {
    return epoch_with_class > 0 ? static_cast<double>(epoch_correct) / static_cast<double>(epoch_with_class) : 0;
  }
};

class Trainer {
 public:
  // `network` and `loader` outlive the trainer, as does `pool`. The loader drops what does not fill a batch.
  [[nodiscard]] static Result<Trainer> create(TrainingNetwork& network, BatchSource& loader, const TrainerOptions& options,
                                              const ThreadPool& pool);

  // One step of the optimizer. Allocates nothing but what XNNPACK packs. The first step of an epoch forgets the sums of the
  // last.
  [[nodiscard]] Result<StepReport> step();
  [[nodiscard]] std::size_t steps_per_epoch() const;
  [[nodiscard]] double learning_rate() const;  // of the next step
  // For a schedule that waits for a plateau: the validation loss of an epoch that ended, or the training loss.
  void epoch_ended(double loss);

  [[nodiscard]] const TrainerProgress& progress() const { return progress_; }
  [[nodiscard]] const Optimizer& optimizer() const { return optimizer_; }
  [[nodiscard]] Optimizer& optimizer() { return optimizer_; }
  // Takes up a run: the network's weights and the optimizer's state have been put back already.
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
  Tensor gradient_sum_;  // over the batches of a step, if there are several
  TrainerProgress progress_;
};

// How good a network is on all photos of a loader; the batch that is not full counts too.
[[nodiscard]] Status evaluate(TrainingNetwork& network, BatchSource& loader, Metrics& metrics);

}  // namespace alexnet
