#include "augment_options.h"

#include <utility>

#include "app/training_settings.h"

namespace alexnet::cli {
namespace {

constexpr const char* kGroup = "Augmentation";

void add_augmentation_option(CLI::App* command, const TrainingOption& option, float& value) {
  command->add_option(option.flag, value, option.help)->group(kGroup)->capture_default_str();
}

void add_augmentation_option(CLI::App* command, const TrainingOption& option, bool& value) {
  command->add_flag(option.flag, value, option.help)->group(kGroup);
}

template <typename Value>
void add_named_value(CLI::App* command, const TrainingOption& option, Value& value, Result<Value> (*parse)(std::string_view)) {
  const auto use = [&value, parse, flag = option.flag](const std::string& text) {
    const Result<Value> parsed = parse(text);
    if (!parsed) throw CLI::ValidationError(flag, parsed.error().what);
    value = *parsed;
  };
  command->add_option_function<std::string>(option.flag, use, option.help)
      ->default_str(std::string(to_string(value)))
      ->group(kGroup);
}

void add_augmentation_option(CLI::App* command, const TrainingOption& option, FillMode& value) {
  add_named_value(command, option, value, parse_fill_mode);
}

void add_augmentation_option(CLI::App* command, const TrainingOption& option, TransformConvention& value) {
  add_named_value(command, option, value, parse_convention);
}

// A range is an array of two numbers, or an optional one.
template <typename Range>
void add_augmentation_option(CLI::App* command, const TrainingOption& option, Range& value) {
  const auto use = [&value](const std::pair<float, float>& range) { value = {range.first, range.second}; };
  command->add_option_function<std::pair<float, float>>(option.flag, use, option.help)->type_name("LOW HIGH")->group(kGroup);
}

}  // namespace

void add_augmentation(CLI::App* command, Augmentation& augmentation) {
  each_augmentation_option([&](const TrainingOption& option, auto& value) { add_augmentation_option(command, option, value); },
                           augmentation);
  command->get_option("--random-resized-crop")->excludes("--random-crop");
}

void copy_given_augmentation(const CLI::App& command, const Augmentation& given, Augmentation& augmentation) {
  each_augmentation_option(
      [&](const TrainingOption& option, const auto& from, auto& to) {
        if (command.count(option.flag) > 0) to = from;
      },
      given, augmentation);
}

}  // namespace alexnet::cli
