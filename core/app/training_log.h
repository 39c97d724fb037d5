// What every epoch of a run came to, for spreadsheets and for TensorBoard: log.csv (train/csv_log.h) and an event file
// (train/event_log.h) with curves and two pictures, `samples` (app/sample_predictions.h) and `conv1` (render/filter_grid.h).
#pragma once

#include <string>

#include "app/sample_predictions.h"
#include "train/csv_log.h"
#include "train/event_log.h"

namespace alexnet {

class TrainingLog {
 public:
  // In a folder, made where it is missing, from `first_epoch` on. `sample_source` is where the samples are taken from. The errors of
  // CsvLog, EventLog and SamplePredictions.
  [[nodiscard]] static Result<TrainingLog> open(const std::string& folder, std::size_t first_epoch,
                                                const PhotoSource& sample_source, const Preprocessing& preprocessing);

  // What the epoch came to, and, now and then, what the network looks like and says: that leaves it with another batch size.
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
