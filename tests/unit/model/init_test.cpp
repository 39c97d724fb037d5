#include "model/init.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "model/alexnet.h"

namespace alexnet {
namespace {

Model pattern_image(std::string_view variant, Initialization how, std::uint64_t seed, std::size_t threads = 1) {
  const auto spec = make_spec(variant, {.classes = 10, .width = 0.25});
  auto model = initialize(*spec, how, seed, ThreadPool(threads));
  EXPECT_TRUE(model);
  return std::move(*model);
}

std::span<const float> values_of(const Model& model, std::string_view name) {
  for (const Parameter& parameter : model.parameters)
    if (parameter.name == name) return parameter.values.values();
  ADD_FAILURE() << "no " << name;
  return {};
}

double deviation(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * value;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

TEST(Init, KerasUsesHeNormalTruncatedAtTwoDeviations) {
  const Model model = pattern_image("keras", Initialization::kKeras, 1);
  const auto weights = values_of(model, "conv2.weight");
  const double wanted = std::sqrt(2.0 / (5 * 5 * 24));
  EXPECT_NEAR(deviation(weights), wanted, 0.02 * wanted);
  for (const float value : weights) ASSERT_LE(std::abs(value), 2.0 * wanted / 0.8796 + 1e-6);
  for (const float bias : values_of(model, "conv2.bias")) ASSERT_EQ(bias, 0.0f);
}

TEST(Init, TutorialUsesHeNormalInConvolutionsAndGlorotUniformInDenseLayers) {
  const Model model = pattern_image("keras", Initialization::kTutorial, 1);
  const Model keras = pattern_image("keras", Initialization::kKeras, 1);
  for (const char* name : {"conv1.weight", "conv2.weight", "conv5.weight", "conv3.bias"})
    EXPECT_TRUE(std::ranges::equal(values_of(model, name), values_of(keras, name))) << name;
  for (const Parameter& parameter : model.parameters) {
    const Shape& shape = parameter.values.shape;
    const auto values = parameter.values.values();
    if (parameter.name.ends_with(".bias")) {
      EXPECT_TRUE(std::ranges::all_of(values, [](float value) { return value == 0.0f; })) << parameter.name;
    } else if (shape.rank() == 2) {
      const double limit = std::sqrt(6.0 / static_cast<double>(shape[0] + shape[1]));
      const auto [least, most] = std::ranges::minmax(values);
      EXPECT_GE(least, -limit * (1 + 1e-6)) << parameter.name;
      EXPECT_LE(most, limit * (1 + 1e-6)) << parameter.name;
      EXPECT_GT(most - least, 1.98 * limit) << parameter.name;
      EXPECT_NEAR(deviation(values), limit / std::sqrt(3.0), 2 * limit / std::sqrt(static_cast<double>(values.size())));
    }
  }
}

TEST(Init, PaperSetsBiasesOfLayers2And4And5ToOne) {
  const Model model = pattern_image("paper", Initialization::kPaper, 1);
  EXPECT_NEAR(deviation(values_of(model, "conv3.weight")), 0.01, 0.0005);
  for (const char* name : {"conv2.bias", "conv4.bias", "conv5.bias", "fc6.bias", "fc7.bias"})
    EXPECT_EQ(values_of(model, name)[0], 1.0f) << name;
  for (const char* name : {"conv1.bias", "conv3.bias", "fc8.bias"}) EXPECT_EQ(values_of(model, name)[0], 0.0f) << name;
}

TEST(Init, CaffeSetsThoseBiasesToOneTenth) {
  const Model model = pattern_image("caffe", Initialization::kCaffe, 1);
  EXPECT_EQ(values_of(model, "conv2.bias")[0], 0.1f);
  EXPECT_NEAR(deviation(values_of(model, "fc6.weight")), 0.005, 0.0002);
  EXPECT_NEAR(deviation(values_of(model, "fc8.weight")), 0.01, 0.001);
}

// kaiming_uniform with a = sqrt(5): a gain of sqrt(2 / 6), so that the limit sqrt(3) * gain / sqrt(fan_in) is 1 / sqrt(fan_in).
TEST(Init, TorchIsUniformWithinInverseRootOfFanIn) {
  const Model model = pattern_image("torchvision", Initialization::kTorch, 1);
  const auto limit_of = [](double fan_in) { return std::sqrt(3.0) * std::sqrt(2.0 / (1.0 + 5.0)) / std::sqrt(fan_in); };
  const double conv2 = limit_of(5 * 5 * 16), fc6 = limit_of(6 * 6 * 64);
  for (const auto& [name, limit] :
       {std::pair{"conv2.weight", conv2}, {"conv2.bias", conv2}, {"fc6.weight", fc6}, {"fc6.bias", fc6}}) {
    const auto values = values_of(model, name);
    const auto [least, most] = std::ranges::minmax(values);
    EXPECT_GE(least, -limit * (1 + 1e-6)) << name;
    EXPECT_LE(most, limit * (1 + 1e-6)) << name;
    const double count = static_cast<double>(values.size());
    EXPECT_NEAR(deviation(values), limit / std::sqrt(3.0), 2 * limit / std::sqrt(count)) << name;
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0) / count, 0.0, 2 * limit / std::sqrt(count)) << name;
  }
}

TEST(Init, DefaultMatchesEachVariantsAuthors) {
  const auto started = [](std::string_view variant) { return default_initialization(*make_spec(variant, {})); };
  EXPECT_EQ(started("keras"), Initialization::kTutorial);
  EXPECT_EQ(started("paper"), Initialization::kPaper);
  EXPECT_EQ(started("caffe"), Initialization::kCaffe);
  EXPECT_EQ(started("caffenet"), Initialization::kCaffe);
  EXPECT_EQ(started("torchvision"), Initialization::kTorch);
}

TEST(Init, IsNamed) {
  using enum Initialization;
  for (const auto& [name, how] :
       {std::pair{"tutorial", kTutorial}, {"keras", kKeras}, {"paper", kPaper}, {"caffe", kCaffe}, {"torch", kTorch}}) {
    EXPECT_EQ(*parse_initialization(name), how);
    EXPECT_EQ(to_string(how), name);
  }
  EXPECT_EQ(parse_initialization("he").error().message(), "init: \"he\" is not one of tutorial, keras, paper, caffe, torch");
}

TEST(Init, DependsOnlyOnSeed) {
  const Model one = pattern_image("keras", Initialization::kKeras, 7, 1);
  const Model again = pattern_image("keras", Initialization::kKeras, 7, 2);
  const Model other = pattern_image("keras", Initialization::kKeras, 8, 1);
  for (std::size_t i = 0; i < one.parameters.size(); ++i) {
    const auto a = one.parameters[i].values.values();
    EXPECT_EQ(std::memcmp(a.data(), again.parameters[i].values.data, a.size_bytes()), 0) << one.parameters[i].name;
  }
  EXPECT_NE(values_of(one, "conv1.weight")[0], values_of(other, "conv1.weight")[0]);
}

}  // namespace
}  // namespace alexnet
