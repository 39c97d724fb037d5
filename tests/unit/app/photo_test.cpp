#include "app/photo.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "image/encode.h"

namespace alexnet {
namespace {

TEST(Photo, WithoutEndingIsRecognizedByItsContent) {
  for (const char* name : {"no/such/a.jpg", "/x/b.JPEG"}) EXPECT_TRUE(is_photo_file(name)) << name;
  for (const char* name : {"a.txt", "no/such/file", ""}) EXPECT_FALSE(is_photo_file(name)) << name;
#ifndef __EMSCRIPTEN__
  const std::string folder = ::testing::TempDir();
  const std::vector<std::uint8_t> photo = *encode_png(Image{1, 1, {1, 2, 3}});
  const std::vector<std::uint8_t> text = {'L', 'I', 'C', 'E', 'N', 'S', 'E'};
  for (const auto& [name, bytes] : {std::pair("a_photo", &photo), std::pair("a_license", &text)}) {
    const ByteSpan content = *bytes;
    ASSERT_TRUE(write_file(folder + name, {&content, 1}));
    EXPECT_EQ(is_photo_file(folder + name), bytes == &photo) << name;
  }
#endif
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
