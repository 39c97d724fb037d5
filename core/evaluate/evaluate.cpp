#include "evaluate/evaluate.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/dump_json.h"
#include "base/stopwatch.h"
#include "data/preprocess.h"
#include "data/ten_crops.h"
#include "evaluate/class_map.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The views of one photo as numbers, where the classifier reads them: pictures [first, first + crops).
Status prepare(const PhotoSource& photos, std::size_t photo, InferenceNetwork& classifier, std::size_t first,
               std::size_t crops) {
  Preprocessing preprocessing = classifier.model().spec.preprocessing;
  TRY_VALUE(const Image image, photos.load(photo));
  if (crops == 1) {
    TRY_VALUE(const Image square, crop_to_input(image, preprocessing));
    to_tensor(square, preprocessing, classifier.input(first));
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
        metrics_(classifier.model().spec.classes, options.mistakes),
        mean_(classifier.model().spec.classes) {}

  Result<Evaluation> run();

 private:
  // Decodes and shows the network photos [begin, begin + count), and counts what it says.
  Status run_batch(std::size_t begin, std::size_t count);
  // The probabilities of the photo in place `slot`, averaged over its views, in mean_.
  Status average(std::size_t slot);
  void count_prediction(std::size_t photo);

  InferenceNetwork& classifier_;
  const PhotoSource& photos_;
  const ThreadPool& pool_;
  const EvaluateOptions& options_;
  std::vector<std::size_t> class_of_source_label_;
  Metrics metrics_;
  std::vector<float> mean_;
  Evaluation result_;
};

Result<Evaluation> Evaluator::run() {
  const Stopwatch watch;
  const Model& model = classifier_.model();
  TRY_VALUE(class_of_source_label_, map_classes(model, photos_.classes()));
  result_.crops = options_.crops;
  for (std::size_t i = 0; i < model.spec.classes; ++i)
    result_.classes.push_back(model.labels.empty() ? photos_.classes()[i] : model.labels[i]);
  const std::size_t photos_per_batch = std::min(photos_.size(), std::max<std::size_t>(1, options_.batch / options_.crops));
  TRY(classifier_.set_batch(photos_per_batch * options_.crops));
  for (std::size_t begin = 0; begin < photos_.size(); begin += photos_per_batch) {
    const std::size_t count = std::min(photos_per_batch, photos_.size() - begin);
    TRY(run_batch(begin, count));
    if (options_.progress) options_.progress(begin + count, photos_.size());
    if (options_.stops && options_.stops()) break;
  }
  if (result_.predictions.empty())
    return fail(ErrorKind::kInvalidArgument, result_.refused[0].path, result_.refused[0].reason.text, "; none of ", photos_.size(),
                " photos can be read");
  result_.metrics = metrics_.result();
  result_.seconds = watch.milliseconds() / 1000;
  return std::move(result_);
}

Status Evaluator::run_batch(std::size_t begin, std::size_t count) {
  std::vector<std::optional<Error>> errors(count);
  pool_.parallel_for(count, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      if (Status prepared = prepare(photos_, begin + i, classifier_, i * options_.crops, options_.crops); !prepared)
        errors[i] = std::move(prepared).error();
  });
  TRY(classifier_.run());  // what it makes of places without a photo is not looked at
  for (std::size_t i = 0; i < count; ++i) {
    if (errors[i]) {
      result_.refused.push_back({photos_.name(begin + i), RefusedPhoto::Cause::kCorrupt, reason_of(*errors[i])});
      continue;
    }
    TRY(average(i));
    count_prediction(begin + i);
    if (options_.each) options_.each(result_.predictions.back().label, classifier_.logits(i * options_.crops));
  }
  return {};
}

Status Evaluator::average(std::size_t slot) {
  std::ranges::fill(mean_, 0.0f);
  for (std::size_t view = 0; view < options_.crops; ++view) {
    const std::span<const float> one = classifier_.probabilities(slot * options_.crops + view);
    for (std::size_t i = 0; i < mean_.size(); ++i) mean_[i] += one[i] / static_cast<float>(options_.crops);
  }
  if (first_non_finite(mean_) < mean_.size())
    return fail(ErrorKind::kWrongShape, "evaluate", "the scores overflow: these weights do not fit this preprocessing");
  return {};
}

void Evaluator::count_prediction(std::size_t photo) {
  const std::size_t label = class_of_source_label_[photos_.label(photo)];
  metrics_.add_probabilities(photo, label, mean_);
  const auto predicted = static_cast<std::size_t>(std::ranges::max_element(mean_) - mean_.begin());
  result_.predictions.push_back({photo, label, predicted, mean_[predicted], mean_[label]});
}

}  // namespace

Result<Evaluation> evaluate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                            const EvaluateOptions& options) {
  if (options.crops != 1 && options.crops != kTenCrops)
    return fail(ErrorKind::kInvalidArgument, "crops", options.crops, " is neither 1 nor 10");
  if (photos.size() == 0) return fail(ErrorKind::kInvalidArgument, "evaluate", "there are no photos");
  return Evaluator(classifier, photos, pool, options).run();
}

std::string to_json(const Evaluation& evaluation) {
  const MetricsResult& metrics = evaluation.metrics;
  OrderedJson classes = OrderedJson::array(), confusion = OrderedJson::array(), refused = OrderedJson::array();
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
  const OrderedJson json = {{"top1", metrics.top1},
                            {"top5", metrics.top5},
                            {"count", metrics.count},
                            {"classes", std::move(classes)},
                            {"confusion", std::move(confusion)},
                            {"loss", metrics.loss},
                            {"calibration_error", metrics.calibration_error},
                            {"crops", evaluation.crops},
                            {"seconds", evaluation.seconds},
                            {"images_per_second", evaluation.images_per_second()},
                            {"refused", std::move(refused)}};
  return dump_json(json);
}

}  // namespace alexnet
