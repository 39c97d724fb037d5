#include "app/training_settings.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace alexnet {
namespace {

using Json = nlohmann::ordered_json;

// Settings that all differ from the defaults.
TrainingSettings unusual() {
  return {.data = "photos of \"ü\"",
          .labels = "labels.csv",
          .similar_photos = false,
          .photo_record = false,
          .validation_fraction = 1.0 / 3,
          .variant = "caffe",
          .width = 0.1,
          .dense_width = 0.2,
          .input = 99,
          .resize = 120,
          .fit = "crop",
          .interpolation = "bicubic",
          .color = "ignore",
          .dropout = 0.25,
          .init = "torch",
          .init_file = "a.safetensors",
          .freeze = {"conv1", "2"},
          .seed = std::numeric_limits<std::uint64_t>::max(),
          .epochs = 7,
          .batch = 5,
          .accumulate = 3,
          .optimizer = "sgd",
          .learning_rate = 1e-7,
          .schedule = "cosine:floor=0.1",
          .momentum = 0.8,
          .nesterov = true,
          .weight_decay = 5e-4,
          .clip_norm = 2,
          .label_smoothing = 0.1,
          .bias_learning_rate = 2,
          .decay_biases = false,
          .outliers = 0.05,
          .mixing = {.mixup = 0.2, .cutmix = 0.5, .chance = 0.7},
          .average = 0.99,
          .patience = 4,
          .augmentation = {.horizontal_flip = true, .lighting_sigma = 0.1f}};
}

TEST(TrainingSettings, RoundTripThroughJson) {
  for (const TrainingSettings& settings : {TrainingSettings{}, unusual(), *recipe("paper")}) {
    const auto back = training_settings_from_json(to_json(settings));
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(*back, settings);
  }
}

// Ensures that the round trip above tests every field.
TEST(TrainingSettings, TestValuesDifferFromTheDefaults) {
  const Json usual = Json::parse(to_json(TrainingSettings{}));
  const Json other = Json::parse(to_json(unusual()));
  ASSERT_EQ(usual.size(), other.size());
  for (const auto& [name, value] : usual.items()) EXPECT_NE(other.at(name), value) << name;
}

TEST(TrainingSettings, MissingFieldsUseTheDefaults) {
  EXPECT_EQ(*training_settings_from_json("{}"), TrainingSettings{});
  EXPECT_EQ(training_settings_from_json(R"({"epochs": 3, "learning_rate": 1})")->epochs, 3u);
}

TEST(TrainingSettings, WrongTypeErrorNamesTheField) {
  const Json usual = Json::parse(to_json(TrainingSettings{}));
  for (const auto& [name, value] : usual.items()) {
    for (const Json& wrong : {Json(nullptr), value.is_number() ? Json("1") : Json(1), Json::array({1})}) {
      Json json = usual;
      json[name] = wrong;
      expect_error(training_settings_from_json(json.dump()), ErrorKind::kBadFormat, name == "augmentation" ? "settings" : name);
    }
    if (!value.is_number_unsigned()) continue;
    for (const Json& wrong : {Json(-1), Json(1.5)}) {
      Json json = usual;
      json[name] = wrong;
      expect_error(training_settings_from_json(json.dump()), ErrorKind::kBadFormat, name);
    }
  }
}

TEST(TrainingSettings, UnknownNameErrorNamesTheField) {
  expect_error(training_settings_from_json(R"({"epoch": 3})"), ErrorKind::kBadFormat, "\"epoch\"");
  expect_error(training_settings_from_json(R"({"augmentation": {"rotate": 3}})"), ErrorKind::kBadFormat, "rotate");
  for (const char* no_object : {"", "[]", "{", "3", R"({"epochs": 1e999})"})
    expect_error(training_settings_from_json(no_object), ErrorKind::kBadFormat, "settings");
}

// -------------------------------------------------------------------------------------------------------------------

TEST(TrainingOptions, DescribeEverySetting) {
  const Json options = Json::parse(training_options_json());
  Json defaults = Json::parse(to_json(TrainingSettings{}));
  const Json augmentation = defaults["augmentation"];
  defaults.erase("augmentation");
  std::size_t described = 0;
  for (const Json& option : options) {
    const std::string name = option.at("name");
    const bool is_augmentation = name.starts_with("augmentation.");
    const Json& value = is_augmentation ? augmentation.at(name.substr(name.find('.') + 1)) : defaults.at(name);
    EXPECT_EQ(option.at("default"), value) << name;
    EXPECT_EQ(option.at("group") == "augmentation", is_augmentation) << name;
    EXPECT_TRUE(option.at("flag").get<std::string>().starts_with("--")) << name;
    EXPECT_FALSE(option.at("label").get<std::string>().empty()) << name;
    EXPECT_FALSE(option.at("help").get<std::string>().empty()) << name;
    described += is_augmentation ? 0 : 1;
  }
  EXPECT_EQ(described, defaults.size());
  const auto lr = std::ranges::find(options, "learning_rate", [](const Json& option) { return option.at("name"); });
  EXPECT_EQ(lr->at("flag"), "--lr");
  EXPECT_EQ(lr->at("type"), "number");
  EXPECT_EQ(lr->at("group"), "optimization");
}

TEST(TrainingOptions, AcceptEveryListedValue) {
  for (const Json& option : Json::parse(training_options_json())) {
    for (const std::string value : option.value("values", Json::array())) {
      TrainingSettings settings;
      const std::string name = option.at("name");
      const Status set = set_training_option(settings, name, value);
      EXPECT_TRUE(set) << name << " " << value;
      EXPECT_TRUE(spec_of(settings, 2)) << name << " " << value;
      EXPECT_TRUE(trainer_options(settings)) << name << " " << value;
    }
  }
}

TEST(TrainingOptions, CanBeSetFromText) {
  TrainingSettings settings;
  const std::pair<const char*, const char*> given[] = {{"epochs", "7"},          {"optimizer", "sgd"},
                                                       {"nesterov", "true"},     {"freeze", "conv1, 2"},
                                                       {"learning_rate", "0.5"}, {"augmentation.zoom_range", "0.25"},
                                                       {"mixup", "0.2"},         {"augmentation.brightness_range", "[0.5,2]"}};
  for (const auto& [name, value] : given) {
    const Status set = set_training_option(settings, name, value);
    EXPECT_TRUE(set) << set.error().message();
  }
  TrainingSettings expected = {.freeze = {"conv1", "2"},
                               .epochs = 7,
                               .optimizer = "sgd",
                               .learning_rate = 0.5,
                               .nesterov = true,
                               .mixing = {.mixup = 0.2}};
  expected.augmentation.zoom_range = 0.25f;
  expected.augmentation.brightness_range = {0.5f, 2.0f};
  EXPECT_EQ(settings, expected);
}

TEST(TrainingOptions, RejectUnknownNamesAndOtherTypes) {
  TrainingSettings settings;
  const auto code_of = [&](const char* name, const char* value) {
    return std::string(set_training_option(settings, name, value).error().code);
  };
  EXPECT_EQ(code_of("epoch", "7"), "setting_unknown");
  EXPECT_EQ(code_of("augmentation.rotate", "7"), "setting_unknown");
  EXPECT_EQ(code_of("epochs", "many"), "setting_not_number");
  EXPECT_EQ(code_of("nesterov", "1"), "setting_not_boolean");
  EXPECT_FALSE(set_training_option(settings, "epochs", "-1"));
  EXPECT_FALSE(set_training_option(settings, "augmentation.zoom_range", "2"));
  EXPECT_EQ(settings, TrainingSettings{}) << "a failing call changes nothing";
}

TEST(TrainingOptions, RangesOfAugmentationAreThoseThatAreChecked) {
  constexpr double kBeyond = 0.005;
  each_augmentation_option([&](const TrainingOption& option) {
    if (!std::isfinite(option.low) || option.name == std::string_view("brightness_range")) return;
    if (option.name == std::string_view("scale") || option.name == std::string_view("ratio")) return;  // these are pairs
    const auto accepts = [&](double value) {
      TrainingSettings settings;
      return set_training_option(settings, std::string("augmentation.") + option.name, std::to_string(value)).has_value();
    };
    EXPECT_TRUE(accepts(option.low) && accepts(option.high)) << option.name;
    EXPECT_FALSE(accepts(option.low - kBeyond)) << option.name;
    EXPECT_FALSE(accepts(option.high + kBeyond)) << option.name;
  });
}

TEST(TrainingOptions, ValuesOutsideTheirRangesAreRejected) {
  const std::pair<const char*, const char*> outside[] = {
      {"epochs", "0"}, {"accumulate", "0"}, {"mixup", "1.1"},          {"cutmix", "-0.1"},      {"mix_chance", "1.1"},
      {"width", "17"}, {"dropout", "1.1"},  {"resize", "4097"},        {"learning_rate", "-1"}, {"bias_learning_rate", "-1"},
      {"width", "-1"}, {"input", "4097"},   {"label_smoothing", "1.1"}};
  for (const auto& [name, value] : outside) {
    TrainingSettings settings;
    ASSERT_TRUE(set_training_option(settings, name, value)) << name;
    EXPECT_FALSE(spec_of(settings, 2) && trainer_options(settings) && check(settings.mixing)) << name << ' ' << value;
  }
}

TEST(Recipe, IsTutorialOrPaper) {
  EXPECT_EQ(*recipe("tutorial"), TrainingSettings{});
  const auto paper = recipe("paper");
  ASSERT_TRUE(paper);
  EXPECT_EQ(paper->batch, 128u);
  EXPECT_EQ(paper->momentum, 0.9);
  EXPECT_EQ(paper->weight_decay, 0.0005);
  EXPECT_EQ(paper->bias_learning_rate, 2);
  EXPECT_TRUE(paper->augmentation.random_crop && paper->augmentation.horizontal_flip);
  for (const char* name : {"tutorial", "paper"}) {
    EXPECT_TRUE(trainer_options(*recipe(name))) << name;
    EXPECT_TRUE(spec_of(*recipe(name), 2)) << name;
  }
  expect_error(recipe("cake"), ErrorKind::kInvalidArgument, "cake");
}

// -------------------------------------------------------------------------------------------------------------------

Preprocessing sizes_of(const TrainingSettings& settings) {
  const auto spec = spec_of(settings, 2);
  EXPECT_TRUE(spec) << spec.error().message();
  return spec ? spec->preprocessing : Preprocessing{};
}

TEST(SpecOfSettings, DefaultsToTheVariant) {
  EXPECT_EQ(sizes_of({.variant = "keras"}).input, 227u);
  EXPECT_EQ(sizes_of({.variant = "paper"}).resize, 256u);
  EXPECT_EQ(sizes_of({.variant = "paper"}).fit, Fit::kCrop);
  EXPECT_EQ(sizes_of({.variant = "paper", .fit = "stretch"}).fit, Fit::kStretch);
  EXPECT_EQ(sizes_of({.variant = "paper", .input = 99}).input, 99u);
  EXPECT_EQ(sizes_of({.variant = "paper", .input = 99, .resize = 110}).resize, 110u);
  EXPECT_EQ(sizes_of({.variant = "paper", .input = 300}).resize, 300u) << "no less than the input";
  EXPECT_EQ(sizes_of({.variant = "keras", .input = 99}).resize, 99u) << "what is stretched is not cut";
  EXPECT_EQ(spec_of({.width = 0.1}, 5)->classes, 5u);
}

TEST(SpecOfSettings, SetsDropoutInEveryDropoutLayer) {
  const auto rates = [](double dropout) {
    std::vector<float> found;
    const auto spec = spec_of({.variant = "paper", .dropout = dropout}, 2);
    for (const LayerSpec& layer : spec->layers)
      if (const auto* drop = std::get_if<Dropout>(&layer.operation)) found.push_back(drop->rate);
    return found;
  };
  EXPECT_EQ(rates(-1), (std::vector<float>{0.5f, 0.5f}));
  EXPECT_EQ(rates(0), (std::vector<float>{0, 0}));
  EXPECT_EQ(rates(0.25), (std::vector<float>{0.25f, 0.25f}));
}

TEST(SpecOfSettings, RejectsInconsistentSizes) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr auto kWrong = ErrorKind::kInvalidArgument;
  expect_error(spec_of({.variant = "vgg"}, 2), kWrong, "vgg");
  expect_error(spec_of({.width = 0}, 2), kWrong, "width");
  expect_error(spec_of({.width = kNan}, 2), kWrong, "width");
  expect_error(spec_of({.input = 100, .resize = 99}, 2), kWrong, "resize");
  expect_error(spec_of({.resize = 5000}, 2), kWrong, "resize");
  expect_error(spec_of({.fit = "squeeze"}, 2), kWrong, "squeeze");
  expect_error(spec_of({.dropout = 1}, 2), kWrong, "dropout");
  expect_error(spec_of({.dropout = kNan}, 2), kWrong, "dropout");
  expect_error(spec_of({.input = 40}, 2), kWrong, "input: expected a side of at least 67 pixels");
  expect_error(spec_of({.input = std::numeric_limits<std::size_t>::max()}, 2), kWrong, "resize");
}

