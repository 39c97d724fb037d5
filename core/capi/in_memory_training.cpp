#include "capi/in_memory_training.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/dump_json.h"
#include "data/hold_out.h"
#include "evaluate/evaluate.h"
#include "messages/capi.h"
#include "render/filter_grid.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson parsed(const std::string& text_of_json) {
  return OrderedJson::parse(text_of_json, nullptr, /*allow_exceptions=*/false);
}

Status check_classes(const std::vector<std::string>& classes) {
  if (classes.size() < 2) return fail<msg::kTooFewClasses>("classes", classes.size());
  std::set<std::string_view> names;
  for (const std::string& name : classes)
    if (!names.insert(name).second) return fail<msg::kClassNamedTwice>("classes", name);
  return {};
}

// Returns the plan of a run, with measured times. `photo_bytes` is the memory that the photos take in addition to the run.
Result<OrderedJson> describe(TrainingRun& run, std::uint64_t photo_bytes) {
  const TrainingPlan& plan = run.plan();
  OrderedJson classes = OrderedJson::array();
  for (std::size_t i = 0; i < plan.classes.size(); ++i)
    classes.push_back({{"name", plan.classes[i]},
                       {"training", plan.training_photos[i]},
                       {"validation", plan.validation_photos.empty() ? 0 : plan.validation_photos[i]}});
  TRY_VALUE(const double step_seconds, run.measure_step());
  TRY_VALUE(const double feature_seconds, run.measure_features());
  return OrderedJson{{"classes", std::move(classes)},
                     {"parameters", plan.parameters},
                     {"learning_parameters", plan.parameters - plan.frozen_parameters},
                     {"memory_bytes", plan.memory_bytes + photo_bytes},
                     {"keeps_features", plan.keeps_features},
                     {"batch", plan.batch},
                     {"steps_per_epoch", plan.steps_per_epoch},
                     {"first_epoch", plan.first_epoch},
                     {"epochs", run.settings().epochs},
                     {"history", parsed(to_json(run.history()))},
                     {"step_seconds", step_seconds},
                     {"feature_seconds", feature_seconds}};
}

// A source of blank photos, for measuring.
class BlankPhotos : public PhotoSource {
 public:
  BlankPhotos(std::size_t classes, std::size_t photos) : photos_(photos) {
    for (std::size_t i = 0; i < classes; ++i) classes_.push_back(std::to_string(i));
  }
  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_; }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return index % classes_.size(); }
  [[nodiscard]] std::string name(std::size_t index) const override { return std::to_string(index); }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t, const DecodeOptions&) const override { return Image{1, 1, {0, 0, 0}}; }

  std::vector<std::string> classes_;
  std::size_t photos_;
};

Result<InMemoryFile> to_file(TensorMap tensors) {
  InMemoryFile file{.tensors = std::move(tensors), .pieces = {}};
  TRY_VALUE(file.pieces, safetensors_pieces(file.tensors));
  return file;
}

Result<TrainingSplit> split_photos(const PhotoSource& photos, const TrainingSettings& settings) {
  std::vector<std::size_t> labels(photos.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = photos.label(i);
  return split_photos(labels, photos.classes().size(), settings);
}

}  // namespace

Result<TrainingSplit> split_photos(std::span<const std::size_t> labels, std::size_t classes, const TrainingSettings& settings) {
  if (!(settings.validation_fraction >= 0 && settings.validation_fraction < 1))
    return fail<msg::kHeldOutFraction>("validation_fraction", settings.validation_fraction);
  const auto held_out = hold_out(labels, classes, settings.validation_fraction, settings.seed);
  TrainingSplit split;
  for (std::size_t i = 0; i < labels.size(); ++i) (held_out[i] ? split.validation : split.training).push_back(i);
  return split;
}

Result<InMemoryTraining> InMemoryTraining::create(std::string_view settings, std::vector<std::string> classes) {
  TRY_VALUE(TrainingSettings parsed_settings, training_settings_from_json(settings, in_memory_defaults()));
  TRY(check_classes(classes));
  TRY_VALUE(const ModelSpec spec, spec_of(parsed_settings, classes.size()));
  auto album = std::make_shared<PhotoAlbum>(std::move(classes), spec.preprocessing, parsed_settings.augmentation);
  if (parsed_settings.photo_record) album->record_fingerprints();
  return InMemoryTraining(std::move(parsed_settings), std::move(album));
}

Status InMemoryTraining::add_photo(std::size_t label, const std::string& name, ByteSpan encoded) {
  if (driver_) return fail<msg::kTrainingHasStarted>(name);
  return album_->add(label, name, encoded);
}

Status InMemoryTraining::add_validation_photo(std::size_t label, const std::string& name, ByteSpan encoded) {
  TRY(add_photo(label, name, encoded));
  added_validation_.push_back(album_->size() - 1);
  return {};
}

Result<TrainingSplit> InMemoryTraining::split(const TrainingSettings& settings) const {
  if (added_validation_.empty()) return split_photos(*album_, settings);
  TrainingSplit split{.training = {}, .validation = added_validation_};
  for (std::size_t i = 0; i < album_->size(); ++i)
    if (!std::ranges::binary_search(added_validation_, i)) split.training.push_back(i);
  return split;
}

