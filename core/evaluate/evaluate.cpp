#include "evaluate/evaluate.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/dump_json.h"
#include "base/stopwatch.h"
#include "data/preprocess.h"
#include "data/ten_crops.h"
#include "evaluate/class_map.h"
#include "evaluate/evaluation_loop.h"
#include "messages/evaluate.h"
#include "model/model_preprocessing.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Writes the crops of one photo to the images [first, first + crops) of the classifier's batch.
Status prepare(const PhotoSource& photos, std::size_t photo, InferenceNetwork& classifier, std::size_t first,
               std::size_t crops) {
  Preprocessing preprocessing = classifier.model().spec.preprocessing;
  TRY_VALUE(const Image image, photos.load(photo, input_decode_options(preprocessing)));
  if (crops == 1) {
    TRY(crop_to_tensor(image, preprocessing, {}, classifier.input(first)));
    return {};
  }
  const std::size_t side = preprocessing.input;
  preprocessing.input = preprocessing.resize;
  TRY_VALUE(const Image whole, crop_to_input(image, preprocessing));
  TRY_VALUE(const auto views, ten_crops(whole, side));
  for (std::size_t i = 0; i < crops; ++i) to_tensor(views[i], preprocessing, classifier.input(first + i));
  return {};
}

class Evaluator {
 public:
  Evaluator(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool, const EvaluateOptions& options)
      : classifier_(classifier),
        photos_(photos),
        pool_(pool),
        options_(options),
        photos_per_batch_(std::min(photos.size(), std::max<std::size_t>(1, options.batch / options.crops))) {}

  Result<Evaluation> run();

 private:
  // The engine of the evaluation: decodes the photos of batch `index` and computes their probabilities.
  Result<std::span<const ScoredImage>> run_batch(std::size_t index);
  // Writes the mean probabilities over the crops of the photo at position `slot` of the batch to `mean`.
  Status average(std::size_t slot, std::span<float> mean) const;
  void add_prediction(std::size_t photo, std::span<const float> probabilities);

  InferenceNetwork& classifier_;
  const PhotoSource& photos_;
  const ThreadPool& pool_;
  const EvaluateOptions& options_;
  std::size_t photos_per_batch_;
  std::vector<std::size_t> class_of_source_label_;
  std::vector<float> probabilities_;  // [photos_per_batch][classes], averaged over the crops
  std::vector<ScoredImage> scored_;   // those photos of the batch that decode
  Evaluation result_;
};

Result<Evaluation> Evaluator::run() {
  const Stopwatch watch;
  const Model& model = classifier_.model();
  TRY_VALUE(class_of_source_label_, map_classes(model, photos_.classes()));
  result_.crops = options_.crops;
  result_.color = model.spec.preprocessing.color;
  result_.preprocessing = preprocessing_report(model);
  for (std::size_t i = 0; i < model.spec.classes; ++i)
    result_.classes.push_back(model.labels.empty() ? photos_.classes()[i] : model.labels[i]);
  TRY(classifier_.set_batch(photos_per_batch_ * options_.crops));
  probabilities_.resize(photos_per_batch_ * model.spec.classes);
  const auto continues = [&](std::size_t batches_done) {
    if (options_.progress) options_.progress(std::min(batches_done * photos_per_batch_, photos_.size()), photos_.size());
    return !options_.stops || !options_.stops();
  };
  Metrics metrics(model.spec.classes, options_.mistakes);
  TRY(evaluate({.kind = EvaluationEngine::Scores::kProbabilities,
                .batches = (photos_.size() + photos_per_batch_ - 1) / photos_per_batch_,
                .run = [&](std::size_t index) { return run_batch(index); },
                .continues = continues},
               metrics));
  if (result_.predictions.empty())
    return fail<msg::kEvaluateNoReadablePhoto>(result_.refused[0].path, result_.refused[0].reason.text, photos_.size());
  result_.metrics = metrics.result();
  result_.warnings = photos_.warnings();
  result_.seen = count_seen_photos(model, photos_, pool_);
  result_.seconds = watch.milliseconds() / 1000;
  return std::move(result_);
}

Result<std::span<const ScoredImage>> Evaluator::run_batch(std::size_t index) {
  const std::size_t begin = index * photos_per_batch_, count = std::min(photos_per_batch_, photos_.size() - begin);
  std::vector<std::optional<Error>> errors(count);
  pool_.parallel_for(count, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      if (Status prepared = prepare(photos_, begin + i, classifier_, i * options_.crops, options_.crops); !prepared)
        errors[i] = std::move(prepared).error();
  });
  TRY(classifier_.run());  // the results of images that did not decode are not used
  scored_.clear();
  const std::size_t classes = result_.classes.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (const std::optional<Error>& error = errors[i]) {
      result_.refused.push_back({photos_.name(begin + i), RefusedPhoto::Cause::kCorrupt, reason_of(*error)});
      continue;
    }
    const std::span<float> mean = std::span(probabilities_).subspan(i * classes, classes);
    TRY(average(i, mean));
    add_prediction(begin + i, mean);
    scored_.push_back({begin + i, result_.predictions.back().label, mean});
    if (options_.each) options_.each(scored_.back().label, classifier_.logits(i * options_.crops));
  }
  return scored_;
}

