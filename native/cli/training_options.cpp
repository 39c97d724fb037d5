#include "training_options.h"

#include "base/file.h"

namespace alexnet::cli {
namespace {

// An option that sets `field` of the settings.
template <typename Value>
void set(CLI::App* command, TrainArguments& arguments, const char* name, Value TrainingSettings::* field, const char* help) {
  command->add_option_function<Value>(
      name,
      [&arguments, field](const Value& value) {
        arguments.overrides.push_back([field, value](TrainingSettings& settings) { settings.*field = value; });
      },
      help);
}

void add_data(CLI::App* command, TrainArguments& arguments) {
  set(command, arguments, "--data", &TrainingSettings::data,
      "A folder of folders of photos, one a class (or train/CLASS and validation/CLASS); `drawn` draws its own");
  set(command, arguments, "--validation-fraction", &TrainingSettings::validation_fraction,
      "Share of each class to set aside, where the folder does not [0.2]");
  command->add_option("--out", arguments.out, "The folder for models and logs")->required();
  command->add_option("--keep", arguments.keep, "Also keep the models of this many of the latest epochs");
  command->add_flag("--resume", arguments.resume, "Go on with the run in --out, with its own settings");
}

void add_network(CLI::App* command, TrainArguments& arguments) {
  set(command, arguments, "--variant", &TrainingSettings::variant, "keras, paper, caffe, caffenet or torchvision [keras]");
  set(command, arguments, "--width", &TrainingSettings::width, "Multiplies the channels of every hidden layer [1]");
  set(command, arguments, "--input", &TrainingSettings::input, "Side of the square that the network sees [the variant's]");
  set(command, arguments, "--resize", &TrainingSettings::resize, "Side of the photo before the crop [the variant's]");
  set(command, arguments, "--fit", &TrainingSettings::fit, "crop or stretch [the variant's]");
  set(command, arguments, "--dropout", &TrainingSettings::dropout, "Rate of the dropout layers [the variant's]");
  set(command, arguments, "--init", &TrainingSettings::init, "keras, paper, caffe or torch: how weights begin [the variant's]");
  set(command, arguments, "--init-file", &TrainingSettings::init_file, "A model whose weights are taken where they fit");
  set(command, arguments, "--freeze", &TrainingSettings::freeze, "Layers that do not learn: names, `conv`, or how many");
  set(command, arguments, "--seed", &TrainingSettings::seed, "The same seed gives the same run [0]");
}

void add_learning(CLI::App* command, TrainArguments& arguments) {
  set(command, arguments, "--epochs", &TrainingSettings::epochs, "How often every photo is seen [100]");
  set(command, arguments, "--batch", &TrainingSettings::batch, "Photos at a time [32]");
  set(command, arguments, "--accumulate", &TrainingSettings::accumulate, "Batches that make a step [1]");
  set(command, arguments, "--optimizer", &TrainingSettings::optimizer, "adam, adamw or sgd [adam]");
  set(command, arguments, "--lr", &TrainingSettings::learning_rate, "Learning rate [0.001]");
  set(command, arguments, "--schedule", &TrainingSettings::schedule,
      "constant, step:30:0.1, steps:25,51:0.1, cosine or plateau:patience=5, each with :warmup=EPOCHS [constant]");
  set(command, arguments, "--momentum", &TrainingSettings::momentum, "Of sgd [0.9]");
  set(command, arguments, "--nesterov", &TrainingSettings::nesterov, "Nesterov's momentum, of sgd [false]");
  set(command, arguments, "--weight-decay", &TrainingSettings::weight_decay, "Pulls weights towards 0 [0]");
  set(command, arguments, "--clip-norm", &TrainingSettings::clip_norm, "Shortens longer gradients to this length [0: never]");
  set(command, arguments, "--label-smoothing", &TrainingSettings::label_smoothing,
      "Share of certainty given to all classes [0]");
  set(command, arguments, "--bias-lr", &TrainingSettings::bias_learning_rate, "Learning rate of biases, times --lr [1]");
  set(command, arguments, "--decay-biases", &TrainingSettings::decay_biases, "Whether biases decay too [true]");
  set(command, arguments, "--patience", &TrainingSettings::patience,
      "Stop after this many epochs without a better validation loss [0: never]");
}

Result<TrainingSettings> base_settings(const TrainArguments& arguments) {
  if (arguments.config.empty()) return recipe(arguments.recipe);
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(arguments.config, /*limit=*/1 << 20));
  Result<TrainingSettings> settings =
      training_settings_from_json(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  if (!settings) return within(arguments.config, std::move(settings).error());
  return settings;
}

}  // namespace

void add_training_options(CLI::App* command, TrainArguments& arguments) {
  add_data(command, arguments);
  CLI::Option* config =
      command->add_option("--config", arguments.config, "A JSON file of settings, as a model's metadata holds them");
  command->add_option("--recipe", arguments.recipe, "tutorial or paper: where settings start from")
      ->capture_default_str()
      ->excludes(config);
  add_network(command, arguments);
  add_learning(command, arguments);
}

std::uint64_t TrainArguments::epochs_in_all() const {
  TrainingSettings settings;
  settings.epochs = 0;
  for (const auto& override_setting : overrides) override_setting(settings);
  return settings.epochs;
}

Result<TrainingSettings> settings_of(const TrainArguments& arguments) {
  TRY_VALUE(TrainingSettings settings, base_settings(arguments));
  for (const auto& override_setting : arguments.overrides) override_setting(settings);
  return settings;
}

}  // namespace alexnet::cli
