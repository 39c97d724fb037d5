#include "evaluate/preprocessing_check.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/preprocessing_change.h"
#include "evaluate/evaluate.h"
#include "model/model_preprocessing.h"
#include "nn/inference_network.h"

namespace alexnet {
namespace {

struct RatedTrial {
  PreprocessingTrial trial;
  std::vector<PhotoPrediction> predictions;  // in the order of the photos, of which the same ones decode for every trial
};

Result<std::vector<PreprocessingTrial>> trials_of(const Preprocessing& own) {
  std::vector<PreprocessingTrial> trials;
  for (const std::string_view name : kPreprocessingNames) {
    TRY_VALUE(const Preprocessing named, named_preprocessing(name, own));
    trials.push_back({.name = std::string(name), .preprocessing = named});
  }
  const auto same = [&](const PreprocessingTrial& trial) { return trial.preprocessing == own; };
  if (std::ranges::none_of(trials, same)) trials.push_back({.name = "", .preprocessing = own});
  return trials;
}

Result<RatedTrial> rate(const Model& model, PreprocessingTrial trial, const PhotoSource& photos, const ThreadPool& pool,
                        const EvaluateOptions& options) {
  Model changed = model;
  TRY(set_preprocessing(changed, trial.preprocessing));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(changed), pool));
  TRY_VALUE(Evaluation evaluation, evaluate(classifier, photos, pool, options));
  trial.photos = evaluation.predictions.size();
  trial.right = static_cast<std::size_t>(std::ranges::count_if(evaluation.predictions, &PhotoPrediction::is_right));
  trial.loss = evaluation.metrics.loss;
  return RatedTrial{std::move(trial), std::move(evaluation.predictions)};
}

// Whether one of two has more photos right than chance explains: the sign test, by its normal approximation.
bool leads_clearly(const RatedTrial& first, const RatedTrial& second) {
  double only_first = 0, only_second = 0;
  for (std::size_t i = 0; i < std::min(first.predictions.size(), second.predictions.size()); ++i) {
    const bool a = first.predictions[i].is_right(), b = second.predictions[i].is_right();
    only_first += a && !b ? 1 : 0;
    only_second += b && !a ? 1 : 0;
  }
  return only_first - only_second > 2 * std::sqrt(only_first + only_second);
}

}  // namespace

Result<PreprocessingCheck> check_preprocessing(const Model& model, const PhotoSource& photos, const ThreadPool& pool,
                                               const std::function<void(std::size_t, std::size_t)>& progress) {
  TRY_VALUE(std::vector<PreprocessingTrial> trials, trials_of(model.spec.preprocessing));
  std::vector<RatedTrial> rated;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    EvaluateOptions options;
    if (progress) options.progress = [&](std::size_t done, std::size_t of) { progress(i * of + done, trials.size() * of); };
    TRY_VALUE(RatedTrial one, rate(model, std::move(trials[i]), photos, pool, options));
    rated.push_back(std::move(one));
  }
  std::ranges::stable_sort(rated, [](const RatedTrial& a, const RatedTrial& b) {
    return a.trial.right != b.trial.right ? a.trial.right > b.trial.right : a.trial.loss < b.trial.loss;
  });
  PreprocessingCheck check{.lead = rated[0].trial.right - rated[1].trial.right, .is_clear = leads_clearly(rated[0], rated[1])};
  for (RatedTrial& one : rated) check.trials.push_back(std::move(one.trial));
  return check;
}

}  // namespace alexnet
