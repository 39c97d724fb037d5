// How far a model's probabilities can be trusted, and from where on its answers are worth telling.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "model/input_size.h"
#include "nn/inference_network.h"

namespace alexnet {

// Scores before the softmax, with the right answers.
struct LabeledLogits {
  std::size_t classes = 0;
  std::vector<float> logits;  // [photos][classes]
  std::vector<std::size_t> labels;
};

// The temperature that makes the labels likeliest: the least mean of -ln softmax(logits / T)[label] for T in [0.05, 20] (Guo et
// al., "On calibration of modern neural networks", ICML 2017, section 4.2). 1 where there is nothing to go by.
[[nodiscard]] double fit_temperature(const LabeledLogits& scores);

// The least calibrated probability of an answer worth telling: it is no likelier to be wrong than right, so one half at least,
// and of `outliers`, the probabilities of answers to what none fits, at least 95 in 100 lie below it.
[[nodiscard]] float fit_confidence_threshold(std::vector<float> outliers);

struct Calibration {
  double temperature = 1;
  float confidence_threshold = 0;
  std::size_t photos = 0;
  double error_before = 0;         // expected calibration error with temperature 1, 0..1
  double error_after = 0;          // each half of the photos judged by the temperature that fits the other half
  double coverage = 0;             // share of the photos that get an answer
  double selective_accuracy = 0;   // share of those answers that are right
  std::size_t outliers = 0;        // drawn pictures of nothing (synthetic/outlier.h)
  double outlier_accept_rate = 0;  // share of them that get an answer
};

// Judged by photos that the model did not learn from. Leaves the model as it is. The errors of evaluate().
[[nodiscard]] Result<Calibration> calibrate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                                            const std::function<void(std::size_t done, std::size_t of)>& progress);

}  // namespace alexnet
