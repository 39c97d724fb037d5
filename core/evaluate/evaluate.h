// The evaluation of a model on labeled photos: metrics, and a prediction for each photo.
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
#include "data/photo_warnings.h"
#include "evaluate/seen_photos.h"
#include "nn/inference_network.h"
#include "train/metrics.h"

namespace alexnet {

struct EvaluateOptions {
  // 1: the central crop, as in classification. 10: the four corners and the center of the `resize` x `resize` image with their
  // mirror images, probabilities averaged (Krizhevsky et al. 2012, section 4.1). Where `resize` equals `input`, the five crops
  // are the same.
  std::size_t crops = 1;
  std::size_t batch = 32;     // crops per forward pass
  std::size_t mistakes = 24;  // the number of mistakes to keep, those with the highest probability first
  // Called after each batch with the number of photos that are done and of all; may be empty.
  std::function<void(std::size_t done, std::size_t of)> progress;
  // Called after each batch; returns true to leave out the remaining photos. May be empty.
  std::function<bool()> stops;
  // Called for each photo with the logits of its first crop, on the caller's thread; may be empty.
  std::function<void(std::size_t label, std::span<const float> logits)> each;
};

struct PhotoPrediction {
  std::size_t photo = 0;        // index in the source
  std::size_t label = 0;        // index of a class of the model
  std::size_t predicted = 0;    // likewise
  float probability = 0;        // of `predicted`
  float label_probability = 0;  // of `label`

  [[nodiscard]] bool is_right() const { return label == predicted; }
};

struct Evaluation {
  std::vector<std::string> classes;  // in the model's order
  MetricsResult metrics;
  std::vector<PhotoPrediction> predictions;  // in the order of the source
  std::vector<RefusedPhoto> refused;         // photos that did not decode; they are not counted
  std::optional<SeenPhotos> seen;            // in training; nothing if the model does not remember its photos
  std::vector<PhotoWarning> warnings;        // harmless faults of photos that were read despite them
  std::size_t crops = 1;
  ColorHandling color = ColorHandling::kIgnore;  // of the color profiles in the photos
  std::string preprocessing;                     // preprocessing_report() of the model
  double seconds = 0;
  // What the caller knows about the photos; to_json() and the report state it.
  std::string split;            // `train`, `validation`, `test`, or `all`
  std::string trained_on;       // whether the model was trained on some of them: `no`, `unknown` or `yes`
  std::vector<Notice> notices;  // what a person must know to judge by the numbers

  [[nodiscard]] double images_per_second() const { return seconds > 0 ? static_cast<double>(predictions.size()) / seconds : 0; }
};

// Evaluates the classifier on all photos. Classes are matched by name, whatever their order; a model without labels takes the
// names of the source in their order (evaluate/class_map.h). kWrongShape for classes that the model does not know, and for
// scores that overflow; kInvalidArgument for a number of crops other than 1 and 10, for no photos, and if none decodes. Changes
// the batch size of the classifier.
[[nodiscard]] Result<Evaluation> evaluate(InferenceNetwork& classifier, const PhotoSource& photos, const ThreadPool& pool,
                                          const EvaluateOptions& options);

// {"photos","of","warning"}: how many of how many photos the model learned from, and what that means, if it spoils an evaluation;
// null if the model does not remember its photos.
[[nodiscard]] std::string to_json(const std::optional<SeenPhotos>& seen);

// Photos of the class `label` that were predicted as another one.
struct Confusion {
  std::size_t label = 0;
  std::size_t predicted = 0;
  std::uint64_t count = 0;
  std::uint64_t of = 0;  // all photos of the class
};
// Returns at most `limit` confusions, the most frequent first, of equal ones that with the larger share of its class.
[[nodiscard]] std::vector<Confusion> worst_confusions(const Evaluation& evaluation, std::size_t limit);

// Returns one JSON object: {"top1","top5","count","classes":[{"name","count","top1"}…],"confusion":[[…]…],"loss",
// "calibration_error","crops","color","preprocessing","seconds","images_per_second","split","trained_on","notices":[{"code","text"}…],
// "refused":[{"name","reason"}…],
// "warnings":[{"name","code","warning"}…],"seen_in_training"}. confusion is [label][predicted]
// in the order of the classes; top1 of a class without photos is null.
[[nodiscard]] std::string to_json(const Evaluation& evaluation);

}  // namespace alexnet
