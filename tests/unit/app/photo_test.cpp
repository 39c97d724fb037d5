#include "app/photo.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(Photo, IsRecognizedByExtension) {
  for (const char* name : {"a.jpg", "/x/b.JPEG", "c.d.Png"}) EXPECT_TRUE(is_photo_name(name)) << name;
  for (const char* name : {"jpg", "a.jpg.txt", "a.", "", "a.safetensors"}) EXPECT_FALSE(is_photo_name(name)) << name;
}

TEST(Photo, FitWithinKeepsTheAspectRatio) {
  const Image wide{400, 100, std::vector<std::uint8_t>(400 * 100 * 3, 7)};
  const auto small = fit_within(wide, 128);
  ASSERT_TRUE(small);
  EXPECT_EQ(small->width, 128u);
  EXPECT_EQ(small->height, 32u);
  EXPECT_EQ(*fit_within(wide, 400), wide);
  EXPECT_EQ(fit_within(Image{1000, 1, std::vector<std::uint8_t>(3000)}, 10)->height, 1u);
}

TEST(Photo, InputRegionIsTheCenterForCropAndEverythingForStretch) {
  const auto cropped = input_region(400, 200, {.input = 100, .resize = 100, .fit = Fit::kCrop});
  ASSERT_TRUE(cropped);
  EXPECT_EQ(*cropped, (Region{100, 0, 200, 200}));
  EXPECT_EQ(*input_region(400, 200, {.input = 100, .resize = 100, .fit = Fit::kStretch}), (Region{0, 0, 400, 200}));
  EXPECT_EQ(*input_region(400, 200, {.input = 50, .resize = 100, .fit = Fit::kStretch}), (Region{100, 50, 200, 100}));
  EXPECT_FALSE(input_region(0, 200, {}));
}

}  // namespace
}  // namespace alexnet
