#include "app/training_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "app/checkpoint_policy.h"
#include "app/training_log.h"
#include "app/training_measurement.h"
#include "app/training_setup.h"
#include "base/stopwatch.h"
#include "data/color_components.h"
#include "formats/safetensors.h"
#include "messages/app.h"
#include "model/init.h"
#include "synthetic/outlier.h"
#include "train/checkpoint.h"
#include "train/feature_cache.h"

namespace alexnet {

struct TrainingRun::State {
  TrainingSettings settings;
  TrainingFolder out;
  const ThreadPool* pool = nullptr;
  PhotoSets data;
  Initialization initialization = Initialization::kKeras;
  std::optional<TrainingNetwork> network;
  std::unique_ptr<BatchSource> training;
  std::unique_ptr<BatchSource> validation;  // nullptr without photos
  std::optional<Trainer> trainer;
  std::optional<Metrics> metrics;  // of the validation photos
  std::optional<TrainingLog> log;
  std::optional<SamplePredictions> pictures;  // for samples()
  TrainingPlan plan;
  RunState run;
  CheckpointPolicy checkpoint_policy;
  bool diverged = false;
  bool stopped_early = false;

  // Swaps the weights of the network and their average, if there is one.
  [[nodiscard]] Status swap_average() {
    if (trainer->optimizer().average().empty()) return {};
    trainer->optimizer().swap_average(network->weights());
    return network->weights_changed();
  }
};

namespace {

constexpr std::uint64_t kFeatureBytes = std::uint64_t{1} << 30;  // the limit of memory for cached features
constexpr std::size_t kLightingPhotos = 2000;                    // enough photos to estimate how colors vary

Result<Initialization> initialization_of(const TrainingSettings& settings, const ModelSpec& spec) {
  if (settings.init.empty()) return default_initialization(spec);
  return parse_initialization(settings.init);
}

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

// Opens the batches as cached features if plan.keeps_features, else as images.
Result<std::unique_ptr<BatchSource>> TrainingRun::open_batches(const PhotoSource& photos, const Augmentation& augmentation,
                                                               const LoaderOptions& options) {
  State& s = *state_;
  if (s.plan.keeps_features) {
    TRY_VALUE(FeatureCache cache, FeatureCache::create(*s.network, photos, options, *s.pool));
    return std::make_unique<FeatureCache>(std::move(cache));
  }
  const Preprocessing& preprocessing = s.network->model().spec.preprocessing;
  TRY_VALUE(BatchLoader loader, BatchLoader::create(photos, preprocessing, augmentation, options, *s.pool));
  return std::make_unique<BatchLoader>(std::move(loader));
}

// Sets up everything except the initial weights and the folder.
Status TrainingRun::prepare(const Model& model) {
  State& s = *state_;
  const ModelSpec& spec = model.spec;
  const PhotoSource& photos = *s.data.training;
  const std::size_t all_photos = photos.size() + s.data.validation->size();
  TRY_VALUE(const TrainerOptions options, trainer_options(s.settings));
  TRY_VALUE(const std::vector<std::string> frozen, frozen_layers(s.settings, spec));
  TRY_VALUE(s.network, TrainingNetwork::create(model, {.frozen = frozen, .seed = s.settings.seed}, *s.pool));
  s.plan.keeps_features = changes_nothing(s.settings.augmentation) && s.settings.outliers == 0 &&
                          changes_nothing(s.settings.mixing) && has_constant_features(*s.network) &&
                          feature_bytes(*s.network, all_photos) <= kFeatureBytes;
  const LoaderOptions loading = {.batch = s.settings.batch,
                                 .seed = s.settings.seed,
                                 .outliers = s.settings.outliers,
                                 .outlier_image = synthetic_outlier,
                                 .mixing = s.settings.mixing};
  TRY_VALUE(s.training, open_batches(photos, s.settings.augmentation, loading));
  if (s.data.validation->size() > 0) {
    const LoaderOptions in_order = {.batch = s.training->batch(), .shuffle = false, .drop_last = false};
    TRY_VALUE(s.validation, open_batches(*s.data.validation, {}, in_order));
    s.metrics.emplace(photos.classes().size(), /*mistakes=*/0);
    s.plan.validation_photos = photos_per_class(*s.data.validation);
  }
  s.plan.classes = photos.classes();
  s.plan.training_photos = photos_per_class(photos);
  s.plan.batch = s.training->batch();
  TRY_VALUE(s.plan.memory_bytes, memory_needed(spec, s.settings, s.plan.batch, all_photos));
  if (s.plan.keeps_features) s.plan.memory_bytes += feature_bytes(*s.network, all_photos);
  TRY(s.network->set_batch(s.plan.batch));
  for (const TrainingNetwork::Block& block : s.network->blocks()) {
    s.plan.parameters += block.count;
    if (block.frozen) s.plan.frozen_parameters += block.count;
  }
  TRY_VALUE(s.trainer, Trainer::create(*s.network, *s.training, options, *s.pool));
  s.plan.steps_per_epoch = s.trainer->steps_per_epoch();
  s.run.early_stopping.patience = s.settings.patience;
  return {};
}

const PhotoSource& TrainingRun::sampled_photos() const {
  const PhotoSets& data = state_->data;
  return data.validation->size() > 0 ? *data.validation : *data.training;
}

Status TrainingRun::open_folder(const TrainingFolder& out) {
  State& s = *state_;
  s.out = out;
  if (out.path.empty()) return {};
  TRY_VALUE(s.log,
            TrainingLog::open(s.out.path, s.run.history.size(), sampled_photos(), s.network->model().spec.preprocessing));
  return remove_unfinished_files(out.path);
}

// Starts a run without a folder.
Result<TrainingRun> TrainingRun::begin(const TrainingSettings& settings, PhotoSets photos, const Model* base,
                                       const ThreadPool& pool) {
  TrainingRun run(std::make_unique<State>());
  State& s = *run.state_;
  s.settings = settings;
  s.pool = &pool;
  s.data = std::move(photos);
  if (settings.augmentation.lighting_sigma > 0) {
    TRY_VALUE(s.settings.augmentation.lighting, color_components(*s.data.training, kLightingPhotos, pool));
  }
  TRY_VALUE(const ModelSpec spec, spec_of(settings, s.data.training->classes().size()));
  TRY_VALUE(s.initialization, initialization_of(settings, spec));
  TRY(trainer_options(settings));  // errors are reported before weights are initialized
  TRY(frozen_layers(settings, spec));
  TRY_VALUE(Model model, initial_model(settings, spec, base, s.initialization, pool, s.plan.loaded));
  model.labels = s.data.training->classes();
  TRY(run.prepare(model));
  return run;
}

Result<TrainingRun> TrainingRun::start(const TrainingSettings& settings, PhotoSets photos, const Model* base,
                                       const ThreadPool& pool) {
  TRY(check(settings.augmentation));
  return begin(settings, std::move(photos), base, pool);
}

Result<TrainingRun> TrainingRun::start(const TrainingSettings& settings, const TrainingFolder& out, const ThreadPool& pool) {
  if (!out.path.empty() && map_file(checkpoint_path(out))) return fail<msg::kRunExists>(out.path);
  TRY(check(settings.augmentation));
  TRY_VALUE(PhotoSets photos, open_photos(settings));
  TRY_VALUE(TrainingRun run, begin(settings, std::move(photos), /*base=*/nullptr, pool));
  TRY(run.open_folder(out));
  return run;
}

// Resumes a run without a folder. `settings` holds the final number of epochs.
Result<TrainingRun> TrainingRun::resume_from_checkpoint(Checkpoint checkpoint, const TrainingSettings& settings,
                                                        PhotoSets photos, const ThreadPool& pool) {
  TrainingRun run(std::make_unique<State>());
  State& s = *run.state_;
  s.settings = settings;
  s.pool = &pool;
  s.data = std::move(photos);
  if (s.data.training->classes() != checkpoint.model.labels) return fail<msg::kResumeOtherClasses>(settings.data);
  TRY_VALUE(const ModelSpec spec, spec_of(settings, s.data.training->classes().size()));
  TRY_VALUE(s.initialization, initialization_of(settings, spec));
  checkpoint.model.spec = spec;  // the dropout rates are those of the settings
  TRY(run.prepare(checkpoint.model));
  TRY(restore_optimizer(checkpoint, s.trainer->optimizer()));
  s.run = std::move(checkpoint.run);
  s.trainer->resume(s.run.progress);
  s.plan.first_epoch = s.run.history.size();
  return run;
}

Result<TrainingRun> TrainingRun::resume(SharedBytes file, std::uint64_t epochs, const OpenPhotos& photos_of,
                                        const ThreadPool& pool) {
  TRY_VALUE(Checkpoint checkpoint, read_checkpoint(std::move(file), pool));
  TRY_VALUE(TrainingSettings settings, training_settings_from_json(checkpoint.run.settings));
  if (epochs > 0) settings.epochs = epochs;
  const std::size_t done = checkpoint.run.history.size();
  if (settings.epochs < done) return fail<msg::kResumeEpochsDone>("epochs", done, settings.epochs);
  TRY_VALUE(PhotoSets photos, photos_of(settings));
  TRY_VALUE(TrainingRun run, resume_from_checkpoint(std::move(checkpoint), settings, std::move(photos), pool));
  run.state_->stopped_early = epochs == 0 && run.state_->run.early_stopping.ends();
  return run;
}

Result<TrainingRun> TrainingRun::resume(const TrainingFolder& out, std::uint64_t epochs, const ThreadPool& pool) {
  const std::string path = checkpoint_path(out);
  TRY_VALUE(SharedBytes bytes, map_file(path));
  Result<TrainingRun> run = resume(std::move(bytes), epochs, open_photos, pool);
  if (!run) return with_context(path, std::move(run).error());
  TRY(run->open_folder(out));
  return run;
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
  return report;
}

std::optional<Diagnosis> TrainingRun::diagnose(const StepReport& step) const {
  const State& s = *state_;
  const TrainingSetup setup = {
      .classes = s.plan.classes.size(), .learning_rate = s.settings.learning_rate, .initialization = s.initialization};
  if (auto diverged = diagnose_step(step.step, step.loss, setup)) return diverged;
  return diagnose_step(step.step, step.gradient_norm, setup);
}

TensorMap TrainingRun::checkpoint() {
  State& s = *state_;
  s.run.progress = s.trainer->progress();
  s.run.optimizer_steps = s.trainer->optimizer().steps();
  s.run.settings = to_json(s.settings);
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
  return tensors_from_model(with_provenance(std::move(model), s.settings, s.run.history));
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
  if (!s.pictures) {
    TRY_VALUE(s.pictures, SamplePredictions::create(sampled_photos(), s.network->model().spec.preprocessing));
  }
  return s.pictures->predict(*s.network, *s.pool);
}

Result<EpochReport> TrainingRun::end_epoch() {
  TRY(state_->swap_average());
  Result<EpochReport> report = finish_epoch();
  TRY(state_->swap_average());
  if (!report) return report;
  // The checkpoint is written last: a run that is killed before that repeats the epoch and writes the same files again.
  report->is_checkpoint_due = finished() || state_->checkpoint_policy.is_due();
  if (report->is_checkpoint_due) TRY(save());
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
  if (s.validation) {
    s.metrics->clear();
    TRY(evaluate(*s.network, *s.validation, *s.metrics));
    const MetricsResult result = s.metrics->result();
    record.val_loss = result.loss;
    record.val_accuracy = result.top1;
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
  if (s.log) TRY(s.log->epoch(record, *s.network, *s.pool));
  if (!s.out.path.empty())
    TRY(write_epoch_models(s.out, with_provenance(s.network->model(), s.settings, s.run.history), record.epoch,
                           report.is_best));
  return report;
}

std::vector<UnreadablePhoto> TrainingRun::unreadable() const {
  std::vector<UnreadablePhoto> photos = state_->training->unreadable();
  if (!state_->validation) return photos;
  for (UnreadablePhoto& photo : state_->validation->unreadable()) photos.push_back(std::move(photo));
  return photos;
}

}  // namespace alexnet
