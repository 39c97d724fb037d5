#include "app/training_log.h"

#include <algorithm>

#include "app/training_log_contents.h"
#include "base/path.h"
#include "render/confusion_grid.h"
#include "render/filter_grid.h"

namespace alexnet {
namespace {

// TensorBoard shows ten images per tag. Log all of the first epochs, in which most changes, then every tenth.
bool logs_images(std::size_t epoch) { return epoch < 10 || epoch % 10 == 9; }

bool has_event_files(const std::string& folder) {
  const Result<std::vector<FolderEntry>> entries = list_folder(folder);
  return entries && std::ranges::any_of(*entries, [](const FolderEntry& entry) { return entry.name.starts_with("events."); });
}

Status write_settings(const std::string& folder, const LoggedRun& run) {
  TRY_VALUE(EventLog log, EventLog::open(folder, {.first_step = run.history.size()}));
  return log.hyperparameters(hyperparameters_of(run.settings), basename(folder));
}

}  // namespace

Result<TrainingLog> TrainingLog::open(const std::string& folder, const LoggedRun& run) {
  const std::string train_folder = folder + "/train";
  const std::size_t first_epoch = run.history.size();
  TRY(make_folder(folder));
  TRY_VALUE(SamplePredictions samples, SamplePredictions::create(run.samples, run.spec.preprocessing));
  TRY_VALUE(CsvLog csv, CsvLog::open(folder + "/log.csv", first_epoch));
  const bool is_new = !has_event_files(train_folder);
  TRY(write_settings(folder, run));
  TRY_VALUE(EventLog train, EventLog::open(train_folder, {.first_step = first_epoch}));
  TRY_VALUE(EventLog steps, EventLog::open(folder + "/steps", {.first_step = run.step}));
  TrainingLog log(std::move(csv), std::move(train), std::move(steps), std::move(samples));
  if (run.validates) {
    TRY_VALUE(log.validation_, EventLog::open(folder + "/validation", {.first_step = first_epoch}));
  }
  // A run that starts again before its first checkpoint discards the graph, which belongs to step 0, with everything else.
  if (!is_new && first_epoch > 0) return log;
  TRY_VALUE(const std::vector<GraphNode> graph, graph_of(run.spec));
  TRY(log.train_.graph(graph));
  for (const EpochRecord& record : run.history) TRY(log.write_curves(record));
  return log;
}

Status TrainingLog::step(const StepReport& report) {
  TRY(steps_.scalar("batch_loss", report.step, report.loss));
  TRY(steps_.scalar("batch_accuracy", report.step, report.accuracy));
  TRY(steps_.scalar("batch_learning_rate", report.step, report.learning_rate));
  return steps_.scalar("batch_gradient_norm", report.step, report.gradient_norm);
}

Status TrainingLog::write_curves(const EpochRecord& record) {
  TRY(train_.scalar("epoch_loss", record.epoch, record.loss));
  TRY(train_.scalar("epoch_accuracy", record.epoch, record.accuracy));
  TRY(train_.scalar("epoch_learning_rate", record.epoch, record.learning_rate));
  TRY(train_.scalar("epoch_images_per_second", record.epoch, record.images_per_second));
  if (!validation_) return {};
  if (record.val_loss) TRY(validation_->scalar("epoch_loss", record.epoch, *record.val_loss));
  if (record.val_accuracy) TRY(validation_->scalar("epoch_accuracy", record.epoch, *record.val_accuracy));
  return {};
}

Status TrainingLog::write_images(std::size_t epoch, std::span<const std::uint64_t> confusion, TrainingNetwork& network,
                                 const ThreadPool& pool) {
  if (samples_.count() > 0) {
    TRY_VALUE(const Image samples, samples_.draw_samples(network, pool));
    TRY((validation_ ? *validation_ : train_).image("predictions", epoch, samples));
  }
  if (validation_ && !confusion.empty()) {
    TRY_VALUE(const Image matrix, draw_confusion(confusion, network.model().labels));
    TRY(validation_->image("confusion_matrix", epoch, matrix));
  }
  TRY_VALUE(const Image filters, draw_filters(network.model()));
  return train_.image("filters", epoch, filters);
}

Status TrainingLog::epoch(const EpochRecord& record, std::span<const std::uint64_t> confusion, TrainingNetwork& network,
                          const ThreadPool& pool) {
  TRY(csv_.row(record));
  TRY(write_curves(record));
  if (!logs_images(record.epoch)) return {};
  for (const Parameter& parameter : network.model().parameters) {
    std::string tag = parameter.name;
    std::ranges::replace(tag, '.', '/');
    TRY(train_.histogram(tag, record.epoch, parameter.values.values()));
  }
  return write_images(record.epoch, confusion, network, pool);
}

}  // namespace alexnet
