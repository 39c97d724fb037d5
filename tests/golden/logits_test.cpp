// The logits of every variant agree with PyTorch's for the same weights. make_logits.py wrote logits/VARIANT.json.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "data/preprocess.h"
#include "nn/inference_network.h"
#include "stb_photo.h"
#include "support/golden_weights.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

#ifdef __EMSCRIPTEN__
constexpr double kTolerance = 1e-3;
#else
constexpr double kTolerance = 1e-4;
#endif
constexpr std::uint32_t kThreads = 2;
// The photos are not part of the repository; they are expected next to it.
const std::string kPhotos = "../shared/data/";

std::optional<std::vector<std::uint8_t>> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::vector<std::uint8_t>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::uint32_t digit_of(char letter) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return static_cast<std::uint32_t>(kDigits.find(letter));
}

// Decodes little-endian floats in base 64.
std::vector<float> floats_of(const std::string& base64) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t bits = 0, bit_count = 0;
  for (const char letter : base64) {
    if (letter == '=') break;
    bits = bits << 6 | digit_of(letter);
    if ((bit_count += 6) < 8) continue;
    bit_count -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> bit_count));
  }
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
  return floats;
}

// Returns the largest difference, relative to the largest expected value.
double relative_error(std::span<const float> found, std::span<const float> expected) {
  double difference = 0, largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference = std::max(difference, std::abs(double{found[i]} - double{expected[i]}));
    largest = std::max(largest, std::abs(double{expected[i]}));
    if (!std::isfinite(found[i])) return INFINITY;
  }
  return difference / largest;
}

struct Case {
  std::string variant;
  double width = 1;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.variant << " of width " << c.width; }

class Logits : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const std::string path = "tests/golden/logits/" + GetParam().variant + ".json";
    std::ifstream file(path);
    ASSERT_TRUE(file) << "no " << path << ": run from the root of the repository";
    const Json golden = Json::parse(file);
    seed_ = golden.at("seed");
    for (const Json& one : golden.at("cases"))
      if (one.at("width") == GetParam().width) golden_ = one;
    ASSERT_FALSE(golden_.is_null());
    options_ = {.classes = golden_.at("classes"), .width = golden_.at("width")};
  }

  Result<Model> model() const { return testing::golden_model(GetParam().variant, options_, seed_, pool_); }

  // Returns the network input, or nothing if the photo is not on this machine.
  std::optional<Image> input_image_of(const Json& input, const Preprocessing& preprocessing) const {
    const std::string name = input.at("name");
    Image input_image;
    if (name == "noise") {
      input_image = testing::golden_image(preprocessing.input, seed_);
    } else {
      const auto bytes = bytes_of(kPhotos + name);
      if (!bytes) return std::nullopt;
      const Image image = testing::decode_by_stb(*bytes);
      EXPECT_FALSE(image.pixels.empty()) << name;
      if (image.pixels.empty()) return std::nullopt;
      auto made = crop_to_input(image, preprocessing);
      EXPECT_TRUE(made) << name;
      if (!made) return std::nullopt;
      input_image = std::move(*made);
    }
    EXPECT_EQ(testing::checksum(input_image.pixels), input.at("square_crc32").get<std::uint32_t>())
        << name
        << ": not the pixels that PyTorch got; if decoding or resizing was changed on purpose, run make_logits.py again";
    return input_image;
  }

  void expect_logits(const InferenceNetwork& classifier, std::size_t index, const Json& input) {
    const auto context = str_cat(input.at("name").get<std::string>(), ", ", index + 1, " of ", classifier.batch());
    const std::vector<float> expected = floats_of(input.at("logits"));
    ASSERT_EQ(classifier.logits(index).size(), expected.size());
    const double error = relative_error(classifier.logits(index), expected);
    EXPECT_LE(error, kTolerance) << context;
    worst_ = std::max(worst_, error);
    RecordProperty("relative_error", str_cat(worst_));
    // The error of a softmax is at most half of the error of its inputs.
    const double largest = std::abs(*std::ranges::max_element(expected, {}, [](float logit) { return std::abs(logit); }));
    for (const Json& top : input.at("top"))
      EXPECT_NEAR(classifier.probabilities(index)[top[0].get<std::size_t>()], top[1].get<double>(), kTolerance * largest / 2)
          << context;
  }

  ThreadPool pool_{kThreads};
  std::uint64_t seed_ = 0;
  Json golden_;
  VariantOptions options_;
  double worst_ = 0;
};

