// The logs of a run: log.csv (train/csv_log.h), and an event file for TensorBoard (train/event_log.h) with curves and two images,
// `samples` (app/sample_predictions.h) and `conv1` (render/filter_grid.h).
#pragma once

#include <string>

#include "app/sample_predictions.h"
#include "train/csv_log.h"
#include "train/event_log.h"

namespace alexnet {

class TrainingLog {
 public:
  // Opens the logs in a folder, which is created if necessary, to continue with `first_epoch`. The samples are chosen from
  // `sample_source`. Errors: those of CsvLog, EventLog and SamplePredictions.
  [[nodiscard]] static Result<TrainingLog> open(const std::string& folder, std::size_t first_epoch,
                                                const PhotoSource& sample_source, const Preprocessing& preprocessing);

  // Logs an epoch and, after some epochs, the images. May change the batch size of the network.
  [[nodiscard]] Status epoch(const EpochRecord& record, TrainingNetwork& network, const ThreadPool& pool);

 private:
  TrainingLog(CsvLog csv, EventLog events, SamplePredictions pictures)
      : csv_(std::move(csv)), events_(std::move(events)), samples_(std::move(pictures)) {}
  [[nodiscard]] Status write_curves(const EpochRecord& record);

  CsvLog csv_;
  EventLog events_;
  SamplePredictions samples_;
};

}  // namespace alexnet
