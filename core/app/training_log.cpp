#include "app/training_log.h"

#include "render/filter_grid.h"

namespace alexnet {
namespace {

// TensorBoard shows ten images per tag. Log all of the first epochs, in which most changes, then every tenth.
bool logs_images(std::size_t epoch) { return epoch < 10 || epoch % 10 == 9; }

}  // namespace

Result<TrainingLog> TrainingLog::open(const std::string& folder, std::size_t first_epoch, const PhotoSource& sample_source,
                                      const Preprocessing& preprocessing) {
  TRY(make_folder(folder));
  TRY_VALUE(SamplePredictions pictures, SamplePredictions::create(sample_source, preprocessing));
  TRY_VALUE(CsvLog csv, CsvLog::open(folder + "/log.csv", first_epoch));
  TRY_VALUE(EventLog events, EventLog::open(folder, {.first_step = first_epoch}));
  return TrainingLog(std::move(csv), std::move(events), std::move(pictures));
}

// The tags are grouped by the part before the slash.
Status TrainingLog::write_curves(const EpochRecord& record) {
  TRY(events_.scalar("loss/train", record.epoch, record.loss));
  TRY(events_.scalar("accuracy/train", record.epoch, record.accuracy));
  TRY(events_.scalar("learning_rate", record.epoch, record.learning_rate));
  TRY(events_.scalar("images_per_second", record.epoch, record.images_per_second));
  if (record.val_loss) TRY(events_.scalar("loss/validation", record.epoch, *record.val_loss));
  if (record.val_accuracy) TRY(events_.scalar("accuracy/validation", record.epoch, *record.val_accuracy));
  return {};
}

Status TrainingLog::epoch(const EpochRecord& record, TrainingNetwork& network, const ThreadPool& pool) {
  TRY(csv_.row(record));
  TRY(write_curves(record));
  if (!logs_images(record.epoch)) return {};
  if (samples_.count() > 0) {
    TRY_VALUE(const Image samples, samples_.draw_samples(network, pool));
    TRY(events_.image("samples", record.epoch, samples));
  }
  TRY_VALUE(const Image filters, draw_filters(network.model()));
  return events_.image("conv1", record.epoch, filters);
}

}  // namespace alexnet
