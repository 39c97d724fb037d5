#include "training_options.h"

#include <concepts>

#include "app/host.h"
#include "augment_options.h"

namespace alexnet::cli {
namespace {

constexpr const char* kVariantDefault = "the variant's own";

template <typename Value>
CLI::Option* add(CLI::App* command, const char* group, const char* name, Value& value, const char* help) {
  CLI::Option* option = command->add_option(name, value, help)->group(group)->capture_default_str();
  // CLI11 would read -1 as 2^64 - 1.
  if constexpr (std::unsigned_integral<Value> && !std::same_as<Value, bool>) option->check(CLI::NonNegativeNumber);
  return option;
}

void add_photos(CLI::App* command, TrainArguments& arguments) {
  TrainingSettings& s = arguments.settings;
  command->add_option(
      "--data", s.data,
      "A folder of folders of photos, one a class (or train/CLASS and validation/CLASS); `drawn` draws its own");
  command->add_option("--out", arguments.out, "The folder for models and logs")->required();
  command->add_flag("--resume", arguments.resume, "Go on with the run in --out, with its own settings (but for --epochs)");
  command->add_option("--keep", arguments.keep, "Also keep the models of this many of the latest epochs")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  CLI::Option* config = command->add_option("--config", arguments.config,
                                            "A JSON file of settings, as `info` shows those of a trained model, which does not "
                                            "tell where its photos lie: --data does");
  command->add_option("--recipe", arguments.recipe, "tutorial or paper: where settings start from")
      ->capture_default_str()
      ->excludes(config);
  command
      ->add_option("--validation-fraction", s.validation_fraction,
                   "Share of each class to set aside, where the folder does not")
      ->capture_default_str();
}

void add_network(CLI::App* command, TrainingSettings& s) {
  constexpr const char* kGroup = "Network";
  add(command, kGroup, "--variant", s.variant, "keras, paper, caffe, caffenet or torchvision");
  add(command, kGroup, "--width", s.width, "Multiplies the channels of every hidden layer");
  add(command, kGroup, "--dense-width", s.dense_width, "Multiplies the hidden dense layers instead")->default_str("--width");
  add(command, kGroup, "--input", s.input, "Side of the square that the network sees")->default_str(kVariantDefault);
  add(command, kGroup, "--resize", s.resize, "Side of the photo before the crop")->default_str(kVariantDefault);
  add(command, kGroup, "--fit", s.fit, "crop or stretch")->default_str(kVariantDefault);
  add(command, kGroup, "--dropout", s.dropout, "Rate of the dropout layers")->default_str(kVariantDefault);
  add(command, kGroup, "--init", s.init, "keras, paper, caffe or torch: how weights begin")->default_str(kVariantDefault);
  add(command, kGroup, "--init-file", s.init_file, "A model whose weights are taken where they fit");
  add(command, kGroup, "--freeze", s.freeze, "Layers that do not learn: names, `conv`, or how many from the first on");
  add(command, kGroup, "--seed", s.seed, "The same seed and threads give the same run");
}

void add_optimization(CLI::App* command, TrainingSettings& s) {
  constexpr const char* kGroup = "Learning";
  add(command, kGroup, "--epochs", s.epochs, "How often every photo is seen");
  add(command, kGroup, "--batch", s.batch, "Photos at a time");
  add(command, kGroup, "--accumulate", s.accumulate, "Batches that make a step");
  add(command, kGroup, "--optimizer", s.optimizer, "adam, adamw or sgd");
  add(command, kGroup, "--lr", s.learning_rate, "Learning rate");
  add(command, kGroup, "--schedule", s.schedule,
      "constant, step:30:0.1, steps:25,51:0.1, cosine or plateau:patience=5, each with :warmup=EPOCHS");
  add(command, kGroup, "--momentum", s.momentum, "Of sgd");
  add(command, kGroup, "--nesterov", s.nesterov, "Nesterov's momentum, of sgd");
  add(command, kGroup, "--weight-decay", s.weight_decay, "Pulls weights towards 0");
  add(command, kGroup, "--clip-norm", s.clip_norm, "Shortens longer gradients to this length; 0: none");
  add(command, kGroup, "--label-smoothing", s.label_smoothing, "Share of certainty that is given to all classes");
  add(command, kGroup, "--outliers", s.outliers,
      "Chance of each photo to be replaced by a picture of nothing, which belongs to no class");
  add(command, kGroup, "--mixup", s.mixing.mixup, "Blend photos of two classes, by shares from Beta(this, this); 0: never");
  add(command, kGroup, "--cutmix", s.mixing.cutmix, "Paste a part of one photo into another, likewise; 0: never");
  add(command, kGroup, "--mix-chance", s.mixing.chance, "Chance of two photos to be mixed");
  add(command, kGroup, "--average", s.average,
      "Keep a moving average of the weights, of which a step leaves this share; 0: none. It is what is validated and kept");
  add(command, kGroup, "--bias-lr", s.bias_learning_rate, "Learning rate of biases, times --lr");
  add(command, kGroup, "--decay-biases", s.decay_biases, "Whether biases are pulled towards 0 too");
  add(command, kGroup, "--patience", s.patience, "Stop after this many epochs without a better validation loss; 0: never");
}

Result<TrainingSettings> base_settings(const TrainArguments& arguments) {
  if (arguments.config.empty()) return recipe(arguments.recipe);
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(arguments.config, /*limit=*/1 << 20));
  Result<TrainingSettings> settings =
      training_settings_from_json(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  if (!settings) return with_context(arguments.config, std::move(settings).error());
  return settings;
}

}  // namespace

void add_training_options(CLI::App* command, TrainArguments& arguments) {
  add_photos(command, arguments);
  add_network(command, arguments.settings);
  add_optimization(command, arguments.settings);
  add_augmentation(command, arguments.settings.augmentation);
}

Result<TrainingSettings> settings_of(CLI::App& command, TrainArguments& arguments) {
  TRY_VALUE(arguments.settings, base_settings(arguments));
  // Options write to `settings` as they are read, before it was known what stands below them: so they write again.
  for (CLI::Option* option : command.get_options([](const CLI::Option*) { return true; }))
    if (option->count() > 0 && option->get_name() != "--help") option->run_callback();
  return arguments.settings;
}

}  // namespace alexnet::cli
