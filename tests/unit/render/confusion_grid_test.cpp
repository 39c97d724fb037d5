#include "render/confusion_grid.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace alexnet {
namespace {

std::array<int, 3> confusion_pixel(const Image& image, std::size_t x, std::size_t y) {
  const std::uint8_t* at = image.row(y) + x * 3;
  return {at[0], at[1], at[2]};
}

TEST(ConfusionGrid, IsBluerWhereMorePhotosOfARowAre) {
  const std::vector<std::uint64_t> counts = {9, 1, 5, 5};
  const std::vector<std::string> labels = {"bikes", "ships"};
  const auto image = draw_confusion(counts, labels);
  ASSERT_TRUE(image);
  // The grid ends ten pixels before the right and the lower edge, and a cell has 96; its corner is free of text.
  const std::size_t right = image->width - 10 - 96 + 3, bottom = image->height - 10 - 96 + 3;
  const auto most = confusion_pixel(*image, right - 96, bottom - 96), least = confusion_pixel(*image, right, bottom - 96);
  EXPECT_EQ(confusion_pixel(*image, right - 96, bottom), confusion_pixel(*image, right, bottom)) << "half of the row each";
  EXPECT_LT(most[0], confusion_pixel(*image, right, bottom)[0]);
  EXPECT_LT(confusion_pixel(*image, right, bottom)[0], least[0]);
  EXPECT_NEAR(most[0], 255 - 0.9 * (255 - 31), 1);
}

TEST(ConfusionGrid, HasACellForEachOfManyClasses) {
  const std::size_t classes = 400;
  std::vector<std::uint64_t> counts(classes * classes);
  for (std::size_t i = 0; i < classes; ++i) counts[i * classes + (i + 1) % classes] = 3;
  const auto image = draw_confusion(counts, std::vector<std::string>(classes, "class"));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 2 * classes + 20);
  EXPECT_EQ(confusion_pixel(*image, 10 + 2 * 8, 10 + 2 * 7), (std::array{31, 95, 191}));
  EXPECT_EQ(confusion_pixel(*image, 10 + 2 * 7, 10 + 2 * 7), (std::array{255, 255, 255}));
}

TEST(ConfusionGrid, OfAClassWithoutPhotosIsWhite) {
  const auto image = draw_confusion(std::vector<std::uint64_t>(4), std::vector<std::string>{"a", "b"});
  ASSERT_TRUE(image);
  EXPECT_EQ(confusion_pixel(*image, image->width - 14, image->height - 14), (std::array{255, 255, 255}));
}

}  // namespace
}  // namespace alexnet
