// The settings of a training run as plain data, and the table that describes them. The defaults are those of the tutorial
// "Implementing AlexNet in TensorFlow 2.0". A new option is a field, a row of the table and, if the trainer needs it, a line of
// copy_trainer_options(), all in this file, and its use in train/.
#pragma once

#include <cmath>
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
  std::string data;                  // a folder of photos, or `drawn` for synthetic images
  std::string labels;                // a CSV file with the class of each photo; empty if the folders name the classes
  bool similar_photos = true;        // whether photos that look the same are found, and held out together
  bool photo_record = true;          // the model remembers which photos it learned from (model/photo_record.h)
  double validation_fraction = 0.2;  // of each class, if the folder sets no photos aside itself

  std::string variant = "keras";
  double width = 1;
  double dense_width = 0;  // of the hidden dense layers; 0 is `width`
  std::size_t input = 0;   // side of the network input in pixels; 0 is the variant's own
  std::size_t resize = 0;  // side before the crop in pixels; 0 is the variant's own, or `input` if that is larger
  std::string fit;         // `crop`, `stretch`, or empty for the variant's own
  std::string interpolation = "bilinear_antialiased";  // how photos are resized; parse_interpolation()
  std::string color = "convert";                       // of the color profiles in the photos: `convert` to sRGB or `ignore`
  double dropout = -1;                                 // rate of every dropout layer; below 0 is the variant's own

  std::string init;                 // `tutorial`, `keras`, `paper`, `caffe`, `torch`, or empty for the variant's own
  std::string init_file;            // a model whose weights are loaded where names and shapes match
  std::vector<std::string> freeze;  // layers that are not trained; see frozen_layers()
  std::uint64_t seed = 0;

  std::uint64_t epochs = 100;
  std::size_t batch = 32;
  std::size_t accumulate = 1;      // batches per optimizer step
  std::string optimizer = "adam";  // `adam`, `adamw`, `sgd`
  double learning_rate = 0.001;
  std::string schedule = "constant";  // in the syntax of train/schedule.h
  double momentum = 0.9;              // SGD only
  bool nesterov = false;
  double weight_decay = 0;
  double clip_norm = 0;
  double label_smoothing = 0;
  double bias_learning_rate = 1;  // relative to learning_rate
  bool decay_biases = true;
  double outliers = 0;       // probability that a photo is replaced by a synthetic image of no class (synthetic/outlier.h)
  Mixing mixing;             // of pairs of photos
  double average = 0;        // decay of the moving average of the weights; 0 for none
  std::size_t patience = 0;  // epochs without a lower validation loss before training stops; 0 for no early stopping

  Augmentation augmentation = {
      .rotation_range = 10, .width_shift_range = 0.1f, .height_shift_range = 0.1f, .shear_range = 0.1f, .zoom_range = 0.1f};

  friend bool operator==(const TrainingSettings&, const TrainingSettings&) = default;
};

// ---- The table of options ------------------------------------------------------------------------------------------------------

// How a setting is called and described wherever a person sets it.
struct TrainingOption {
  enum class Group { kPhotos, kNetwork, kOptimization, kAugmentation };
  const char* name;   // the JSON key, also in `set NAME VALUE` of the viewer
  const char* flag;   // of the command line
  const char* label;  // beside its field in the viewer and on the page
  Group group;
  const char* help;        // one phrase without a full stop
  double low = -HUGE_VAL;  // the range of a number, inclusive; trainer_options(), spec_of() and the loader check it
  double high = HUGE_VAL;  //
  const char* default_meaning = nullptr;  // what the default value stands for, where it is a placeholder such as 0
  const char* values = nullptr;           // those that a text may have, separated by spaces; null where it is free

  // Returns this row with `values`.
  [[nodiscard]] constexpr TrainingOption one_of(const char* allowed) const {
    TrainingOption row = *this;
    row.values = allowed;
    return row;
  }
};

