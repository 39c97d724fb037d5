#include "interop/partial_load.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

// A narrow network without values, and the tensors of a file, value i of each being its first one + i.
class LoadMatchingWeights : public ::testing::Test {
 protected:
  void SetUp() override {
    ModelSpec spec = *make_spec("caffe", {.classes = 3, .width = 0.05});
    spec.preprocessing.input = 99;  // leaves fc6 a image of 2 x 2
    model_ = *initialize(spec, Initialization::kKeras, 1, pool_);
    for (Parameter& parameter : model_.parameters) {
      auto& memory = memories_.emplace_back(parameter.values.shape.elements(), -1.0f);
      writable_.push_back({memory.data(), parameter.values.shape});
      parameter.values = {memory.data(), parameter.values.shape};
    }
  }

  void put(const std::string& name, const std::vector<std::size_t>& shape, float first) {
    std::size_t count = 1;
    for (const std::size_t length : shape) count *= length;
    auto& values = stored_.emplace_back(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = first + static_cast<float>(i);
    file_.tensors[name] = {.type = ElementType::kF32,
                           .shape = shape,
                           .bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), count * sizeof(float)}};
  }
  // In the order of the report.
  std::vector<LoadedTensor> loaded() {
    auto report = load_matching_weights(file_, model_, writable_);
    EXPECT_TRUE(report);
    std::erase_if(*report, [](const LoadedTensor& one) { return !one.loaded && one.how == "the file has none"; });
    return *report;
  }
  const TensorView& parameter(std::string_view name) {
    const auto found = std::ranges::find(model_.parameters, name, &Parameter::name);
    return writable_[static_cast<std::size_t>(found - model_.parameters.begin())];
  }
  std::vector<std::size_t> shape(std::string_view name) {
    const auto lengths = parameter(name).shape.lengths();
    return {lengths.begin(), lengths.end()};
  }

  ThreadPool pool_{1};
  Model model_;
  std::vector<std::vector<float>> memories_;
  std::vector<TensorView> writable_;
  std::vector<std::vector<float>> stored_;
  TensorMap file_;
};

TEST_F(LoadMatchingWeights, CopiesMatchingTensorsUnchanged) {
  put("conv2.weight", shape("conv2.weight"), 0);
  put("fc6.weight", shape("fc6.weight"), 7);
  const auto report = loaded();
  ASSERT_EQ(report.size(), 2u);
  for (const LoadedTensor& one : report) EXPECT_EQ(one.how, "as it is") << one.name;
  EXPECT_EQ(parameter("conv2.weight").data[5], 5);
  EXPECT_EQ(parameter("fc6.weight").data[5], 12);
  EXPECT_EQ(parameter("conv1.weight").data[0], -1) << "the file has none: it stays";
}

TEST_F(LoadMatchingWeights, TransposesPyTorchConvolutions) {
  const Shape to = parameter("conv2.weight").shape;  // [out][y][x][in]
  put("conv2.weight", {to[0], to[3], to[1], to[2]}, 0);
  const auto report = loaded();
  ASSERT_EQ(report.size(), 1u);
  EXPECT_TRUE(report[0].loaded);
  EXPECT_NE(report[0].how.find("turned"), std::string::npos);
  const float* value = parameter("conv2.weight").data;
  for (std::size_t o = 0; o < to[0]; ++o)
    for (std::size_t y = 0; y < to[1]; ++y)
      for (std::size_t x = 0; x < to[2]; ++x)
        for (std::size_t i = 0; i < to[3]; ++i)
          ASSERT_EQ(*value++, static_cast<float>(((o * to[3] + i) * to[1] + y) * to[2] + x)) << o << y << x << i;
}

// Its inputs are the last image, whose channels come first there.
TEST_F(LoadMatchingWeights, TransposesInputsOfFirstDenseLayer) {
  const Shape conv = parameter("conv1.weight").shape;
  const Shape dense = parameter("fc6.weight").shape;
  const std::size_t channels = parameter("conv5.bias").shape[0];
  const std::size_t places = dense[1] / channels;
  ASSERT_EQ(places, 4u);
  put("conv1.weight", {conv[0], conv[3], conv[1], conv[2]}, 0);
  put("fc6.weight", shape("fc6.weight"), 0);
  put("fc7.weight", shape("fc7.weight"), 0);
  for (const LoadedTensor& one : loaded()) EXPECT_EQ(one.how == "as it is", one.name == "fc7.weight") << one.name << one.how;
  const float* value = parameter("fc6.weight").data;
  for (std::size_t o = 0; o < dense[0]; ++o)
    for (std::size_t place = 0; place < places; ++place)
      for (std::size_t i = 0; i < channels; ++i)
        ASSERT_EQ(*value++, static_cast<float>((o * channels + i) * places + place)) << o << place << i;
  EXPECT_EQ(parameter("fc7.weight").data[5], 5);
}

TEST_F(LoadMatchingWeights, SkipsMismatchedTensorsAndReportsWhy) {
  put("fc8.weight", {1000, 8}, 0);
  put("fc8.bias", {3}, 0);
  put("features.0.weight", {8, 3, 11, 11}, 0);
  put("fc7.weight", {}, 0);
  const auto report = loaded();
  ASSERT_EQ(report.size(), 4u);
  EXPECT_EQ(report[0].name, "fc7.weight");
  EXPECT_FALSE(report[0].loaded) << "a single number is no matrix";
  EXPECT_EQ(report[1].name, "fc8.weight");
  EXPECT_FALSE(report[1].loaded);
  EXPECT_NE(report[1].how.find("1000"), std::string::npos) << report[1].how;
  EXPECT_TRUE(report[2].loaded);
  EXPECT_EQ(report[3].name, "features.0.weight");
  EXPECT_FALSE(report[3].loaded);
  EXPECT_EQ(parameter("fc8.weight").data[0], -1);
  EXPECT_EQ(parameter("fc8.bias").data[2], 2);
}

TEST_F(LoadMatchingWeights, RejectsNonFloatTensors) {
  put("fc8.bias", {3}, 0);
  file_.tensors["fc8.bias"].type = ElementType::kI32;
  const auto report = load_matching_weights(file_, model_, writable_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(report.error().message().find("fc8.bias"), std::string::npos);
}

}  // namespace
}  // namespace alexnet
