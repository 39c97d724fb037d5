// How well a model does on labelled photos.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_folder.h"
#include "data/photo_source.h"
#include "nn/inference_network.h"
#include "train/metrics.h"

namespace alexnet {

struct EvaluateOptions {
  // 1: the square that classifying looks at. 10: the corners and the centre of the `resize` x `resize` square and their
  // mirrors, softmax averaged (Krizhevsky et al. 2012, section 4.1); where `resize` is no larger than `input`, the mirror alone
  // is new.
  std::size_t crops = 1;
  std::size_t batch = 32;                                          // squares that the network sees at once
  std::size_t mistakes = 24;                                       // how many of the worst are kept
  std::function<void(std::size_t done, std::size_t of)> progress;  // after each batch; may be empty
  std::function<bool()> stops;  // asked after each batch; true leaves the rest of the photos out; may be empty
  // Told for each photo what its first square's scores are before the softmax; may be empty.
  std::function<void(std::size_t label, std::span<const float> logits)> each;
};

struct PhotoPrediction {
  std::size_t photo = 0;  // index in the source
  std::size_t label = 0;  // classes are the model's here
  std::size_t predicted = 0;
  float probability = 0;        // of `predicted`
  float label_probability = 0;  // of `label`

  [[nodiscard]] bool is_right() const { return label == predicted; }
};

struct Evaluation {
  std::vector<std::string> classes;  // the model's
  MetricsResult metrics;
  std::vector<PhotoPrediction> predictions;  // in the order of the source
  std::vector<RefusedPhoto> refused;         // left out: they did not decode
  std::size_t crops = 1;
  double seconds = 0;

  [[nodiscard]] double images_per_second() const { return seconds > 0 ? static_cast<double>(predictions.size()) / seconds : 0; }
};

// Classes are matched by name, whatever their order; a model without names takes the source's in their order, if they are as
// many. kWrongShape names classes that the model does not know; kInvalidArgument for other crops than 1 and 10, no photos, or
// none that decodes. The classifier is left with another batch than it had.
[[nodiscard]] Result<Evaluation> evaluate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                                          const EvaluateOptions& options);

// One JSON object: {"top1","top5","count","classes":[{"name","count","top1"}…],"confusion":[[…]…],"loss","calibration_error",
// "crops","seconds","images_per_second","refused":[{"name","reason"}…]}; confusion is [label][predicted] in the order of the
// classes, top1 of a class without photos is null.
[[nodiscard]] std::string to_json(const Evaluation& evaluation);

}  // namespace alexnet