// Calls visit(option, field...) for every setting but the augmentation, with that field of each given TrainingSettings. The
// command line, the JSON of the settings, the viewer and the page all learn of an option from its row.
template <typename Visit, typename... Settings>
void each_training_option(const Visit& visit, Settings&... s) {
  using enum TrainingOption::Group;
  using Row = TrainingOption;
  constexpr const char* kOfVariant = "the variant's own";
  visit(Row{"data", "--data", "Photos", kPhotos,
            "Folder or archive (.zip, .tar, .tar.gz) with one folder of photos per class, or with train/CLASS and "
            "validation/CLASS; `drawn` generates synthetic images"},
        s.data...);
  visit(
      Row{"labels", "--labels", "Labels", kPhotos,
          "CSV file with the class of each photo in --data, instead of class folders: columns filename and label, or without a "
          "header the photo and its class"},
      s.labels...);
  visit(Row{"similar_photos", "--similar-photos", "Find similar photos", kPhotos,
            "Whether to find photos that look the same, report them and hold them out together; each photo is decoded for it"},
        s.similar_photos...);
  visit(Row{"validation_fraction", "--validation-fraction", "Validation fraction", kPhotos,
            "Fraction of each class to hold out for validation, if the folder has no validation photos", 0, 1},
        s.validation_fraction...);
  visit(Row{"photo_record", "--photo-record", "Record of photos", kPhotos,
            "Whether the model file remembers which photos it learned from, so that evaluating on them gives a warning; "
            "whoever has "
            "a photo can tell from it whether the photo was used"},
        s.photo_record...);
  visit(
      Row{"variant", "--variant", "Variant", kNetwork, "Network variant: keras, paper, caffe, caffenet or torchvision"}.one_of(
          "keras paper caffe caffenet torchvision"),
      s.variant...);
  visit(Row{"width", "--width", "Width", kNetwork, "Multiplier of the channels of every hidden layer", 0, 16}, s.width...);
  visit(Row{"dense_width", "--dense-width", "Dense width", kNetwork, "Multiplier of the hidden dense layers only", 0, 16,
            "--width"},
        s.dense_width...);
  visit(Row{"input", "--input", "Network input", kNetwork, "Side of the network input in pixels", 0, 4096, kOfVariant},
        s.input...);
  visit(Row{"resize", "--resize", "Resize", kNetwork, "Side to which photos are resized before the crop, in pixels", 0, 4096,
            kOfVariant},
        s.resize...);
  visit(Row{"fit", "--fit", "Fit", kNetwork, "How a photo becomes square: crop or stretch", -HUGE_VAL, HUGE_VAL, kOfVariant}
            .one_of("crop stretch"),
        s.fit...);
  visit(Row{"interpolation", "--interpolation", "Interpolation", kNetwork,
            "How photos are resized: nearest, bilinear (without antialiasing), bilinear_antialiased or bicubic (antialiased)"}
            .one_of("nearest bilinear bilinear_antialiased bicubic"),
        s.interpolation...);
  visit(Row{"color", "--color", "Color", kPhotos,
            "Color profiles in the photos (Display P3, Adobe RGB): convert to sRGB, or ignore"}
            .one_of("convert ignore"),
        s.color...);
  visit(Row{"dropout", "--dropout", "Dropout", kNetwork, "Dropout rate", -1, 1, kOfVariant}, s.dropout...);
  visit(Row{"init", "--init", "Initialization", kNetwork, "Weight initialization: tutorial, keras, paper, caffe or torch",
            -HUGE_VAL, HUGE_VAL, kOfVariant}
            .one_of("tutorial keras paper caffe torch"),
        s.init...);
  visit(Row{"init_file", "--init-file", "Initial weights", kNetwork,
            "Model whose weights are loaded where names and shapes match"},
        s.init_file...);
  visit(Row{"freeze", "--freeze", "Freeze", kNetwork,
            "Layers to freeze: names, `conv` for all convolutions, or a number for the first N"},
        s.freeze...);
  visit(Row{"seed", "--seed", "Seed", kNetwork, "Random seed; the same seed and number of threads reproduce a run exactly", 0},
        s.seed...);
  visit(Row{"epochs", "--epochs", "Epochs", kOptimization, "Number of epochs", 1}, s.epochs...);
  visit(Row{"batch", "--batch", "Batch size", kOptimization, "Batch size", 1}, s.batch...);
  visit(Row{"accumulate", "--accumulate", "Accumulate", kOptimization, "Gradient accumulation: batches per optimizer step", 1},
        s.accumulate...);
  visit(Row{"optimizer", "--optimizer", "Optimizer", kOptimization, "Optimizer: adam, adamw or sgd"}.one_of("adam adamw sgd"),
        s.optimizer...);
  visit(Row{"learning_rate", "--lr", "Learning rate", kOptimization, "Learning rate", 0}, s.learning_rate...);
  visit(
      Row{"schedule", "--schedule", "Schedule", kOptimization,
          "Learning rate schedule: constant, step:30:0.1, steps:25,51:0.1, cosine or plateau:patience=5, each optionally with "
          ":warmup=EPOCHS"},
      s.schedule...);
  visit(Row{"momentum", "--momentum", "Momentum", kOptimization, "Momentum (SGD only)", 0, 1}, s.momentum...);
  visit(Row{"nesterov", "--nesterov", "Nesterov", kOptimization, "Nesterov momentum (SGD only)"}, s.nesterov...);
  visit(Row{"weight_decay", "--weight-decay", "Weight decay", kOptimization, "L2 weight decay (decoupled with adamw)", 0},
        s.weight_decay...);
  visit(Row{"clip_norm", "--clip-norm", "Clip norm", kOptimization, "Clip the gradient to this L2 norm (0: no clipping)", 0},
        s.clip_norm...);
  visit(Row{"label_smoothing", "--label-smoothing", "Label smoothing", kOptimization, "Label smoothing", 0, 1},
        s.label_smoothing...);
  visit(Row{"bias_learning_rate", "--bias-lr", "Bias learning rate", kOptimization,
            "Learning rate of the biases, as a multiple of that of the weights", 0},
        s.bias_learning_rate...);
  visit(Row{"decay_biases", "--decay-biases", "Decay biases", kOptimization, "Whether weight decay applies to biases too"},
        s.decay_biases...);
  visit(Row{"outliers", "--outliers", "Outliers", kOptimization,
            "Probability that a photo is replaced by a synthetic image that belongs to no class", 0, 1},
        s.outliers...);
  visit(Row{"mixup", "--mixup", "mixup", kOptimization, "mixup: alpha of the Beta distribution of the shares (0: off)", 0, 1},
        s.mixing.mixup...);
  visit(
      Row{"cutmix", "--cutmix", "CutMix", kOptimization, "CutMix: alpha of the Beta distribution of the shares (0: off)", 0, 1},
      s.mixing.cutmix...);
  visit(Row{"mix_chance", "--mix-chance", "Mixing probability", kOptimization,
            "Probability that mixup or CutMix is applied to a pair of photos", 0, 1},
        s.mixing.chance...);
  visit(
      Row{"average", "--average", "Weight average", kOptimization,
          "Decay of an exponential moving average of the weights (0: off); the averaged weights are validated and saved", 0, 1},
      s.average...);
  visit(Row{"patience", "--patience", "Patience", kOptimization,
            "Early stopping: epochs without a lower validation loss before training stops (0: off)", 0},
        s.patience...);
}

