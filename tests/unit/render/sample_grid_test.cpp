#include "render/sample_grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace alexnet {
namespace {

Sample sample(const std::string& label, const std::string& predicted) {
  return {{kSampleSide, kSampleSide, std::vector<std::uint8_t>(kSampleSide * kSampleSide * 3, 128)}, label, predicted, 0.5f};
}

struct Colors {
  std::size_t blue = 0, red = 0, gray = 0;
};

Colors colors_in(const Image& image) {
  Colors found;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    const int red = image.pixels[i], blue = image.pixels[i + 2];
    (blue > red + 50 ? found.blue : red > blue + 50 ? found.red : found.gray) += red == blue && red == 255 ? 0 : 1;
  }
  return found;
}

TEST(SampleGrid, IsBlueWhereRightAndRedWhereWrong) {
  const std::vector<Sample> right = {sample("bike", "bike")}, wrong = {sample("bike", "ship")};
  const Colors blue = colors_in(*draw_sample_grid(right)), red = colors_in(*draw_sample_grid(wrong));
  EXPECT_GT(blue.blue, 4 * kSampleSide);
  EXPECT_EQ(blue.red, 0u);
  EXPECT_GT(red.red, blue.blue) << "says also what it is";
  EXPECT_EQ(red.blue, 0u);
  EXPECT_EQ(blue.gray, kSampleSide * kSampleSide) << "the photo is whole";
}

TEST(SampleGrid, HasRowsOfFour) {
  const auto size = [](std::size_t count) {
    const auto grid = draw_sample_grid(std::vector<Sample>(count, sample("a", "a")));
    return std::pair(grid->width, grid->height);
  };
  EXPECT_EQ(size(4).second, size(1).second);
  EXPECT_GT(size(4).first, 4 * kSampleSide);
  EXPECT_EQ(size(8).first, size(4).first);
  EXPECT_EQ(size(5), size(8));
  EXPECT_GT(size(8).second, 2 * kSampleSide);
}

TEST(SampleGrid, TruncatesLongNames) {
  const std::string endless(200, 'w');
  const std::vector<Sample> one = {sample(endless, endless + "x"), sample("a", "a")};
  const std::vector<Sample> other = {sample("b", "c"), sample("a", "a")};
  const Image with = *draw_sample_grid(one), without = *draw_sample_grid(other);
  const std::size_t half = with.width / 2;
  for (std::size_t y = 0; y < with.height; ++y)
    ASSERT_TRUE(std::equal(with.row(y) + half * 3, with.row(y) + with.width * 3, without.row(y) + half * 3)) << "row " << y;
}

}  // namespace
}  // namespace alexnet
