#include "app/training_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/dump_json.h"
#include "messages/app.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

bool read(const OrderedJson& json, std::string& value) { return json.is_string() && (value = json.get<std::string>(), true); }
bool read(const OrderedJson& json, bool& value) { return json.is_boolean() && (value = json.get<bool>(), true); }
bool read(const OrderedJson& json, double& value) { return json.is_number() && (value = json.get<double>(), true); }
bool read(const OrderedJson& json, std::vector<std::string>& value) {
  if (!json.is_array() || !std::ranges::all_of(json, [](const OrderedJson& item) { return item.is_string(); })) return false;
  value = json.get<std::vector<std::string>>();
  return true;
}
template <std::unsigned_integral Number>
bool read(const OrderedJson& json, Number& value) {
  return json.is_number_unsigned() && (value = json.get<Number>(), true);
}

constexpr const char* kAugmentationKey = "augmentation";

const char* name_of(TrainingOption::Group group) {
  constexpr const char* kNames[] = {"photos", "network", "optimization", "augmentation"};
  return kNames[static_cast<std::size_t>(group)];
}

const char* type_of(const OrderedJson& value) {
  if (value.is_array()) return value.empty() || value.front().is_string() ? "list" : "range";
  if (value.is_null()) return "range";
  if (value.is_boolean()) return "boolean";
  if (value.is_number_float()) return "number";
  return value.is_number() ? "integer" : "text";
}

// Returns a JSON array of the words, which are separated by spaces or commas.
OrderedJson words_of(std::string_view text) {
  OrderedJson words = OrderedJson::array();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" ,", begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

OrderedJson describe(const TrainingOption& option, const std::string& prefix, const OrderedJson& default_value) {
  OrderedJson json = {{"name", prefix + option.name},   {"flag", option.flag}, {"label", option.label},
                      {"group", name_of(option.group)}, {"help", option.help}, {"type", type_of(default_value)},
                      {"default", default_value}};
  if (std::isfinite(option.low)) json["low"] = option.low;
  if (std::isfinite(option.high)) json["high"] = option.high;
  if (option.default_meaning != nullptr) json["default_meaning"] = option.default_meaning;
  if (option.values != nullptr) json["values"] = words_of(option.values);
  return json;
}

// Returns `value` as JSON of the same type as `old`.
Result<OrderedJson> parse_like(const OrderedJson& old, std::string_view value, std::string_view name) {
  if (old.is_string()) return OrderedJson(value);
  if (type_of(old) == std::string_view("list")) return words_of(value);
  OrderedJson json = OrderedJson::parse(value, nullptr, /*allow_exceptions=*/false);
  const bool is_same_type = (old.is_number() && json.is_number()) || (old.is_boolean() && json.is_boolean()) ||
                            ((old.is_array() || old.is_null()) && (json.is_array() || json.is_null()));
  if (is_same_type) return json;
  if (old.is_boolean()) return fail<msg::kSettingNotBoolean>(std::string(name), value);
  return fail<msg::kSettingNotNumber>(std::string(name), value);
}

Result<OptimizerOptions::Kind> parse_optimizer(const std::string& name) {
  if (name == "adam") return OptimizerOptions::Kind::kAdam;
  if (name == "adamw") return OptimizerOptions::Kind::kAdamW;
  if (name == "sgd") return OptimizerOptions::Kind::kSgd;
  return fail<msg::kOptimizerUnknown>("optimizer", name);
}

TrainingSettings paper_recipe() {
  TrainingSettings s;
  s.variant = "paper";
  s.epochs = 90;
  s.batch = 128;
  s.optimizer = "sgd";
  s.learning_rate = 0.01;
  s.schedule = "steps:25,51,79:0.1";
  s.weight_decay = 5e-4;
  s.bias_learning_rate = 2;
  s.decay_biases = false;
  s.augmentation = {.horizontal_flip = true, .random_crop = true, .lighting_sigma = 0.1f};
  return s;
}

}  // namespace

Result<TrainingSettings> recipe(std::string_view name) {
  if (name == "tutorial") return TrainingSettings{};
  if (name == "paper") return paper_recipe();
  return fail<msg::kRecipeUnknown>("recipe", name);
}

std::string to_json(const TrainingSettings& settings) {
  OrderedJson json;
  each_training_option([&json](const TrainingOption& option, const auto& value) { json[option.name] = value; }, settings);
  json[kAugmentationKey] = OrderedJson::parse(to_json(settings.augmentation), nullptr, /*allow_exceptions=*/false);
  return dump_json(json);
}

