#include "render/heat_map.h"

#include <gtest/gtest.h>

#include "explain/grad_cam.h"
#include "render/color_map.h"
#include "support/narrow_probe.h"

namespace alexnet {
namespace {

struct Map {
  std::vector<float> values;
  Shape shape;
  [[nodiscard]] ConstTensorView view() const { return {values.data(), shape}; }
};

TEST(HeatMap, UpperQuantileIgnoresOutliers) {
  Map map{std::vector<float>(1000, 1.0f), {10, 100}};
  map.values[7] = -50;
  EXPECT_EQ(upper_quantile(map.view(), 0.995), 1.0f);
  EXPECT_EQ(upper_quantile(map.view(), 1), 50.0f);
  EXPECT_GT(upper_quantile({std::vector<float>(4).data(), {2, 2}}, 1), 0.0f);
}

TEST(HeatMap, HighValuesShowTheColorAndLowValuesThePhoto) {
  const Image photo{2, 1, {200, 100, 0, 200, 100, 0}};
  const Map map{{0, 5}, {1, 2}};
  const auto opaque = overlay(photo, map.view(), 5, 1);
  ASSERT_TRUE(opaque);
  const Rgb8 hot = sequential_color(1);
  EXPECT_TRUE(std::equal(hot.begin(), hot.end(), opaque->pixels.begin() + 3));
  EXPECT_NEAR(opaque->pixels[0], 130, 1);
  EXPECT_NEAR(opaque->pixels[1], 65, 1);
  const auto invisible = overlay(photo, map.view(), 5, 0);
  ASSERT_TRUE(invisible);
  EXPECT_EQ(*invisible, photo);
}

TEST(GradCam, NeedsALayerWithMapsBeforeTheTarget) {
  NarrowProbe narrow("keras");
  const Target target = {narrow.probe->logits(), 0, {}};
  EXPECT_EQ(grad_cam(*narrow.probe, narrow.step("fc6"), target).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(grad_cam(*narrow.probe, narrow.step("conv3"), {narrow.step("conv2"), 0, {}}).error().kind,
            ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