Result<PhotoSets> InMemoryTraining::photo_sets(const TrainingSettings& settings) {
  TRY_VALUE(TrainingSplit sets_of_photos, split(settings));
  auto training = std::make_unique<PhotoSelection>(album_, std::move(sets_of_photos.training));
  auto validation = std::make_unique<PhotoSelection>(album_, std::move(sets_of_photos.validation));
  const std::vector<std::size_t> counts = photos_per_class(*training);
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] == 0) return fail<msg::kClassWithoutPhoto>(album_->classes()[i]);
  training_ = training.get();
  validation_ = validation.get();
  PhotoSets sets;
  sets.training = std::move(training);
  sets.validation = std::move(validation);
  return sets;
}

Status InMemoryTraining::start(const Model* base, const ThreadPool& pool) {
  TRY_VALUE(PhotoSets sets, photo_sets(settings_));
  TRY_VALUE(TrainingRun run, TrainingRun::start(settings_, std::move(sets), base, pool));
  driver_ = std::make_unique<TrainingDriver>(std::move(run));
  return {};
}

Status InMemoryTraining::resume(SharedBytes checkpoint, std::uint64_t epochs, const ThreadPool& pool) {
  const auto photos_of = [this](const TrainingSettings& settings) { return photo_sets(settings); };
  TRY_VALUE(TrainingRun run, TrainingRun::resume(std::move(checkpoint), epochs, photos_of, pool));
  driver_ = std::make_unique<TrainingDriver>(std::move(run));
  return {};
}

Result<std::string> InMemoryTraining::plan() {
  TRY_VALUE(const OrderedJson json, describe(run(), album_->bytes()));
  return dump_json(json);
}

Result<std::string> InMemoryTraining::end_epoch() {
  TRY_VALUE(const EpochReport report, driver_->end_epoch());
  OrderedJson json = parsed(to_json(History{report.record})).front();
  for (const char* name : {"val_loss", "val_accuracy"})
    if (!json.contains(name)) json[name] = nullptr;
  json["is_best"] = report.is_best;
  json["stops_early"] = report.stops_early;
  json["is_checkpoint_due"] = report.is_checkpoint_due;
  json["diagnosis"] = nullptr;
  json["notices"] = OrderedJson::array();
  if (report.diagnosis) {
    json["diagnosis"] = report.diagnosis->message();
    json["notices"] = parsed(to_json(report.diagnosis->notices));
  }
  return dump_json(json);
}

const PhotoSelection& InMemoryTraining::sampled_photos() const { return validation_->size() > 0 ? *validation_ : *training_; }

Result<std::string> InMemoryTraining::samples() {
  TRY_VALUE(const std::span<const Sample> samples, run().samples());
  OrderedJson json = OrderedJson::array();
  for (const Sample& sample : samples)
    json.push_back({{"photo", sampled_photos().source_index(sample.photo)},
                    {"label", sample.label},
                    {"predicted", sample.predicted},
                    {"probability", sample.probability}});
  return dump_json(json);
}

Result<std::string> InMemoryTraining::filters() {
  const Model& model = run().model();
  TRY_VALUE(const UnitGridLayout layout, layout_filters(model));
  TRY_VALUE(const Image grid, draw_filters(model));
  write_rgba_cells(grid, layout, model.parameters.front().values.shape[0], image_);
  return layout_json(layout);
}

Result<std::string> InMemoryTraining::evaluate_photos(InferenceNetwork& classifier, const ThreadPool& pool) const {
  TRY_VALUE(const Evaluation evaluation, evaluate(classifier, sampled_photos(), pool, {.mistakes = 0}));
  OrderedJson json = parsed(to_json(evaluation));
  json["held_out"] = validation_->size() > 0;
  for (const char* of_folder : {"split", "trained_on", "notices"}) json.erase(of_folder);  // photos in memory are in no folder
  json["photos"] = OrderedJson::array();
  for (const PhotoPrediction& prediction : evaluation.predictions)
    json["photos"].push_back({{"photo", sampled_photos().source_index(prediction.photo)},
                              {"label", prediction.label},
                              {"predicted", prediction.predicted},
                              {"probability", prediction.probability}});
  return dump_json(json);
}

Result<InMemoryFile> InMemoryTraining::checkpoint() { return to_file(run().checkpoint()); }

Result<InMemoryFile> InMemoryTraining::model_file() { return to_file(run().model_file()); }

std::string to_json(std::span<const Notice> notices) { return dump_json(notices_json<OrderedJson>(notices)); }

Result<std::string> estimate_training(std::string_view settings, std::size_t classes, std::size_t photos, const Model* base,
                                      const ThreadPool& pool) {
  TRY_VALUE(const TrainingSettings parsed_settings, training_settings_from_json(settings, in_memory_defaults()));
  if (classes < 2 || photos < classes) return fail<msg::kTooFewPhotos>("photos", classes, photos);
  const auto source = std::make_shared<BlankPhotos>(classes, photos);
  TRY_VALUE(TrainingSplit split, split_photos(*source, parsed_settings));
  PhotoSets sets;
  sets.training = std::make_unique<PhotoSelection>(source, std::move(split.training));
  sets.validation = std::make_unique<PhotoSelection>(source, std::move(split.validation));
  TRY_VALUE(TrainingRun run, TrainingRun::start(parsed_settings, std::move(sets), base, pool));
  const std::uint64_t side = run.model().spec.preprocessing.resize;
  TRY_VALUE(const OrderedJson json, describe(run, photos * side * side * 3));
  return dump_json(json);
}

}  // namespace alexnet