Result<TrainingSettings> training_settings_from_json(std::string_view text_of_settings, TrainingSettings settings) {
  const OrderedJson json = OrderedJson::parse(text_of_settings, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return fail<msg::kSettingsNotAnObject>("settings");
  std::vector<std::string_view> known = {kAugmentationKey};
  std::string wrong;
  each_training_option(
      [&](const TrainingOption& option, auto& value) {
        known.push_back(option.name);
        const auto field = json.find(option.name);
        if (field != json.end() && !read(*field, value) && wrong.empty()) wrong = option.name;
      },
      settings);
  if (!wrong.empty()) return fail<msg::kSettingsValueType>("settings", wrong);
  if (const auto field = json.find(kAugmentationKey); field != json.end()) {
    Result<Augmentation> augmentation = augmentation_from_json(field->dump());
    if (!augmentation) return with_context("settings", std::move(augmentation).error());
    settings.augmentation = *augmentation;
  }
  for (const auto& [name, value] : json.items())
    if (std::ranges::find(known, name) == known.end()) return fail<msg::kSettingsNameUnknown>("settings", name);
  return settings;
}

std::string training_options_json(const TrainingSettings& default_settings) {
  const OrderedJson defaults = OrderedJson::parse(to_json(default_settings), nullptr, /*allow_exceptions=*/false);
  OrderedJson options = OrderedJson::array();
  each_training_option(
      [&](const TrainingOption& option) { options.push_back(describe(option, "", defaults.at(option.name))); });
  each_augmentation_option([&](const TrainingOption& option) {
    options.push_back(describe(option, str_cat(kAugmentationKey, '.'), defaults.at(kAugmentationKey).at(option.name)));
  });
  return dump_json(options);
}

Status set_training_option(TrainingSettings& settings, std::string_view name, std::string_view value) {
  OrderedJson json = OrderedJson::parse(to_json(settings), nullptr, /*allow_exceptions=*/false);
  OrderedJson* field = &json;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t dot = std::min(name.find('.', begin), name.size());
    const auto found = field->is_object() ? field->find(std::string(name.substr(begin, dot - begin))) : field->end();
    if (found == field->end()) return fail<msg::kSettingUnknown>(std::string(name));
    field = &*found;
    begin = dot + 1;
  }
  TRY_VALUE(*field, parse_like(*field, value, name));
  TRY_VALUE(settings, training_settings_from_json(dump_json(json)));
  return {};
}

namespace {

// Fails if the input is too small for the layers, with the smallest one that is not.
Status check_input(const ModelSpec& spec) {
  const auto shapes = infer_shapes(spec);
  if (shapes) return {};
  ModelSpec larger = spec;
  constexpr std::size_t kLargestInput = 4096;
  while (larger.preprocessing.input < kLargestInput) {
    ++larger.preprocessing.input;
    if (infer_shapes(larger)) return fail<msg::kInputTooSmall>("input", larger.preprocessing.input, spec.preprocessing.input);
  }
  return std::unexpected(shapes.error());
}

}  // namespace

Result<ModelSpec> spec_of(const TrainingSettings& settings, std::size_t classes) {
  VariantOptions options = {.classes = classes, .width = settings.width};
  if (settings.dense_width != 0) options.dense_width = settings.dense_width;
  TRY_VALUE(ModelSpec spec, make_spec(settings.variant, options));
  Preprocessing& p = spec.preprocessing;
  if (settings.input > 0) p.input = settings.input;
  if (settings.resize > 0) p.resize = settings.resize;
  if (settings.resize == 0 && (p.resize < p.input || (settings.input > 0 && p.fit == Fit::kStretch))) p.resize = p.input;
  if (p.resize < p.input || p.resize > 4096) return fail<msg::kResizeOutOfRange>("resize", p.input, p.resize);
  if (!settings.fit.empty()) {
    TRY_VALUE(p.fit, parse_fit(settings.fit));
  }
  TRY_VALUE(p.interpolation, parse_interpolation(settings.interpolation));
  TRY_VALUE(p.color, parse_color_handling(settings.color));
  if (!(settings.dropout < 1)) return fail<msg::kDropoutOutOfRange>("dropout", settings.dropout);
  for (LayerSpec& layer : spec.layers)
    if (auto* dropout = std::get_if<Dropout>(&layer.operation); dropout != nullptr && settings.dropout >= 0)
      dropout->rate = static_cast<float>(settings.dropout);
  TRY(check_input(spec));
  return spec;
}

Result<TrainerOptions> trainer_options(const TrainingSettings& settings) {
  TrainerOptions options = copy_trainer_options(settings);
  TRY_VALUE(options.optimizer.kind, parse_optimizer(settings.optimizer));
  TRY_VALUE(options.schedule, parse_schedule(settings.schedule));
  TRY(check(options));
  return options;
}

Result<std::vector<std::string>> frozen_layers(const TrainingSettings& settings, const ModelSpec& spec) {
  std::vector<std::string> weighted;
  std::vector<std::string> convolutions;
  for (const LayerSpec& layer : spec.layers) {
    const bool convolution = std::holds_alternative<Convolution>(layer.operation);
    if (convolution) convolutions.push_back(layer.name);
    if (convolution || std::holds_alternative<Dense>(layer.operation)) weighted.push_back(layer.name);
  }
  std::vector<std::string> frozen;
  for (const std::string& name : settings.freeze) {
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), count);
    if (name == "conv") {
      frozen.insert(frozen.end(), convolutions.begin(), convolutions.end());
    } else if (error == std::errc() && end == name.data() + name.size()) {
      if (count >= weighted.size()) return fail<msg::kFreezeTooMany>("freeze", weighted.size(), count);
      frozen.insert(frozen.end(), weighted.begin(), weighted.begin() + static_cast<std::ptrdiff_t>(count));
    } else {
      frozen.push_back(name);
    }
  }
  if (std::ranges::all_of(weighted, [&](const std::string& name) { return std::ranges::find(frozen, name) != frozen.end(); }))
    return fail<msg::kFreezeEverything>("freeze");
  return frozen;
}

}  // namespace alexnet