// The same for the settings of augmentation, which are the options of Keras' ImageDataGenerator and torchvision's transforms.
template <typename Visit, typename... Augmentations>
void each_augmentation_option(const Visit& visit, Augmentations&... a) {
  using enum TrainingOption::Group;
  using Row = TrainingOption;
  visit(Row{"rotation_range", "--rotation-range", "Rotation", kAugmentation, "Rotate by up to this many degrees", 0, 180},
        a.rotation_range...);
  visit(Row{"width_shift_range", "--width-shift-range", "Horizontal shift", kAugmentation,
            "Shift horizontally by up to this fraction of the width", 0, 0.99},
        a.width_shift_range...);
  visit(Row{"height_shift_range", "--height-shift-range", "Vertical shift", kAugmentation,
            "Shift vertically by up to this fraction of the height", 0, 0.99},
        a.height_shift_range...);
  visit(Row{"shear_range", "--shear-range", "Shear", kAugmentation, "Shear by up to this many degrees", 0, 89},
        a.shear_range...);
  visit(
      Row{"zoom_range", "--zoom-range", "Zoom", kAugmentation, "Zoom each axis by a factor from 1 - this to 1 + this", 0, 0.99},
      a.zoom_range...);
  visit(Row{"horizontal_flip", "--horizontal-flip", "Horizontal flip", kAugmentation, "Flip half of the images left to right"},
        a.horizontal_flip...);
  visit(Row{"vertical_flip", "--vertical-flip", "Vertical flip", kAugmentation, "Flip half of the images upside down"},
        a.vertical_flip...);
  visit(Row{"fill_mode", "--fill-mode", "Fill mode", kAugmentation,
            "Pixels outside the image: nearest, constant, reflect or wrap"}
            .one_of("nearest constant reflect wrap"),
        a.fill_mode...);
  visit(Row{"cval", "--cval", "Fill value", kAugmentation, "Gray value of the fill mode `constant`, 0 to 255", 0, 255},
        a.cval...);
  visit(Row{"convention", "--augment", "Convention", kAugmentation,
            "Whose transforms are computed: keras2 (of TensorFlow 2.0, as they are named) or keras3 (Keras 3.15, which swaps "
            "rows "
            "and columns)"}
            .one_of("keras2 keras3"),
        a.convention...);
  visit(Row{"channel_shift_range", "--channel-shift-range", "Channel shift", kAugmentation,
            "Shift all values by up to this much, 0 to 255", 0, 255},
        a.channel_shift_range...);
  visit(Row{"brightness_range", "--brightness-range", "Brightness", kAugmentation,
            "Multiply the brightness by a factor from this range; with keras2, after stretching the contrast", 0, 100},
        a.brightness_range...);
  visit(
      Row{"grayscale", "--grayscale", "Grayscale", kAugmentation, "Probability that an image is converted to grayscale", 0, 1},
      a.grayscale...);
  visit(Row{"lighting_sigma", "--lighting-sigma", "PCA color", kAugmentation,
            "Standard deviation of the PCA color augmentation; 0.1 in Krizhevsky et al. 2012", 0, 10},
        a.lighting_sigma...);
  visit(Row{"random_crop", "--random-crop", "Random crop", kAugmentation, "Crop at a random position instead of the center"},
        a.random_crop...);
  visit(Row{"random_resized_crop", "--random-resized-crop", "Random resized crop", kAugmentation,
            "Crop a random area and aspect ratio and resize it (torchvision's RandomResizedCrop)"},
        a.random_resized_crop...);
  visit(Row{"scale", "--scale", "Crop area", kAugmentation,
            "Area of the random resized crop as a fraction of the image; by default 0.08 to 1", 0.001, 1},
        a.scale...);
  visit(Row{"ratio", "--ratio", "Crop aspect ratio", kAugmentation,
            "Aspect ratio (width / height) of the random resized crop; by default 3/4 to 4/3", 0.01, 100},
        a.ratio...);
}