TEST_P(Logits, OfNoiseAgreeWithPyTorch) {
  auto built = model();
  ASSERT_TRUE(built) << built.error().message();
  auto classifier = InferenceNetwork::create(std::move(*built), pool_);
  ASSERT_TRUE(classifier) << classifier.error().message();
  const Json& input = golden_.at("inputs").at(0);
  const Preprocessing& preprocessing = classifier->model().spec.preprocessing;
  const auto input_image = input_image_of(input, preprocessing);
  ASSERT_TRUE(input_image);
  for (const std::size_t batch : {1, 3}) {
    ASSERT_TRUE(classifier->set_batch(batch));
    for (std::size_t n = 0; n < batch; ++n) to_tensor(*input_image, preprocessing, classifier->input(n));
    ASSERT_TRUE(classifier->run());
    for (std::size_t n = 0; n < batch; ++n) expect_logits(*classifier, n, input);
  }
}

TEST_P(Logits, OfPhotosAgreeWithPyTorch) {
  std::vector<Json> inputs;
  for (const Json& input : golden_.at("inputs"))
    if (input.at("name") != "noise") inputs.push_back(input);
  ASSERT_EQ(inputs.size(), 3u);
  for (const Json& input : inputs)
    if (!bytes_of(kPhotos + input.at("name").get<std::string>()))
      GTEST_SKIP() << "no photo " << kPhotos << input.at("name").get<std::string>() << " on this machine";

  auto built = model();
  ASSERT_TRUE(built) << built.error().message();
  auto classifier = InferenceNetwork::create(std::move(*built), pool_);
  ASSERT_TRUE(classifier) << classifier.error().message();
  const Preprocessing& preprocessing = classifier->model().spec.preprocessing;
  std::vector<Image> input_images;
  for (const Json& input : inputs) {
    auto input_image = input_image_of(input, preprocessing);
    ASSERT_TRUE(input_image);
    input_images.push_back(std::move(*input_image));
    to_tensor(input_images.back(), preprocessing, classifier->input(0));
    ASSERT_TRUE(classifier->run());
    expect_logits(*classifier, 0, input);
  }
  ASSERT_TRUE(classifier->set_batch(input_images.size()));
  for (std::size_t n = 0; n < input_images.size(); ++n) to_tensor(input_images[n], preprocessing, classifier->input(n));
  ASSERT_TRUE(classifier->run());
  for (std::size_t n = 0; n < input_images.size(); ++n) expect_logits(*classifier, n, inputs[n]);
}

// Shows which layer is the first to be wrong.
TEST_P(Logits, EveryLayerAgreesWithPyTorch) {
  auto built = model();
  ASSERT_TRUE(built) << built.error().message();
  const ModelSpec& spec = built->spec;
  auto steps = build_steps(*built);
  ASSERT_TRUE(steps) << steps.error().message();
  const auto input_image = input_image_of(golden_.at("inputs").at(0), spec.preprocessing);
  ASSERT_TRUE(input_image);
  auto x = Tensor::create(steps->front().input);
  ASSERT_TRUE(x);
  to_tensor(*input_image, spec.preprocessing, x->values());

  std::size_t compared = 0;
  for (Step& step : *steps) {
    ASSERT_TRUE(step.layer->reshape(1, pool_));
    auto y = Tensor::create(step.output);
    ASSERT_TRUE(y);
    ASSERT_TRUE(step.layer->forward(x->data(), y->data(), pool_));
    const std::string& name = spec.layers[step.last].name;
    for (const Json& layer : golden_.at("layers")) {
      if (layer.at("name") != name) continue;
      ++compared;
      const std::span<const float> values = y->values();
      const auto lengths = layer.at("shape").get<std::vector<std::size_t>>();
      ASSERT_EQ(step.output, Shape(lengths)) << name;
      double sum = 0, squares = 0;
      for (const float value : values) sum += value, squares += double{value} * value;
      const double count = static_cast<double>(values.size()), rms = layer.at("rms");
      const double tolerance = kTolerance * rms;
      EXPECT_NEAR(sum / count, layer.at("mean").get<double>(), tolerance) << name;
      EXPECT_NEAR(std::sqrt(squares / count), rms, tolerance) << name;
      for (std::size_t i = 0; i < layer.at("first").size(); ++i)
        EXPECT_NEAR(values[i], layer.at("first")[i].get<double>(), 4 * tolerance) << name << ", value " << i;
    }
    if (HasFailure()) return;
    x = std::move(y);
  }
  // Every step but the softmax.
  EXPECT_EQ(compared, steps->size() - 1);
}

std::vector<Case> cases(double width) {
  std::vector<Case> all;
  for (const std::string_view variant : kVariants) all.push_back({std::string(variant), width});
  return all;
}
const auto kByVariant = [](const ::testing::TestParamInfo<Case>& info) { return info.param.variant; };
INSTANTIATE_TEST_SUITE_P(QuarterWidth, Logits, ::testing::ValuesIn(cases(0.25)), kByVariant);
INSTANTIATE_TEST_SUITE_P(FullWidth, Logits, ::testing::ValuesIn(cases(1.0)), kByVariant);

}  // namespace
}  // namespace alexnet
