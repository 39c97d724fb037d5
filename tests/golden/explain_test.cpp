// The explanations of every variant agree with PyTorch: gradients, guided gradients, Grad-CAM and the statistics of units.
// make_explain.py wrote explain.json.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "data/preprocess.h"
#include "explain/grad_cam.h"
#include "explain/saliency.h"
#include "render/heat_map.h"
#include "render/statistics.h"
#include "support/golden_weights.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr double kTolerance = 1e-4;

class Explain : public ::testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    std::ifstream file("tests/golden/explain.json");
    ASSERT_TRUE(file) << "no tests/golden/explain.json: run from the root of the repository";
    const Json all = Json::parse(file);
    for (const Json& one : all.at("variants"))
      if (one.at("variant") == GetParam()) golden_ = one;
    ASSERT_FALSE(golden_.is_null());
    const VariantOptions options = {.classes = all.at("classes"), .width = all.at("width")};
    auto model = testing::golden_model(GetParam(), options, all.at("seed"), pool_);
    ASSERT_TRUE(model);
    auto probe = ProbeNetwork::create(std::move(*model), pool_);
    ASSERT_TRUE(probe);
    probe_.emplace(std::move(*probe));
    const Preprocessing& preprocessing = probe_->model().spec.preprocessing;
    to_tensor(testing::golden_image(preprocessing.input, all.at("seed")), preprocessing, probe_->input(0));
    target_ = {.step = probe_->logits(), .unit = all.at("class"), .at = {}};
  }

  void expect_gradient(const Json& expected, bool guided) {
    const auto gradient = input_image_gradient(*probe_, target_, guided);
    ASSERT_TRUE(gradient);
    double squares = 0;
    for (const float value : gradient->values()) squares += double{value} * value;
    const double norm = expected.at("norm");
    EXPECT_NEAR(std::sqrt(squares) / norm, 1.0, kTolerance);
    double largest = 0;
    for (const double value : expected.at("values")) largest = std::max(largest, std::fabs(value));
    const std::size_t every = expected.at("every");
    for (std::size_t i = 0; i < expected.at("values").size(); ++i)
      EXPECT_NEAR(gradient->data()[i * every], expected.at("values")[i].get<double>(), kTolerance * largest) << i;
  }

  ThreadPool pool_{2};
  Json golden_;
  std::optional<ProbeNetwork> probe_;
  Target target_;
};

TEST_P(Explain, GradientOfAScoreAgreesWithPyTorch) { expect_gradient(golden_.at("gradient"), false); }

TEST_P(Explain, GuidedGradientAgreesWithPyTorch) { expect_gradient(golden_.at("guided"), true); }

TEST_P(Explain, GradCamAndItsUpsamplingAgreeWithPyTorch) {
  for (const Json& expected : golden_.at("grad_cam")) {
    target_.unit = expected.at("class");
    const auto map = grad_cam(*probe_, probe_->find(expected.at("layer").get<std::string>()).value(), target_);
    ASSERT_TRUE(map);
    ASSERT_EQ(map->shape(), (Shape{expected.at("shape")[0], expected.at("shape")[1]}));
    const auto values = expected.at("values").get<std::vector<double>>();
    const double largest = std::ranges::max(values);
    ASSERT_GT(largest, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(map->data()[i], values[i], kTolerance * largest) << i;
    const std::size_t side = probe_->model().spec.preprocessing.input, every = expected.at("every");
    const auto upsampled = resize_map(map->view(), side, side);
    ASSERT_TRUE(upsampled);
    for (std::size_t i = 0; i < expected.at("upsampled").size(); ++i)
      EXPECT_NEAR(upsampled->data()[i * every], expected.at("upsampled")[i].get<double>(), kTolerance * largest) << i;
  }
}

TEST_P(Explain, UnitStatisticsOfTheLastConvolutionAgreeWithPyTorch) {
  ASSERT_TRUE(probe_->forward());
  const auto units = unit_statistics(probe_->output(probe_->find("relu5").value()));
  const Json& expected = golden_.at("units_of_relu5");
  ASSERT_EQ(units.size(), expected.size());
  const double scale = summarize_units(units).max;
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_NEAR(units[i].min, expected[i][0].get<double>(), kTolerance * scale) << i;
    EXPECT_NEAR(units[i].max, expected[i][1].get<double>(), kTolerance * scale) << i;
    EXPECT_NEAR(units[i].mean, expected[i][2].get<double>(), kTolerance * scale) << i;
    EXPECT_NEAR(units[i].zeros, expected[i][3].get<double>(), 1e-6) << i;
  }
}

const auto kByVariant = [](const ::testing::TestParamInfo<std::string_view>& info) { return std::string(info.param); };
INSTANTIATE_TEST_SUITE_P(EighthWidth, Explain, ::testing::ValuesIn(kVariants), kByVariant);

}  // namespace
}  // namespace alexnet