// -------------------------------------------------------------------------------------------------------------------

std::vector<std::string> frozen(const std::vector<std::string>& names) {
  const TrainingSettings settings = {.variant = "caffe", .freeze = names};
  const auto layers = frozen_layers(settings, *spec_of(settings, 2));
  EXPECT_TRUE(layers) << layers.error().message();
  return layers.value_or(std::vector<std::string>());
}

TEST(FrozenLayers, AcceptNamesACountOrConv) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(frozen({}), Names{});
  EXPECT_EQ(frozen({"conv2", "fc8"}), (Names{"conv2", "fc8"}));
  EXPECT_EQ(frozen({"conv"}), (Names{"conv1", "conv2", "conv3", "conv4", "conv5"}));
  EXPECT_EQ(frozen({"0"}), Names{});
  EXPECT_EQ(frozen({"2"}), (Names{"conv1", "conv2"}));
  EXPECT_EQ(frozen({"7"}), (Names{"conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7"}));
}

TEST(FrozenLayers, RejectFreezingEveryLayer) {
  using Names = std::vector<std::string>;
  for (const auto& names : {Names{"8"}, Names{"99"}, Names{"conv", "fc6", "fc7", "fc8"}, Names{"7", "fc8"}}) {
    const TrainingSettings settings = {.variant = "caffe", .freeze = names};
    expect_error(frozen_layers(settings, *spec_of(settings, 2)), ErrorKind::kInvalidArgument, "freeze");
  }
}

