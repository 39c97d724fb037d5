#include "nn/probe_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "explain/saliency.h"
#include "support/narrow_probe.h"

namespace alexnet {
namespace {

class ProbeNetworkOfVariant : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Each, ProbeNetworkOfVariant, ::testing::ValuesIn(kVariants));

TEST_P(ProbeNetworkOfVariant, MatchesTheOutputOfInference) {
  NarrowProbe narrow(GetParam());
  ASSERT_TRUE(narrow.probe->forward());
  auto steps = build_steps(narrow.probe->model());
  ASSERT_TRUE(steps);
  std::vector<float> x(narrow.probe->input(0).begin(), narrow.probe->input(0).end());
  for (Step& step : *steps) {
    std::vector<float> y(step.output.elements() + 32);
    x.resize(step.input.elements() + 32);
    ASSERT_TRUE(step.layer->reshape(1, narrow.pool));
    ASSERT_TRUE(step.layer->forward(x.data(), y.data(), narrow.pool));
    x = y;
  }
  const auto probabilities = narrow.probe->output(narrow.probe->steps().size() - 1).values();
  // Inference convolves by Winograd's algorithm, which rounds otherwise.
  for (std::size_t i = 0; i < kNarrowClasses; ++i) EXPECT_NEAR(probabilities[i], x[i], 1e-4f);
}

TEST_P(ProbeNetworkOfVariant, EveryLayerExceptDropoutIsAStepAndReluClampsItsInput) {
  NarrowProbe narrow(GetParam());
  ProbeNetwork& probe = *narrow.probe;
  ASSERT_TRUE(probe.forward());
  for (const LayerSpec& layer : probe.model().spec.layers)
    EXPECT_EQ(probe.find(layer.name).has_value(), !std::holds_alternative<Dropout>(layer.operation)) << layer.name;
  const auto before = probe.output(narrow.step("conv2")), after = probe.output(narrow.step("relu2"));
  EXPECT_LT(std::ranges::min(before.values()), 0.0f);
  for (std::size_t i = 0; i < before.shape.elements(); ++i) ASSERT_EQ(after.data[i], std::max(before.data[i], 0.0f));
}

// Along the gradient, the value rises by step * |gradient|^2.
TEST_P(ProbeNetworkOfVariant, TheGradientOfAMiddleLayerAgreesWithAFiniteDifference) {
  NarrowProbe narrow(GetParam());
  const Target target = {.step = narrow.step("conv3"), .unit = 2, .at = {}};
  const auto gradient = input_image_gradient(*narrow.probe, target, /*guided=*/false);
  ASSERT_TRUE(gradient);
  double squared_norm = 0;
  for (const float value : gradient->values()) squared_norm += double{value} * value;
  ASSERT_GT(squared_norm, 0.0);
  const std::vector<float> start(narrow.probe->input(0).begin(), narrow.probe->input(0).end());
  const double length = 2e-3 / std::sqrt(squared_norm) * (narrow.probe->model().spec.preprocessing.scale == 1.0f ? 100 : 1);
  const auto value_at = [&](double sign) {
    for (std::size_t i = 0; i < start.size(); ++i)
      narrow.probe->input(0)[i] = static_cast<float>(start[i] + sign * length * gradient->data()[i]);
    EXPECT_TRUE(narrow.probe->forward(target.step));
    return value_of(*narrow.probe, target);
  };
  EXPECT_NEAR((value_at(1) - value_at(-1)) / (2 * length) / squared_norm, 1.0, 0.03);
}

TEST(ProbeNetwork, UnknownLayerErrorListsTheExistingLayers) {
  const NarrowProbe narrow("caffe");
  const auto missing = narrow.probe->find("conv9");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(missing.error().what.find("\"conv9\" is not one of conv1, relu1, norm1, pool1"), std::string::npos)
      << missing.error().what;
  EXPECT_EQ(narrow.probe->layer(narrow.probe->last_convolution()).name, "relu5");
  EXPECT_EQ(narrow.probe->layer(narrow.probe->logits()).name, "fc8");
}

TEST(ProbeNetwork, TheSecondImageOfABatchMatchesASingleRun) {
  NarrowProbe narrow("keras");
  ASSERT_TRUE(narrow.probe->forward());
  const auto alone = narrow.probe->output(narrow.probe->logits()).values();
  const std::vector<float> expected(alone.begin(), alone.end());
  ASSERT_TRUE(narrow.probe->set_batch(2));
  narrow.show({227, 227, std::vector<std::uint8_t>(227 * 227 * 3, 90)}, 0);
  narrow.show(narrow.image, 1);
  ASSERT_TRUE(narrow.probe->forward());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(narrow.probe->output(narrow.probe->logits(), 1).data[i], expected[i], 1e-5f);
}

}  // namespace
}  // namespace alexnet
