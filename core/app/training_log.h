// The logs of a run in its folder: log.csv (train/csv_log.h), and event files for TensorBoard (train/event_log.h), in which the tags
// and subfolders are those of Keras' TensorBoard callback, so that `tensorboard --logdir FOLDER` shows the curves of training and
// validation in one chart:
//   train/       epoch_loss, epoch_accuracy, epoch_learning_rate, epoch_images_per_second; histograms of the weights (`conv1/weight`);
//                the filters of the first layer (`filters`); the graph of the model
//   validation/  epoch_loss, epoch_accuracy; predictions for a few photos (`predictions`) and the `confusion_matrix` as images.
//                Without validation photos, the predictions are for training photos and below train/
//   steps/       batch_loss, batch_accuracy, batch_learning_rate, batch_gradient_norm. They are not below train/, because they count
//                optimizer steps, and a resumed run drops what follows its first step of each folder
//   (no folder)  the settings of the run, for TensorBoard's tab of hyperparameters
#pragma once

#include <optional>
#include <span>
#include <string>

#include "app/sample_predictions.h"
#include "app/training_settings.h"
#include "train/csv_log.h"
#include "train/event_log.h"
#include "train/trainer.h"

namespace alexnet {

// What a log must know of a run when it is opened.
struct LoggedRun {
  const TrainingSettings& settings;
  const History& history;      // of the epochs before a run was resumed
  std::uint64_t step = 0;      // the next one
  const PhotoSource& samples;  // from which the predicted photos are chosen
  bool validates = false;      // whether `samples` are validation photos
  const ModelSpec& spec;
};

class TrainingLog {
 public:
  // Opens the logs in a folder, which is created if necessary. The curves of epochs that an older version logged under other names
  // are written again from the history. Errors: those of CsvLog, EventLog and SamplePredictions.
  [[nodiscard]] static Result<TrainingLog> open(const std::string& folder, const LoggedRun& run);

  // Logs an optimizer step.
  [[nodiscard]] Status step(const StepReport& report);

  // Logs an epoch and, after some epochs, histograms and images. `confusion` is [label][predicted] of the validation photos, empty
  // without them. May change the batch size of the network.
  [[nodiscard]] Status epoch(const EpochRecord& record, std::span<const std::uint64_t> confusion, TrainingNetwork& network,
                             const ThreadPool& pool);

 private:
  TrainingLog(CsvLog csv, EventLog train, EventLog steps, SamplePredictions samples)
      : csv_(std::move(csv)), train_(std::move(train)), steps_(std::move(steps)), samples_(std::move(samples)) {}
  [[nodiscard]] Status write_curves(const EpochRecord& record);
  [[nodiscard]] Status write_images(std::size_t epoch, std::span<const std::uint64_t> confusion, TrainingNetwork& network,
                                    const ThreadPool& pool);

  CsvLog csv_;
  EventLog train_;
  std::optional<EventLog> validation_;  // only of a run that has validation photos
  EventLog steps_;
  SamplePredictions samples_;
};

}  // namespace alexnet