// The settings that the trainer takes over as they are. trainer_options() adds those that have to be parsed.
inline TrainerOptions copy_trainer_options(const TrainingSettings& s) {
  return {.optimizer = {.momentum = s.momentum,
                        .nesterov = s.nesterov,
                        .weight_decay = s.weight_decay,
                        .average = s.average,
                        .clip_norm = s.clip_norm},
          .epochs = s.epochs,
          .learning_rate = s.learning_rate,
          .label_smoothing = static_cast<float>(s.label_smoothing),
          .accumulate = s.accumulate,
          .bias_learning_rate = s.bias_learning_rate,
          .decay_biases = s.decay_biases};
}

// Returns the table as a JSON array, in its order: [{"name","flag","label","group","help","type","default","low","high","values"},…].
// "group" is photos, network, optimization or augmentation; "type" is text, list, integer, number, boolean or range; the names of
// augmentation begin with "augmentation."; "low" and "high" are absent where a number has no limit, "values" where a text is free.
[[nodiscard]] std::string training_options_json(const TrainingSettings& defaults = {});

// Sets one setting from text, by its name in the table. Errors: kInvalidArgument for an unknown name, or text that is not of the
// setting's type; those of training_settings_from_json. The settings keep their value then.
[[nodiscard]] Status set_training_option(TrainingSettings& settings, std::string_view name, std::string_view value);

// ---- Using settings ------------------------------------------------------------------------------------------------------------

// Returns the settings called `tutorial` (the defaults) or `paper` (Krizhevsky et al. 2012, section 5, with the learning rate
// schedule of the authors' own configuration). kInvalidArgument for other names.
[[nodiscard]] Result<TrainingSettings> recipe(std::string_view name);

// A JSON object with the names of the table and `augmentation`, an object. Missing names keep their defaults. kBadFormat for an
// unknown name or a value of the wrong type.
[[nodiscard]] std::string to_json(const TrainingSettings& settings);
[[nodiscard]] Result<TrainingSettings> training_settings_from_json(std::string_view json, TrainingSettings defaults = {});

// Returns the network that the settings describe. Errors: those of make_spec, and kInvalidArgument for inconsistent sizes.
[[nodiscard]] Result<ModelSpec> spec_of(const TrainingSettings& settings, std::size_t classes);
// Returns the trainer's options. kInvalidArgument for an unknown optimizer or schedule, and for what check(TrainerOptions)
// rejects.
[[nodiscard]] Result<TrainerOptions> trainer_options(const TrainingSettings& settings);
// Returns the names of the layers to freeze. In settings.freeze, `conv` stands for all convolutions, and a number n for the first
// n layers with weights. kInvalidArgument if no layer with weights would be left to train.
[[nodiscard]] Result<std::vector<std::string>> frozen_layers(const TrainingSettings& settings, const ModelSpec& spec);

}  // namespace alexnet
