#include "explain/activation_maximization.h"

#include <gtest/gtest.h>

#include "support/narrow_probe.h"

namespace alexnet {
namespace {

TEST(ActivationMaximization, IncreasesTheTargetValue) {
  for (const std::string_view variant : {"keras", "caffe", "torchvision"}) {
    NarrowProbe narrow(variant);
    const std::vector<Target> targets = {
        {narrow.step("conv1"), 3, {}}, {narrow.step("conv3"), 1, Position{6, 6}}, {narrow.probe->logits(), 2, {}}};
    for (const Target& target : targets) {
      auto ascent = ActivationMaximization::create(*narrow.probe, target, {});
      ASSERT_TRUE(ascent);
      const float start = ascent->value().value();
      for (int i = 0; i < 12; ++i) ASSERT_TRUE(ascent->step());
      EXPECT_GT(ascent->value().value(), start + 0.5f * std::abs(start))
          << variant << ' ' << narrow.probe->layer(target.step).name;
    }
  }
}

TEST(ActivationMaximization, TheSeedDeterminesTheImage) {
  const auto image = [](std::uint64_t seed) {
    NarrowProbe narrow("keras");
    auto ascent = ActivationMaximization::create(*narrow.probe, {narrow.step("conv2"), 1, {}}, {.seed = seed});
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(ascent->step());
    return ascent->image();
  };
  EXPECT_EQ(image(1), image(1));
  EXPECT_NE(image(1), image(2));
}

TEST(ActivationMaximization, DecayAndBlurKeepTheImageSmooth) {
  const auto roughness = [](const MaximizationOptions& options) {
    NarrowProbe narrow("keras");
    auto ascent = ActivationMaximization::create(*narrow.probe, {narrow.step("conv2"), 1, {}}, options);
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(ascent->step());
    const Image image = ascent->image();
    double sum = 0;
    for (std::size_t i = 3; i < image.pixels.size(); ++i) sum += std::abs(image.pixels[i] - image.pixels[i - 3]);
    return sum;
  };
  const double bare = roughness({.decay = 0, .blur = 0});
  EXPECT_LT(roughness({.decay = 0, .blur = 1}), 0.7 * bare);
  EXPECT_LT(roughness({.decay = 0.3f, .blur = 0}), 0.7 * bare);
}

TEST(ActivationMaximization, RejectsInvalidRates) {
  NarrowProbe narrow("keras");
  for (const MaximizationOptions& bad :
       {MaximizationOptions{.rate = 0}, MaximizationOptions{.decay = 2}, MaximizationOptions{.blur = -1}})
    EXPECT_EQ(ActivationMaximization::create(*narrow.probe, {0, 0, {}}, bad).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(ActivationMaximization::create(*narrow.probe, {0, 99, {}}, {}).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
