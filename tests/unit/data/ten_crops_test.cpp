#include "data/ten_crops.h"

#include <gtest/gtest.h>

#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::pattern_image;
using testing::pattern_value;

// Each pixel is the one of the image that stands there, counted from the crop's corner, or from its right for a mirror.
void expect_crop(const Image& crop, std::size_t left, std::size_t top, std::size_t side, bool is_mirrored) {
  ASSERT_EQ(crop.width, side);
  ASSERT_EQ(crop.height, side);
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x)
      for (std::size_t c = 0; c < 3; ++c) {
        const std::size_t from = left + (is_mirrored ? side - 1 - x : x);
        ASSERT_EQ(crop.row(y)[x * 3 + c], pattern_value("noise", static_cast<std::uint32_t>(from),
                                                        static_cast<std::uint32_t>(top + y), static_cast<std::uint32_t>(c)))
            << x << ", " << y;
      }
}

TEST(TenCrops, AreCornersCenterAndMirrors) {
  const auto crops = ten_crops(pattern_image("noise", 12, 9), 6);
  ASSERT_TRUE(crops) << crops.error().message();
  const std::size_t corners[5][2] = {{0, 0}, {6, 0}, {0, 3}, {6, 3}, {3, 1}};
  for (std::size_t i = 0; i < 5; ++i) {
    expect_crop((*crops)[i], corners[i][0], corners[i][1], 6, false);
    expect_crop((*crops)[i + 5], corners[i][0], corners[i][1], 6, true);
  }
}

TEST(TenCrops, OfAnImageOfThatSizeAreItAndItsMirror) {
  const Image image = pattern_image("noise", 5, 5);
  const auto crops = ten_crops(image, 5);
  ASSERT_TRUE(crops);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ((*crops)[i], image);
  for (std::size_t i = 5; i < 10; ++i) EXPECT_EQ((*crops)[i], (*crops)[5]);
}

TEST(TenCrops, RequireALargeEnoughImage) {
  for (const std::size_t side : {0, 6})
    EXPECT_EQ(ten_crops(pattern_image("noise", 9, 5), side).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
