#include "evaluate/calibrate.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numbers>
#include <sstream>

#include "evaluate/evaluate.h"
#include "messages/evaluate.h"
#include "synthetic/outlier.h"

namespace alexnet {
namespace {

constexpr std::size_t kOutliers = 600;
constexpr std::uint64_t kOutlierSeed = 0xCA11B8A7E;  // differs from the seeds of training runs

std::span<const float> logits_of(const LabeledLogits& logits_set, std::size_t photo) {
  return std::span(logits_set.logits).subspan(photo * logits_set.classes, logits_set.classes);
}

std::vector<float> probabilities_at(std::span<const float> logits, double temperature) {
  const double largest = *std::ranges::max_element(logits);
  std::vector<float> probabilities(logits.size());
  double sum = 0;
  for (const float x : logits) sum += std::exp((x - largest) / temperature);
  for (std::size_t i = 0; i < logits.size(); ++i)
    probabilities[i] = static_cast<float>(std::exp((logits[i] - largest) / temperature) / sum);
  return probabilities;
}

double mean_loss(const LabeledLogits& logits_set, double temperature) {
  double sum = 0;
  for (std::size_t n = 0; n < logits_set.labels.size(); ++n) {
    const std::span<const float> logits = logits_of(logits_set, n);
    const double largest = *std::ranges::max_element(logits);
    double exponentials = 0;
    for (const float x : logits) exponentials += std::exp((x - largest) / temperature);
    sum += std::log(exponentials) - (logits[logits_set.labels[n]] - largest) / temperature;
  }
  return sum / static_cast<double>(logits_set.labels.size());
}

void add_to(Metrics& metrics, const LabeledLogits& logits_set, double temperature) {
  for (std::size_t n = 0; n < logits_set.labels.size(); ++n)
    metrics.add_probabilities(n, logits_set.labels[n], probabilities_at(logits_of(logits_set, n), temperature));
}

// Every second photo, beginning with number `first`, 0 or 1.
LabeledLogits half_of(const LabeledLogits& logits_set, std::size_t first) {
  LabeledLogits half = {.classes = logits_set.classes};
  for (std::size_t n = first; n < logits_set.labels.size(); n += 2) {
    const std::span<const float> logits = logits_of(logits_set, n);
    half.logits.insert(half.logits.end(), logits.begin(), logits.end());
    half.labels.push_back(logits_set.labels[n]);
  }
  return half;
}

// The probability of a prediction and whether it is correct.
struct Confidence {
  float probability = 0;
  bool is_correct = false;
};

std::vector<Confidence> confidences_of(const LabeledLogits& logits_set, double temperature) {
  std::vector<Confidence> confidences;
  for (std::size_t n = 0; n < logits_set.labels.size(); ++n) {
    const std::vector<float> probabilities = probabilities_at(logits_of(logits_set, n), temperature);
    const auto best = std::ranges::max_element(probabilities);
    confidences.push_back({*best, static_cast<std::size_t>(best - probabilities.begin()) == logits_set.labels[n]});
  }
  return confidences;
}

// The highest probability of each of the synthetic images that belong to no class.
Result<std::vector<float>> outlier_confidences(InferenceNetwork& classifier, double temperature) {
  const Preprocessing& preprocessing = classifier.model().spec.preprocessing;
  std::vector<float> result;
  TRY(classifier.set_batch(1));
  for (std::size_t i = 0; i < kOutliers; ++i) {
    to_tensor(synthetic_outlier(preprocessing.input, kOutlierSeed, i), preprocessing, classifier.input(0));
    TRY(classifier.run());
    const std::vector<float> probabilities = probabilities_at(classifier.logits(0), temperature);
    result.push_back(*std::ranges::max_element(probabilities));
  }
  return result;
}

double share(std::size_t part, std::size_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

double fit_temperature(const LabeledLogits& logits_set) {
  if (logits_set.labels.empty()) return 1;
  // Golden-section search: as a function of ln T the loss is unimodal.
  constexpr double kShare = 1 / std::numbers::phi;
  double low = std::log(0.05), high = std::log(20.0);
  double left = high - kShare * (high - low), right = low + kShare * (high - low);
  double at_left = mean_loss(logits_set, std::exp(left)), at_right = mean_loss(logits_set, std::exp(right));
  while (high - low > 1e-4) {
    if (at_left < at_right) {
      high = right, right = left, at_right = at_left;
      left = high - kShare * (high - low), at_left = mean_loss(logits_set, std::exp(left));
    } else {
      low = left, left = right, at_left = at_right;
      right = low + kShare * (high - low), at_right = mean_loss(logits_set, std::exp(right));
    }
  }
  return std::exp((low + high) / 2);
}

float fit_confidence_threshold(std::vector<float> outliers) {
  constexpr float kEven = 0.5f;
  if (outliers.empty()) return kEven;
  const auto rank = static_cast<std::ptrdiff_t>(std::ceil(0.95 * static_cast<double>(outliers.size()))) - 1;
  std::ranges::nth_element(outliers, outliers.begin() + rank);
  return std::clamp(std::nextafter(outliers[static_cast<std::size_t>(rank)], 1.0f), kEven, 1.0f);
}

Status check_answers(const Calibration& calibration, const std::string& model) {
  if (calibration.coverage > 0) return {};
  std::ostringstream threshold;
  threshold << std::fixed << std::setprecision(2) << 100 * calibration.confidence_threshold;
  return fail<msg::kCalibrationAnswersNothing>(model, calibration.photos, threshold.str());
}

Result<Calibration> calibrate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                              const std::function<void(std::size_t done, std::size_t of)>& progress) {
  LabeledLogits logits_set = {.classes = classifier.model().spec.classes};
  const auto keep = [&logits_set](std::size_t label, std::span<const float> logits) {
    logits_set.logits.insert(logits_set.logits.end(), logits.begin(), logits.end());
    logits_set.labels.push_back(label);
  };
  TRY_VALUE(const Evaluation evaluation, evaluate(classifier, photos, pool, {.progress = progress, .each = keep}));
  Calibration result = {.temperature = fit_temperature(logits_set), .photos = logits_set.labels.size(), .outliers = kOutliers};
  Metrics before(logits_set.classes, /*mistakes=*/0), after = before;
  result.seen = evaluation.seen;
  add_to(before, logits_set, 1);
  const LabeledLogits even = half_of(logits_set, 0), odd = half_of(logits_set, 1);
  add_to(after, even, fit_temperature(odd));
  add_to(after, odd, fit_temperature(even));
  result.error_before = before.result().calibration_error;
  result.error_after = after.result().calibration_error;

  const std::vector<Confidence> confidences = confidences_of(logits_set, result.temperature);
  TRY_VALUE(const std::vector<float> outliers, outlier_confidences(classifier, result.temperature));
  result.confidence_threshold = fit_confidence_threshold(outliers);
  const auto is_sure = [&](const Confidence& confidence) { return confidence.probability >= result.confidence_threshold; };
  const auto coverage = static_cast<std::size_t>(std::ranges::count_if(confidences, is_sure));
  const auto right = static_cast<std::size_t>(std::ranges::count_if(
      confidences, [&](const Confidence& confidence) { return is_sure(confidence) && confidence.is_correct; }));
  result.coverage = share(coverage, confidences.size());
  result.selective_accuracy = share(right, coverage);
  const auto accepted = std::ranges::count_if(outliers, [&](float p) { return p >= result.confidence_threshold; });
  result.outlier_accept_rate = share(static_cast<std::size_t>(accepted), outliers.size());
  return result;
}

}  // namespace alexnet
