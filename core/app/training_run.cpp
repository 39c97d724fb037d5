#include "app/training_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "app/training_measurement.h"
#include "app/training_run_state.h"
#include "base/stopwatch.h"
#include "data/photo_fingerprints.h"
#include "evaluate/evaluation_loop.h"
#include "formats/safetensors.h"
#include "model/photo_record.h"
#include "train/checkpoint.h"

namespace alexnet {

namespace {

// Returns a score of which the higher one is better. The loss breaks ties, which are frequent among the accuracies of few photos. NaN
// is the worst loss.
std::tuple<double, double> validation_score(const EpochRecord& record) {
  const double loss = record.val_loss.value_or(record.loss);
  return {record.val_accuracy.value_or(record.accuracy), std::isnan(loss) ? -std::numeric_limits<double>::infinity() : -loss};
}

bool is_best(const History& history) {
  return std::ranges::none_of(history.begin(), history.end() - 1, [&](const EpochRecord& before) {
    return validation_score(before) >= validation_score(history.back());
  });
}

}  // namespace

TrainingRun::TrainingRun(std::unique_ptr<State> state) : state_(std::move(state)) {}
TrainingRun::TrainingRun(TrainingRun&&) noexcept = default;
TrainingRun& TrainingRun::operator=(TrainingRun&&) noexcept = default;
TrainingRun::~TrainingRun() = default;

const TrainingSettings& TrainingRun::settings() const { return state_->settings; }
const TrainingPlan& TrainingRun::plan() const { return state_->plan; }
const PhotoSets& TrainingRun::photos() const { return state_->data; }
const History& TrainingRun::history() const { return state_->run.history; }
const Model& TrainingRun::model() const { return state_->network->model(); }

const PhotoSource& TrainingRun::sampled_photos() const {
  const PhotoSets& data = state_->data;
  return data.validation->size() > 0 ? *data.validation : *data.training;
}

Result<double> TrainingRun::measure_step() {
  TRY_VALUE(const double seconds, measure_batch(*state_->network, state_->plan.batch));
  return seconds * static_cast<double>(state_->settings.accumulate);
}

Result<double> TrainingRun::measure_features() {
  State& s = *state_;
  if (!s.plan.keeps_features) return 0.0;
  TRY_VALUE(const double seconds_per_photo, measure_frozen_layers(*s.network, s.plan.batch));
  return seconds_per_photo * static_cast<double>(s.data.training->size() + s.data.validation->size());
}

bool TrainingRun::finished() const {
  return state_->diverged || state_->stopped_early || state_->run.history.size() >= state_->settings.epochs;
}

Result<StepReport> TrainingRun::step() {
  State& s = *state_;
  if (s.trainer->progress().position.batch == 0) s.run.epoch_seconds = 0;
  const Stopwatch watch;
  TRY_VALUE(const StepReport report, s.trainer->step());
  s.run.epoch_seconds += watch.milliseconds() * 1e-3;
  s.diverged = diagnose(report).has_value();
  if (s.log) TRY(s.log->step(report));
  return report;
}

std::optional<Diagnosis> TrainingRun::diagnose(const StepReport& step) const {
  const State& s = *state_;
  const TrainingSetup setup = {
      .classes = s.plan.classes.size(), .learning_rate = s.settings.learning_rate, .initialization = s.initialization};
  if (auto diverged = diagnose_step(step.step, step.loss, setup)) return diverged;
  return diagnose_step(step.step, step.gradient_norm, setup);
}

void TrainingRun::State::record_photos() {
  if (has_recorded_photos || !settings.photo_record) return;
  has_recorded_photos = true;
  photo_record.add(fingerprints_of(*data.training, *pool), max_photo_record_bytes(network->model()));
}

Model TrainingRun::State::described(Model model) const {
  model = with_provenance(std::move(model), settings, run.history);
  set_photo_record(model, photo_record);
  return model;
}

TensorMap TrainingRun::checkpoint() {
  State& s = *state_;
  s.run.progress = s.trainer->progress();
  s.run.optimizer_steps = s.trainer->optimizer().steps();
  s.run.settings = to_json(s.settings);
  s.run.photo_record = s.photo_record.empty() ? std::string() : s.photo_record.to_text();
  return checkpoint_tensors(s.network->model(), s.trainer->optimizer(), s.run);
}

TensorMap TrainingRun::model_file() const {
  const State& s = *state_;
  Model model = s.network->model();
  if (const std::span<const float> average = std::as_const(*s.trainer).optimizer().average(); !average.empty()) {
    const std::span<const TrainingNetwork::Block> blocks = s.network->blocks();
    for (Parameter& parameter : model.parameters)
      parameter.values.data = average.data() + std::ranges::find(blocks, parameter.name, &TrainingNetwork::Block::name)->offset;
  }
  return tensors_from_model(s.described(std::move(model)));
}

Status TrainingRun::save() {
  State& s = *state_;
  if (s.out.path.empty()) return {};
  const Stopwatch watch;
  TRY(write_safetensors(checkpoint_path(s.out), checkpoint()));
  record_checkpoint(watch.milliseconds());
  return {};
}

void TrainingRun::record_checkpoint(double milliseconds) { state_->checkpoint_policy.record_write(milliseconds); }

Result<std::span<const Sample>> TrainingRun::samples() {
  State& s = *state_;
  if (!s.sample_predictions) {
    TRY_VALUE(s.sample_predictions, SamplePredictions::create(sampled_photos(), s.network->model().spec.preprocessing));
  }
  return s.sample_predictions->predict(*s.network, *s.pool);
}

Result<EpochReport> TrainingRun::end_epoch() {
  TRY(state_->swap_average());
  Result<EpochReport> report = finish_epoch();
  TRY(state_->swap_average());
  if (!report) return report;
  // The checkpoint is written last: a run that is killed before that repeats the epoch and writes the same files again.
  report->is_checkpoint_due = finished() || state_->checkpoint_policy.is_due();
  if (report->is_checkpoint_due) TRY(save());
  if (finished()) state_->lock.reset();  // nothing more is written, so another one may resume the run
  return report;
}

// Requires that the network holds the weights to validate and to keep: the averaged ones if the settings ask for them.
Result<EpochReport> TrainingRun::finish_epoch() {
  State& s = *state_;
  const TrainerProgress& progress = s.trainer->progress();
  EpochReport report;
  EpochRecord& record = report.record;
  record.epoch = s.run.history.size();
  record.loss = progress.epoch_loss();
  record.accuracy = progress.epoch_accuracy();
  record.learning_rate = s.trainer->learning_rate();
  record.seconds = s.run.epoch_seconds;
  record.images_per_second = static_cast<double>(progress.epoch_images) / record.seconds;
  std::vector<std::uint64_t> confusion;
  if (s.metrics) {
    s.metrics->clear();
    TRY(evaluate(*s.network, *s.validation, *s.metrics));
    MetricsResult result = s.metrics->result();
    record.val_loss = result.loss;
    record.val_accuracy = result.top1;
    confusion = std::move(result.confusion);
  }
  const double loss = record.val_loss.value_or(record.loss);
  s.trainer->epoch_ended(loss);
  s.stopped_early = report.stops_early = s.run.early_stopping.update(record.epoch, loss);
  s.run.seconds += record.seconds;
  s.run.history.push_back(record);
  report.is_best = is_best(s.run.history);
  const std::array<float, 1> mean = {static_cast<float>(record.loss)};
  const EpochLosses losses = {
      .first_step = progress.step - s.plan.steps_per_epoch, .losses = mean, .accuracy = record.accuracy};
  report.diagnosis = diagnose_epoch(
      losses, {.classes = s.plan.classes.size(), .learning_rate = record.learning_rate, .initialization = s.initialization});
  s.record_photos();
  if (s.log) TRY(s.log->epoch(record, confusion, *s.network, *s.pool));
  if (!s.out.path.empty()) TRY(write_epoch_models(s.out, s.described(s.network->model()), record.epoch, report.is_best));
  return report;
}

std::vector<UnreadablePhoto> TrainingRun::unreadable() const {
  std::vector<UnreadablePhoto> photos = state_->training->unreadable();
  if (!state_->validation) return photos;
  for (UnreadablePhoto& photo : state_->validation->unreadable()) photos.push_back(std::move(photo));
  return photos;
}

}  // namespace alexnet
