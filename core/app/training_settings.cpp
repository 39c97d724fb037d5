#include "app/training_settings.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/dump_json.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Every field but the augmentation, under its name: said once for reading and for writing.
template <typename Settings, typename Visit>
void each_field(Settings& s, const Visit& visit) {
  visit("data", s.data);
  visit("validation_fraction", s.validation_fraction);
  visit("variant", s.variant);
  visit("width", s.width);
  visit("dense_width", s.dense_width);
  visit("input", s.input);
  visit("resize", s.resize);
  visit("fit", s.fit);
  visit("dropout", s.dropout);
  visit("init", s.init);
  visit("init_file", s.init_file);
  visit("freeze", s.freeze);
  visit("seed", s.seed);
  visit("epochs", s.epochs);
  visit("batch", s.batch);
  visit("accumulate", s.accumulate);
  visit("optimizer", s.optimizer);
  visit("learning_rate", s.learning_rate);
  visit("schedule", s.schedule);
  visit("momentum", s.momentum);
  visit("nesterov", s.nesterov);
  visit("weight_decay", s.weight_decay);
  visit("clip_norm", s.clip_norm);
  visit("label_smoothing", s.label_smoothing);
  visit("bias_learning_rate", s.bias_learning_rate);
  visit("decay_biases", s.decay_biases);
  visit("outliers", s.outliers);
  visit("mixup", s.mixing.mixup);
  visit("cutmix", s.mixing.cutmix);
  visit("mix_chance", s.mixing.chance);
  visit("average", s.average);
  visit("patience", s.patience);
}

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

Result<OptimizerOptions::Kind> parse_optimizer(const std::string& name) {
  if (name == "adam") return OptimizerOptions::Kind::kAdam;
  if (name == "adamw") return OptimizerOptions::Kind::kAdamW;
  if (name == "sgd") return OptimizerOptions::Kind::kSgd;
  return fail(ErrorKind::kInvalidArgument, "optimizer", "\"", name, "\" is none of adam, adamw, sgd");
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
  return fail(ErrorKind::kInvalidArgument, "recipe", "\"", name, "\" is none of tutorial, paper");
}

std::string to_json(const TrainingSettings& settings) {
  OrderedJson json;
  each_field(settings, [&json](const char* name, const auto& value) { json[name] = value; });
  json[kAugmentationKey] = OrderedJson::parse(to_json(settings.augmentation), nullptr, /*allow_exceptions=*/false);
  return dump_json(json);
}

Result<TrainingSettings> training_settings_from_json(std::string_view text_of_settings) {
  const OrderedJson json = OrderedJson::parse(text_of_settings, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return fail(ErrorKind::kBadFormat, "settings", "are not a JSON object");
  TrainingSettings settings;
  std::vector<std::string_view> known = {kAugmentationKey};
  std::string wrong;
  each_field(settings, [&](const char* name, auto& value) {
    known.push_back(name);
    if (const auto field = json.find(name); field != json.end() && !read(*field, value) && wrong.empty()) wrong = name;
  });
  if (!wrong.empty()) return fail(ErrorKind::kBadFormat, "settings", "\"", wrong, "\" has a value of the wrong type");
  if (const auto field = json.find(kAugmentationKey); field != json.end()) {
    Result<Augmentation> augmentation = augmentation_from_json(field->dump());
    if (!augmentation) return with_context("settings", std::move(augmentation).error());
    settings.augmentation = *augmentation;
  }
  for (const auto& [name, value] : json.items())
    if (std::ranges::find(known, name) == known.end())
      return fail(ErrorKind::kBadFormat, "settings", "\"", name, "\" is none of their names");
  return settings;
}

Result<ModelSpec> spec_of(const TrainingSettings& settings, std::size_t classes) {
  VariantOptions options = {.classes = classes, .width = settings.width};
  if (settings.dense_width != 0) options.dense_width = settings.dense_width;
  TRY_VALUE(ModelSpec spec, make_spec(settings.variant, options));
  Preprocessing& p = spec.preprocessing;
  if (settings.input > 0) p.input = settings.input;
  if (settings.resize > 0) p.resize = settings.resize;
  if (settings.resize == 0 && (p.resize < p.input || (settings.input > 0 && p.fit == Fit::kStretch))) p.resize = p.input;
  if (p.resize < p.input || p.resize > 4096)
    return fail(ErrorKind::kInvalidArgument, "resize", "at least the input's ", p.input,
                " and at most 4096 is expected, found ", p.resize);
  if (!settings.fit.empty()) {
    TRY_VALUE(p.fit, parse_fit(settings.fit));
  }
  if (!(settings.dropout < 1))
    return fail(ErrorKind::kInvalidArgument, "dropout", "a rate below 1 is expected, found ", settings.dropout);
  for (LayerSpec& layer : spec.layers)
    if (auto* dropout = std::get_if<Dropout>(&layer.operation); dropout != nullptr && settings.dropout >= 0)
      dropout->rate = static_cast<float>(settings.dropout);
  TRY(infer_shapes(spec));  // an input that is too small for the layers is told here
  return spec;
}

Result<TrainerOptions> trainer_options(const TrainingSettings& s) {
  TrainerOptions options;
  TRY_VALUE(options.optimizer.kind, parse_optimizer(s.optimizer));
  TRY_VALUE(options.schedule, parse_schedule(s.schedule));
  options.optimizer.momentum = s.momentum;
  options.optimizer.nesterov = s.nesterov;
  options.optimizer.average = s.average;
  options.optimizer.weight_decay = s.weight_decay;
  options.optimizer.clip_norm = s.clip_norm;
  options.epochs = s.epochs;
  options.learning_rate = s.learning_rate;
  options.label_smoothing = static_cast<float>(s.label_smoothing);
  options.accumulate = s.accumulate;
  options.bias_learning_rate = s.bias_learning_rate;
  options.decay_biases = s.decay_biases;
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
      if (count >= weighted.size())
        return fail(ErrorKind::kInvalidArgument, "freeze", "fewer than the ", weighted.size(), " layers with weights, found ",
                    count);
      frozen.insert(frozen.end(), weighted.begin(), weighted.begin() + static_cast<std::ptrdiff_t>(count));
    } else {
      frozen.push_back(name);
    }
  }
  if (std::ranges::all_of(weighted, [&](const std::string& name) { return std::ranges::find(frozen, name) != frozen.end(); }))
    return fail(ErrorKind::kInvalidArgument, "freeze", "nothing is left to learn");
  return frozen;
}

}  // namespace alexnet