TEST(TrainerOptions, CopyTheSettings) {
  const auto options = trainer_options(unusual());
  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->optimizer.kind, OptimizerOptions::Kind::kSgd);
  EXPECT_EQ(options->optimizer.momentum, 0.8);
  EXPECT_TRUE(options->optimizer.nesterov);
  EXPECT_EQ(options->optimizer.weight_decay, 5e-4);
  EXPECT_EQ(options->optimizer.clip_norm, 2);
  EXPECT_EQ(options->schedule.kind, Schedule::Kind::kCosine);
  EXPECT_EQ(options->epochs, 7u);
  EXPECT_EQ(options->learning_rate, 1e-7);
  EXPECT_EQ(options->label_smoothing, 0.1f);
  EXPECT_EQ(options->accumulate, 3u);
  EXPECT_EQ(options->bias_learning_rate, 2);
  EXPECT_FALSE(options->decay_biases);
  EXPECT_EQ(trainer_options({.optimizer = "adamw"})->optimizer.kind, OptimizerOptions::Kind::kAdamW);
}

TEST(TrainerOptions, RejectUnknownNamesAndInvalidValues) {
  expect_error(trainer_options({.learning_rate = 0}), ErrorKind::kInvalidArgument, "learning rate");
  expect_error(trainer_options({.epochs = 0}), ErrorKind::kInvalidArgument, "epochs");
  expect_error(trainer_options({.optimizer = "adagrad"}), ErrorKind::kInvalidArgument, "adagrad");
  expect_error(trainer_options({.schedule = "sometimes"}), ErrorKind::kInvalidArgument, "sometimes");
}

}  // namespace
}  // namespace alexnet
