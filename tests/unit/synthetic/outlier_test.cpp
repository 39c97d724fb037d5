#include "synthetic/outlier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace alexnet {
namespace {

TEST(SyntheticOutlier, DependsOnlyOnSeedAndNumber) {
  EXPECT_EQ(synthetic_outlier(48, 3, 11), synthetic_outlier(48, 3, 11));
  EXPECT_NE(synthetic_outlier(48, 3, 11), synthetic_outlier(48, 4, 11));
  EXPECT_EQ(synthetic_outlier(48, 3, 11).width, 48u);
  EXPECT_EQ(synthetic_outlier(48, 3, 11).height, 48u);
}

// Blank pages, patterns of two colors, and images of many.
TEST(SyntheticOutlier, HasSeveralKinds) {
  std::size_t blank = 0, few = 0, many = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    const Image image = synthetic_outlier(40, 1, number);
    std::set<std::vector<std::uint8_t>> colors;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
      colors.insert(
          {image.pixels.begin() + static_cast<std::ptrdiff_t>(i), image.pixels.begin() + static_cast<std::ptrdiff_t>(i) + 3});
    (colors.size() == 1 ? blank : colors.size() == 2 ? few : many) += 1;
  }
  EXPECT_GT(blank, 10u);
  EXPECT_GT(few, 20u);
  EXPECT_GT(many, 60u);
}

TEST(SyntheticOutlier, HasTheRequestedSize) {
  for (const std::size_t side : {8u, 31u, 227u})
    for (std::uint64_t number = 0; number < 30; ++number)
      EXPECT_EQ(synthetic_outlier(side, 2, number).pixels.size(), side * side * 3);
}

}  // namespace
}  // namespace alexnet
