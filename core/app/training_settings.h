// Everything that decides how a training run goes, as plain data. The defaults are those of the tutorial "Implementing AlexNet
// in TensorFlow 2.0".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/augmentation.h"
#include "data/mix.h"
#include "model/spec.h"
#include "train/trainer.h"

namespace alexnet {

struct TrainingSettings {
  std::string data;                  // a folder of photos, or `drawn`: pictures that the program draws itself
  double validation_fraction = 0.2;  // of a folder that sets no photos aside

  std::string variant = "keras";
  double width = 1;
  double dense_width = 0;  // of the hidden dense layers; 0 is `width`
  std::size_t input = 0;   // side of the square that the network takes; 0 is the variant's own
  std::size_t resize = 0;  // side before the crop; 0 is the variant's own, or `input` where that is larger
  std::string fit;         // `crop`, `stretch`, or empty: the variant's own
  double dropout = -1;     // rate of every dropout layer; below 0 is the variant's own

  std::string init;                 // `keras`, `paper`, `caffe`, `torch`, or empty: the variant's own
  std::string init_file;            // a model whose weights are taken where they fit
  std::vector<std::string> freeze;  // layers that do not learn; `conv` is all convolutions
  std::uint64_t seed = 0;

  std::uint64_t epochs = 100;
  std::size_t batch = 32;
  std::size_t accumulate = 1;      // batches a step
  std::string optimizer = "adam";  // `adam`, `adamw`, `sgd`
  double learning_rate = 0.001;
  std::string schedule = "constant";  // train/schedule.h
  double momentum = 0.9;              // of sgd
  bool nesterov = false;
  double weight_decay = 0;
  double clip_norm = 0;
  double label_smoothing = 0;
  double bias_learning_rate = 1;
  bool decay_biases = true;
  double outliers = 0;       // chance of each photo to be replaced by a picture of nothing (synthetic/outlier.h)
  Mixing mixing;             // of photos with each other
  double average = 0;        // of weights: the share of the old average that a step keeps; 0 averages nothing
  std::size_t patience = 0;  // epochs without a better validation loss; 0 never stops early

  Augmentation augmentation = {
      .rotation_range = 10, .width_shift_range = 0.1f, .height_shift_range = 0.1f, .shear_range = 0.1f, .zoom_range = 0.1f};

  friend bool operator==(const TrainingSettings&, const TrainingSettings&) = default;
};

// `tutorial` (the defaults) or `paper`: Krizhevsky et al. 2012, section 5, with the schedule of their own configuration.
[[nodiscard]] Result<TrainingSettings> recipe(std::string_view name);

// One JSON object with the names above, augmentation inside. Reading takes what is missing from the defaults; an unknown name
// or a wrong type is kBadFormat.
[[nodiscard]] std::string to_json(const TrainingSettings& settings);
[[nodiscard]] Result<TrainingSettings> training_settings_from_json(std::string_view json);

// The network that the settings ask for. The errors of make_spec, and kInvalidArgument for sizes that do not go together.
[[nodiscard]] Result<ModelSpec> spec_of(const TrainingSettings& settings, std::size_t classes);
// What the trainer makes of them. kInvalidArgument for an unknown optimizer or schedule, or what check() of its options
// refuses.
[[nodiscard]] Result<TrainerOptions> trainer_options(const TrainingSettings& settings);
// The names of the layers to freeze: `conv` spelled out, a number n the first n layers with weights.
[[nodiscard]] Result<std::vector<std::string>> frozen_layers(const TrainingSettings& settings, const ModelSpec& spec);

}  // namespace alexnet
