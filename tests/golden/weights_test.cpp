// Weight files of other programs (weights/) are imported without changing a value and give PyTorch's logits. make_weights.py
// wrote them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "data/preprocess.h"
#include "interop/import_model.h"
#include "nn/inference_network.h"
#include "support/golden_weights.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kSeed = 20120930;  // that of make_logits.py
const std::string kFolder = "tests/golden/weights/";
#ifdef __EMSCRIPTEN__
constexpr double kTolerance = 1e-3;
#else
constexpr double kTolerance = 1e-4;
#endif

struct Case {
  std::string file;
  std::string variant;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.file; }

class Weights : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    std::ifstream file(kFolder + "logits.json");
    ASSERT_TRUE(file) << "run from the root of the repository";
    golden_ = Json::parse(file);
    options_ = {.classes = golden_.at("classes"), .width = golden_.at("width")};
  }

  // Imports from bytes, as the core cannot read files in WebAssembly.
  Result<ImportedModel> imported() {
    std::ifstream file(kFolder + GetParam().file, std::ios::binary);
    const std::vector<char> text((std::istreambuf_iterator<char>(file)), {});
    return import_model(SharedBytes(std::vector<std::uint8_t>(text.begin(), text.end())), GetParam().file, {}, pool_);
  }

  // Returns the largest difference of the logits of the noise image to PyTorch's, relative to the largest logit.
  double error_of(Model model) {
    auto classifier = InferenceNetwork::create(std::move(model), pool_);
    EXPECT_TRUE(classifier) << classifier.error().message();
    if (!classifier) return INFINITY;
    const Preprocessing& preprocessing = classifier->model().spec.preprocessing;
    to_tensor(testing::golden_image(preprocessing.input, kSeed), preprocessing, classifier->input(0));
    EXPECT_TRUE(classifier->run());
    const auto expected = golden_.at("logits").at(GetParam().variant).get<std::vector<double>>();
    const auto found = classifier->logits(0);
    EXPECT_EQ(found.size(), expected.size());
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      difference = std::max(difference, std::abs(found[i] - expected[i]));
      largest = std::max(largest, std::abs(expected[i]));
    }
    return difference / largest;
  }

  // Returns the model with one parameter changed by change(values, shape, new_values).
  template <typename Change>
  Model changed(const std::string& name, const Change& change) {
    auto model = imported();
    EXPECT_TRUE(model);
    Parameter& parameter = *std::ranges::find(model->model.parameters, name, &Parameter::name);
    auto copy = std::make_shared<Tensor>(*Tensor::create(parameter.values.shape));
    change(parameter.values.values(), parameter.values.shape, copy->values());
    parameter.values = copy->view();
    model->model.owners.push_back(copy);
    return std::move(model->model);
  }

  ThreadPool pool_{2};
  Json golden_;
  VariantOptions options_;
};

TEST_P(Weights, EqualTheOriginals) {
  const auto model = imported();
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model->model.spec.variant, GetParam().variant);
  const auto truth = testing::golden_model(GetParam().variant, options_, kSeed, pool_);
  ASSERT_TRUE(truth);
  ASSERT_EQ(model->model.parameters.size(), truth->parameters.size());
  for (std::size_t i = 0; i < truth->parameters.size(); ++i) {
    const Parameter& found = model->model.parameters[i];
    ASSERT_EQ(found.name, truth->parameters[i].name);
    ASSERT_EQ(found.values.shape, truth->parameters[i].values.shape);
    EXPECT_TRUE(std::ranges::equal(found.values.values(), truth->parameters[i].values.values())) << found.name;
  }
}

TEST_P(Weights, ReproduceTheLogitsOfPyTorch) {
  auto model = imported();
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_LE(error_of(std::move(model->model)), kTolerance);
}

TEST_P(Weights, AreAllReported) {
  const auto model = imported();
  ASSERT_TRUE(model);
  for (const Parameter& parameter : model->model.parameters) {
    const auto row = std::ranges::find(model->report, parameter.name, &ImportedTensor::parameter);
    ASSERT_NE(row, model->report.end()) << parameter.name;
    const bool turned = parameter.name.starts_with("conv") && parameter.name.ends_with("weight");
    EXPECT_EQ(row->how.ends_with("turned to [out][y][x][in]"), turned) << row->how;
  }
  const auto fc6 = std::ranges::find(model->report, "fc6.weight", &ImportedTensor::parameter);
  EXPECT_NE(fc6->how, "as it is");
}

// A wrong axis order that keeps all shapes changes these logits, so that the tests above would find it.
TEST_P(Weights, GiveOtherLogitsInAWrongAxisOrder) {
  const auto flattened = changed("fc6.weight", [](std::span<const float> from, const Shape& shape, std::span<float> to) {
    const std::size_t channels = shape[1] / 36;
    for (std::size_t o = 0; o < shape[0]; ++o)
      for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t position = 0; position < 36; ++position)
          to[o * shape[1] + c * 36 + position] = from[o * shape[1] + position * channels + c];
  });
  EXPECT_GT(error_of(flattened), 0.01) << "fc6 flattened as [c][y][x]";
  const auto swapped = changed("conv1.weight", [](std::span<const float> from, const Shape&, std::span<float> to) {
    for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i - i % 3 + (2 - i % 3)];
  });
  EXPECT_GT(error_of(swapped), 0.01) << "red and blue swapped";
  const auto towers = changed("conv2.weight", [](std::span<const float> from, const Shape&, std::span<float> to) {
    std::ranges::rotate_copy(from, from.begin() + static_cast<std::ptrdiff_t>(from.size() / 2), to.begin());
  });
  EXPECT_GT(error_of(towers), 0.01) << "the towers of conv2 swapped";
}

const std::vector<Case> kCases = {
    {"caffe.caffemodel", "caffe"},          {"caffenet_old.caffemodel", "caffenet"}, {"torchvision_stream.pth", "torchvision"},
    {"torchvision_tar.pth", "torchvision"},
#ifndef __EMSCRIPTEN__  // no archives there
    {"torchvision.pth", "torchvision"},     {"torchvision.npz", "torchvision"},      {"keras.npz", "keras"},
#endif
};
const auto kByFile = [](const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.file;
  std::ranges::replace(name, '.', '_');
  return name;
};
INSTANTIATE_TEST_SUITE_P(Files, Weights, ::testing::ValuesIn(kCases), kByFile);

}  // namespace
}  // namespace alexnet
