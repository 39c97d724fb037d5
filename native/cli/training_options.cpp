#include "training_options.h"

#include <concepts>

#include "app/host.h"
#include "augment_options.h"

namespace alexnet::cli {
namespace {

const char* heading_of(TrainingOption::Group group) {
  switch (group) {
    case TrainingOption::Group::kPhotos:
      return "Photos";
    case TrainingOption::Group::kNetwork:
      return "Network";
    case TrainingOption::Group::kOptimization:
      return "Optimization";
    case TrainingOption::Group::kAugmentation:
      return "Augmentation";
  }
  return "";
}

// `--no-photo-record` for `--photo-record`, which is short for `--photo-record false`.
std::string negation_of(const std::string& flag) { return "--no-" + flag.substr(2); }

bool is_given(const CLI::App& command, const std::string& flag) {
  if (command.count(flag) > 0) return true;
  const CLI::Option* negation = command.get_option_no_throw(negation_of(flag));
  return negation != nullptr && negation->count() > 0;
}

template <typename Value>
void add_setting(CLI::App* command, const TrainingOption& row, Value& value) {
  CLI::Option* option = command->add_option(row.flag, value, row.help)->capture_default_str();
  if (row.group != TrainingOption::Group::kPhotos) option->group(heading_of(row.group));
  if (row.default_meaning != nullptr) option->default_str(row.default_meaning);
  if constexpr (std::same_as<Value, bool>) {
    if (value) command->add_flag_callback(negation_of(row.flag), [&value] { value = false; })->group("");
  }
  // CLI11 would read -1 as 2^64 - 1.
  if constexpr (std::unsigned_integral<Value> && !std::same_as<Value, bool>) option->check(CLI::NonNegativeNumber);
}

// The options that are not settings of the run.
void add_folder_options(CLI::App* command, TrainArguments& arguments) {
  command->add_option("--out", arguments.out, "Output folder for models and logs")->required();
  command->add_flag("--resume", arguments.resume, "Resume the run in --out with its own settings; only --epochs may change");
  command->add_option("--keep", arguments.keep, "Number of latest epochs whose models are kept, besides best and last")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  CLI::Option* config =
      command->add_option("--config", arguments.config,
                          "JSON file of settings to start from, as `info --json` prints those of a trained model. It does "
                          "not contain the path of the photos: add --data");
  command->add_option("--recipe", arguments.recipe, "Settings to start from: tutorial or paper")
      ->capture_default_str()
      ->excludes(config);
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
  each_training_option([&](const TrainingOption& option, auto& value) { add_setting(command, option, value); },
                       arguments.given);
  add_folder_options(command, arguments);
  add_augmentation(command, arguments.given.augmentation);
}

Result<TrainingSettings> settings_of(const CLI::App& command, const TrainArguments& arguments) {
  TRY_VALUE(TrainingSettings settings, base_settings(arguments));
  each_training_option(
      [&](const TrainingOption& option, const auto& from, auto& to) {
        if (is_given(command, option.flag)) to = from;
      },
      arguments.given, settings);
  copy_given_augmentation(command, arguments.given.augmentation, settings.augmentation);
  return settings;
}

std::string changed_option(const CLI::App& command, const TrainArguments& arguments, const TrainingSettings& run) {
  for (const std::string option : {"--config", "--recipe"})
    if (command.count(option) > 0) return option;
  std::string changed;
  const auto compare = [&](const TrainingOption& option, const auto& given, const auto& kept) {
    const bool may_differ = std::string_view(option.flag) == "--epochs";
    if (changed.empty() && !may_differ && is_given(command, option.flag) && given != kept) changed = option.flag;
  };
  each_training_option(compare, arguments.given, run);
  each_augmentation_option(compare, arguments.given.augmentation, run.augmentation);
  return changed;
}

}  // namespace alexnet::cli