Status Evaluator::average(std::size_t slot, std::span<float> mean) const {
  std::ranges::fill(mean, 0.0f);
  for (std::size_t view = 0; view < options_.crops; ++view) {
    const std::span<const float> one = classifier_.probabilities(slot * options_.crops + view);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += one[i] / static_cast<float>(options_.crops);
  }
  if (first_non_finite(mean) < mean.size()) return fail<msg::kEvaluateScoresOverflow>("evaluate");
  return {};
}

void Evaluator::add_prediction(std::size_t photo, std::span<const float> probabilities) {
  const std::size_t label = class_of_source_label_[photos_.label(photo)];
  const auto predicted = static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
  result_.predictions.push_back({photo, label, predicted, probabilities[predicted], probabilities[label]});
}

}  // namespace

Result<Evaluation> evaluate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                            const EvaluateOptions& options) {
  if (options.crops != 1 && options.crops != kTenCrops) return fail<msg::kEvaluateCropCount>("crops", options.crops);
  if (photos.size() == 0) return fail<msg::kEvaluateNoPhotos>("evaluate");
  return Evaluator(classifier, photos, pool, options).run();
}

std::string to_json(const std::optional<SeenPhotos>& seen) {
  if (!seen) return "null";
  OrderedJson json = {{"photos", seen->seen}, {"of", seen->of}, {"warning", nullptr}};
  if (seen->spoils_evaluation()) json["warning"] = notice_of(*seen).text;
  return dump_json(json);
}

std::vector<Confusion> worst_confusions(const Evaluation& evaluation, std::size_t limit) {
  std::vector<Confusion> found;
  const std::size_t classes = evaluation.classes.size();
  for (std::size_t label = 0; label < classes; ++label)
    for (std::size_t predicted = 0; predicted < classes; ++predicted)
      if (const std::uint64_t count = evaluation.metrics.confusion[label * classes + predicted];
          count > 0 && label != predicted)
        found.push_back({label, predicted, count, evaluation.metrics.classes[label].count});
  std::ranges::stable_sort(found, [](const Confusion& a, const Confusion& b) {
    return std::pair(a.count, b.of) > std::pair(b.count, a.of);  // count / of, without a division
  });
  found.resize(std::min(found.size(), limit));
  return found;
}

std::string to_json(const Evaluation& evaluation) {
  const MetricsResult& metrics = evaluation.metrics;
  OrderedJson classes = OrderedJson::array(), confusion = OrderedJson::array();
  OrderedJson refused = OrderedJson::array(), warnings = OrderedJson::array();
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const ClassCounts& counts = metrics.classes[i];
    OrderedJson one = {{"name", evaluation.classes[i]}, {"count", counts.count}, {"top1", nullptr}};
    if (counts.count > 0) one["top1"] = counts.accuracy();
    classes.push_back(std::move(one));
    const auto row = metrics.confusion.begin() + static_cast<std::ptrdiff_t>(i * evaluation.classes.size());
    confusion.push_back(
        OrderedJson(std::vector<std::uint64_t>(row, row + static_cast<std::ptrdiff_t>(evaluation.classes.size()))));
  }
  for (const RefusedPhoto& photo : evaluation.refused) refused.push_back({{"name", photo.path}, {"reason", photo.reason.text}});
  for (const PhotoWarning& photo : evaluation.warnings)
    warnings.push_back({{"name", photo.name}, {"code", photo.warning.code}, {"warning", photo.warning.text}});
  OrderedJson notices = OrderedJson::array();
  for (const Notice& notice : evaluation.notices) notices.push_back({{"code", notice.code}, {"text", notice.text}});
  const OrderedJson json = {
      {"top1", metrics.top1},
      {"top5", metrics.top5},
      {"count", metrics.count},
      {"classes", std::move(classes)},
      {"confusion", std::move(confusion)},
      {"loss", metrics.loss},
      {"calibration_error", metrics.calibration_error},
      {"crops", evaluation.crops},
      {"color", to_string(evaluation.color)},
      {"preprocessing", OrderedJson::parse(evaluation.preprocessing, nullptr, /*allow_exceptions=*/false)},
      {"seconds", evaluation.seconds},
      {"images_per_second", evaluation.images_per_second()},
      {"split", evaluation.split},
      {"trained_on", evaluation.trained_on},
      {"notices", std::move(notices)},
      {"refused", std::move(refused)},
      {"warnings", std::move(warnings)},
      {"seen_in_training", OrderedJson::parse(to_json(evaluation.seen))}};
  return dump_json(json);
}

}  // namespace alexnet
