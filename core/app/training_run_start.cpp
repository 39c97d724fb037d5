#include <algorithm>
#include <utility>

#include "app/training_run_state.h"
#include "app/training_setup.h"
#include "data/class_name.h"
#include "data/color_components.h"
#include "messages/app.h"
#include "model/init.h"
#include "synthetic/outlier.h"
#include "train/checkpoint.h"
#include "train/feature_cache.h"

namespace alexnet {
namespace {

constexpr std::uint64_t kFeatureBytes = std::uint64_t{1} << 30;  // the limit of memory for cached features
constexpr std::size_t kLightingPhotos = 2000;                    // enough photos to estimate how colors vary

Result<Initialization> initialization_of(const TrainingSettings& settings, const ModelSpec& spec) {
  if (settings.init.empty()) return default_initialization(spec);
  return parse_initialization(settings.init);
}

// Returns the network of the settings, once all of them are checked that need neither photos nor weights.
Result<ModelSpec> checked_spec(const TrainingSettings& settings, std::size_t classes) {
  TRY_VALUE(ModelSpec spec, spec_of(settings, classes));
  TRY(trainer_options(settings));
  TRY(frozen_layers(settings, spec));
  return spec;
}

// Returns true if the features of the frozen layers are the same in every epoch and fit in memory.
bool can_cache_features(const TrainingSettings& settings, const TrainingNetwork& network, std::size_t photos) {
  return changes_nothing(settings.augmentation) && settings.outliers == 0 && changes_nothing(settings.mixing) &&
         has_constant_features(network) && feature_bytes(network, photos) <= kFeatureBytes;
}

bool holds_run(const TrainingFolder& out) { return !out.path.empty() && map_file(checkpoint_path(out)).has_value(); }

// An older version took the names of folders as they were.
bool are_same_classes(const std::vector<std::string>& found, const std::vector<std::string>& trained) {
  return std::ranges::equal(found, trained,
                            [](const std::string& a, const std::string& b) { return a == b || a == class_name(b); });
}

}  // namespace

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

Status TrainingRun::open_data() {
  State& s = *state_;
  const PhotoSource& photos = *s.data.training;
  const LoaderOptions loading = {.batch = s.settings.batch,
                                 .seed = s.settings.seed,
                                 .outliers = s.settings.outliers,
                                 .outlier_image = synthetic_outlier,
                                 .mixing = s.settings.mixing};
  TRY_VALUE(s.training, open_batches(photos, s.settings.augmentation, loading));
  s.plan.classes = photos.classes();
  s.plan.training_photos = photos_per_class(photos);
  s.plan.batch = s.training->batch();
  if (s.data.validation->size() == 0) return {};
  const LoaderOptions in_order = {.batch = s.training->batch(), .shuffle = false, .drop_last = false};
  TRY_VALUE(s.validation, open_batches(*s.data.validation, {}, in_order));
  s.metrics.emplace(photos.classes().size(), /*mistakes=*/0);
  s.plan.validation_photos = photos_per_class(*s.data.validation);
  return {};
}

// Sets up everything except the initial weights and the folder.
Status TrainingRun::prepare(const Model& model) {
  State& s = *state_;
  const std::size_t all_photos = s.data.training->size() + s.data.validation->size();
  TRY_VALUE(const TrainerOptions options, trainer_options(s.settings));
  TRY_VALUE(const std::vector<std::string> frozen, frozen_layers(s.settings, model.spec));
  TRY_VALUE(TrainingNetwork network, TrainingNetwork::create(model, {.frozen = frozen, .seed = s.settings.seed}, *s.pool));
  s.network = std::make_unique<TrainingNetwork>(std::move(network));
  s.plan.keeps_features = can_cache_features(s.settings, *s.network, all_photos);
  TRY(open_data());
  TRY_VALUE(s.plan.memory_bytes, memory_needed(model.spec, s.settings, s.plan.batch, all_photos));
  if (s.plan.keeps_features) s.plan.memory_bytes += feature_bytes(*s.network, all_photos);
  TRY(s.network->set_batch(s.plan.batch));
  for (const TrainingNetwork::Block& block : s.network->blocks()) {
    s.plan.parameters += block.count;
    if (block.frozen) s.plan.frozen_parameters += block.count;
  }
  TRY_VALUE(Trainer trainer, Trainer::create(*s.network, *s.training, options, *s.pool));
  s.trainer = std::make_unique<Trainer>(std::move(trainer));
  s.plan.steps_per_epoch = s.trainer->steps_per_epoch();
  s.run.early_stopping.patience = s.settings.patience;
  return {};
}

Status TrainingRun::open_folder(const TrainingFolder& out) {
  State& s = *state_;
  s.out = out;
  if (out.path.empty()) return {};
  const LoggedRun logged = {.settings = s.settings,
                            .history = s.run.history,
                            .step = s.trainer->progress().step,
                            .samples = sampled_photos(),
                            .validates = s.validation != nullptr,
                            .spec = s.network->model().spec};
  TRY_VALUE(s.log, TrainingLog::open(s.out.path, logged));
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
  TRY_VALUE(const ModelSpec spec, checked_spec(settings, s.data.training->classes().size()));
  if (settings.augmentation.lighting_sigma > 0) {
    TRY_VALUE(s.settings.augmentation.lighting,
              color_components(*s.data.training, decode_options(spec.preprocessing), kLightingPhotos, pool));
  }
  TRY_VALUE(s.initialization, initialization_of(settings, spec));
  s.settings.init = to_string(s.initialization);  // so that the record keeps its meaning when the default of a variant changes
  std::string photo_record;                       // of the photos that the initial weights learned from
  TRY_VALUE(Model model, initial_model(settings, spec, base, s.initialization, pool, s.plan.loaded, photo_record));
  if (settings.photo_record) s.photo_record = PhotoRecord::parse(photo_record);
  model.labels = s.data.training->classes();
  s.run.photo_set = photo_set_id(s.data);
  TRY(run.prepare(model));
  return run;
}

Result<TrainingRun> TrainingRun::start(const TrainingSettings& settings, PhotoSets photos, const Model* base,
                                       const ThreadPool& pool) {
  TRY(check(settings.augmentation));
  return begin(settings, std::move(photos), base, pool);
}

Result<TrainingRun> TrainingRun::start(const TrainingSettings& settings, const TrainingFolder& out, const ThreadPool& pool) {
  if (holds_run(out)) return fail<msg::kRunExists>(out.path);
  TRY(check(settings.augmentation));
  TRY(checked_spec(settings, /*classes=*/2));  // errors are reported before the photos are scanned
  TRY_VALUE(PhotoSets photos, open_photos(settings, pool));
  TRY_VALUE(TrainingRun run, begin(settings, std::move(photos), /*base=*/nullptr, pool));
  if (!out.path.empty()) {
    TRY(make_folder(out.path));
    TRY_VALUE(run.state_->lock, FolderLock::acquire(out.path));
    if (holds_run(out)) return fail<msg::kRunExists>(out.path);  // another one has begun and ended meanwhile
  }
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
  if (!are_same_classes(s.data.training->classes(), checkpoint.model.labels))
    return fail<msg::kResumeOtherClasses>(settings.data);
  TRY_VALUE(const ModelSpec spec, spec_of(settings, s.data.training->classes().size()));
  TRY_VALUE(s.initialization, initialization_of(settings, spec));
  checkpoint.model.spec = spec;  // the dropout rates are those of the settings
  TRY(run.prepare(checkpoint.model));
  TRY(restore_optimizer(checkpoint, s.trainer->optimizer()));
  s.run = std::move(checkpoint.run);
  if (const std::string now = photo_set_id(s.data); now != s.run.photo_set)
    s.plan.photos_before = std::exchange(s.run.photo_set, now);
  if (settings.photo_record) s.photo_record = PhotoRecord::parse(s.run.photo_record);
  s.trainer->resume(s.run.progress);
  s.plan.first_epoch = s.run.history.size();
  return run;
}

Result<TrainingRun> TrainingRun::resume(SharedBytes file, std::uint64_t epochs, const OpenPhotos& photos_of,
                                        const ThreadPool& pool) {
  TRY_VALUE(Checkpoint checkpoint, read_checkpoint(std::move(file), pool));
  // A run that an older version began has not stated these: it keeps to what its model says, and goes on without the record.
  TRY_VALUE(TrainingSettings settings, training_settings_from_json(checkpoint.run.settings, {.photo_record = false}));
  settings.color = to_string(checkpoint.model.spec.preprocessing.color);
  settings.interpolation = to_string(checkpoint.model.spec.preprocessing.interpolation);
  if (checkpoint.run.settings.find("\"similar_photos\"") == std::string::npos) settings.similar_photos = false;
  // A run that states no initialization is of a version in which `keras` was the default of this variant.
  if (settings.init.empty() && settings.variant == "keras") settings.init = to_string(Initialization::kKeras);
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
  if (const auto file = map_file(path); !file && file.error().kind == ErrorKind::kNotFound)
    return fail<msg::kResumeNoCheckpoint>(out.path);
  TRY_VALUE(FolderLock lock, FolderLock::acquire(out.path));
  TRY_VALUE(SharedBytes bytes, map_file(path));
  Result<TrainingRun> run =
      resume(std::move(bytes), epochs, [&pool](const TrainingSettings& settings) { return open_photos(settings, pool); }, pool);
  if (!run) return with_context(path, std::move(run).error());
  run->state_->lock = std::move(lock);
  TRY(run->open_folder(out));
  return run;
}

}  // namespace alexnet
