// Calibration of a model: the temperature that makes its probabilities reliable, and the confidence threshold below which a
// prediction is not reported.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "evaluate/seen_photos.h"
#include "model/input_size.h"
#include "nn/inference_network.h"

namespace alexnet {

// The logits of photos with their labels.
struct LabeledLogits {
  std::size_t classes = 0;
  std::vector<float> logits;  // [photos][classes]
  std::vector<std::size_t> labels;
};

// Returns the temperature T in [0.05, 20] that minimizes the mean of -ln softmax(logits / T)[label] (Guo et al., "On
// calibration of modern neural networks", ICML 2017, section 4.2); 1 if there are no photos.
[[nodiscard]] double fit_temperature(const LabeledLogits& scores);

// Returns the confidence threshold: the smallest calibrated probability of at least 0.5 that is above 95 % of `outliers`, the
// probabilities of predictions for images that belong to no class.
[[nodiscard]] float fit_confidence_threshold(std::vector<float> outliers);

struct Calibration {
  double temperature = 1;
  float confidence_threshold = 0;
  std::size_t photos = 0;
  double error_before = 0;         // expected calibration error with temperature 1, 0..1
  double error_after = 0;          // each half of the photos is evaluated with the temperature that fits the other half
  double coverage = 0;             // share of the photos whose prediction reaches the threshold
  double selective_accuracy = 0;   // share of those predictions that are correct
  std::size_t outliers = 0;        // synthetic images that belong to no class (synthetic/outlier.h)
  double outlier_accept_rate = 0;  // share of them whose prediction reaches the threshold
  std::optional<SeenPhotos> seen;  // photos that the model learned from (Evaluation::seen)
};

// Returns an error if no photo reaches the threshold, so that the model would answer nothing.
[[nodiscard]] Status check_answers(const Calibration& calibration, const std::string& model);

// Calibrates with photos on which the model was not trained. The model itself does not change, the batch size of the classifier
// does. `progress` is called after each batch and may be empty. The errors of evaluate().
[[nodiscard]] Result<Calibration> calibrate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                                            const std::function<void(std::size_t done, std::size_t of)>& progress);

}  // namespace alexnet
