#include "train/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace alexnet {
namespace {

constexpr std::size_t kTop = 5;

std::size_t largest(std::span<const float> scores) {
  return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
}

// Mistakes with a higher probability are worse.
bool is_worse(const Mistake& a, const Mistake& b) {
  return a.probability != b.probability ? a.probability > b.probability : a.photo < b.photo;
}

}  // namespace

std::size_t rank_of(std::span<const float> scores, std::size_t index) {
  const float own = scores[index];
  std::size_t likelier = scores.size();
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] < own || (scores[i] == own && i >= index)) --likelier;
  return likelier;
}

Metrics::Metrics(std::size_t classes, std::size_t mistakes)
    : classes_(classes), confusion_(classes * classes), max_mistakes_(mistakes) {
  CHECK(classes > 0);
  mistakes_.reserve(mistakes + 1);
}

void Metrics::clear() {
  loss_sum_ = 0;
  std::ranges::fill(classes_, ClassCounts());
  std::ranges::fill(confusion_, 0);
  bins_ = {};
  mistakes_.clear();
}

void Metrics::add_probabilities(std::size_t photo, std::size_t label, std::span<const float> probabilities) {
  CHECK(label < classes() && probabilities.size() == classes());
  const std::size_t predicted = largest(probabilities);
  // A softmax in floating point may be 0, whose logarithm is infinite.
  const float own = std::isnan(probabilities[label]) ? probabilities[label]
                                                     : std::max(probabilities[label], std::numeric_limits<float>::min());
  add(photo, label,
      {.predicted = predicted,
       .rank = rank_of(probabilities, label),
       .probability = probabilities[predicted],
       .loss = -std::log(static_cast<double>(own))});
}

void Metrics::add_logits(std::size_t photo, std::size_t label, std::span<const float> logits) {
  CHECK(label < classes() && logits.size() == classes());
  const std::size_t predicted = largest(logits);
  const double highest = logits[predicted];
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - highest);
  add(photo, label,
      {.predicted = predicted,
       .rank = rank_of(logits, label),
       .probability = 1.0 / sum,
       .loss = std::log(sum) + highest - static_cast<double>(logits[label])});
}

void Metrics::add(std::size_t photo, std::size_t label, const Outcome& outcome) {
  const bool is_right = outcome.rank == 0;
  loss_sum_ += outcome.loss;
  ClassCounts& own = classes_[label];
  own.count += 1;
  own.top1 += is_right ? 1 : 0;
  own.top5 += outcome.rank < kTop ? 1 : 0;
  confusion_[label * classes() + outcome.predicted] += 1;
  if (std::isfinite(outcome.probability)) {
    const double position = outcome.probability * static_cast<double>(kBins);
    CalibrationBin& bin = bins_[std::min(static_cast<std::size_t>(std::max(position, 0.0)), kBins - 1)];
    bin.count += 1;
    bin.right += is_right ? 1 : 0;
    bin.probability_sum += outcome.probability;
  }
  if (!is_right) keep_mistake({photo, label, outcome.predicted, static_cast<float>(outcome.probability)});
}

void Metrics::keep_mistake(const Mistake& mistake) {
  mistakes_.insert(std::ranges::upper_bound(mistakes_, mistake, is_worse), mistake);
  if (mistakes_.size() > max_mistakes_) mistakes_.pop_back();
}

MetricsResult Metrics::result() const {
  MetricsResult result{.classes = classes_, .confusion = confusion_, .mistakes = mistakes_};
  result.calibration.assign(bins_.begin(), bins_.end());
  std::uint64_t top1 = 0, top5 = 0;
  for (const ClassCounts& one : classes_) {
    result.count += one.count;
    top1 += one.top1;
    top5 += one.top5;
  }
  if (result.count == 0) return result;
  const auto count = static_cast<double>(result.count);
  result.loss = loss_sum_ / count;
  result.top1 = static_cast<double>(top1) / count;
  result.top5 = static_cast<double>(top5) / count;
  for (const CalibrationBin& bin : bins_)
    result.calibration_error += std::abs(static_cast<double>(bin.right) - bin.probability_sum) / count;
  return result;
}

}  // namespace alexnet
