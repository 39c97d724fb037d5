#include "data/color_components.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "support/memory_photos.h"

namespace alexnet {
namespace {

using testing::MemoryPhotos;

// 128 + a u + b v + c w with a, b, c uniform of the deviations 30, 10 and 4 along three directions at right angles.
constexpr double kDirections[3][3] = {
    {2.0 / 3, 2.0 / 3, 1.0 / 3}, {-1.0 / 3, 2.0 / 3, -2.0 / 3}, {2.0 / 3, -1.0 / 3, -2.0 / 3}};
constexpr double kDeviations[3] = {30, 10, 4};

Image colored(std::size_t number) {
  Image image{100, 50 + number * 3, std::vector<std::uint8_t>(100 * (50 + number * 3) * 3)};
  for (std::size_t i = 0; i < image.pixels.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c) {
      double value = 128;
      for (std::size_t k = 0; k < 3; ++k)
        value += (random_uniform(number, k, i) * 2 - 1) * std::sqrt(3.0) * kDeviations[k] * kDirections[k][c];
      image.pixels[i + c] = static_cast<std::uint8_t>(std::lround(value));
    }
  return image;
}

MemoryPhotos photos(std::size_t count) {
  std::vector<MemoryPhotos::Photo> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({i == 3 ? Image{} : colored(i), i % 2});
  return {{"a", "b"}, std::move(all)};
}

TEST(ColorComponents, RecoverKnownComponents) {
  const auto found = color_components(photos(12), {}, 100, ThreadPool(2));
  ASSERT_TRUE(found) << found.error().message();
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(found->deviations[k], kDeviations[k], 0.03 * kDeviations[k]);
    double along = 0, length = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      along += found->vectors[c * 3 + k] * kDirections[k][c];
      length += std::pow(double{found->vectors[c * 3 + k]}, 2);
    }
    EXPECT_NEAR(std::abs(along), 1, 1e-3) << k;
    EXPECT_NEAR(length, 1, 1e-6);
  }
}

TEST(ColorComponents, DoNotDependOnThreads) {
  EXPECT_EQ(*color_components(photos(9), {}, 100, ThreadPool(1)), *color_components(photos(9), {}, 100, ThreadPool(2)));
}

TEST(ColorComponents, LoadAtMostMaxPhotos) {
  const MemoryPhotos all = photos(10);
  ASSERT_TRUE(color_components(all, {}, 4, ThreadPool(1)));
  EXPECT_EQ(all.loads(), 4u);
}

TEST(ColorComponents, OfGrayPhotosLieOnTheDiagonal) {
  Image gray{16, 16, std::vector<std::uint8_t>(16 * 16 * 3)};
  for (std::size_t i = 0; i < gray.pixels.size(); ++i) gray.pixels[i] = static_cast<std::uint8_t>(i / 3);
  const auto found = color_components(MemoryPhotos({"a"}, {{gray, 0}}), {}, 1, ThreadPool(1));
  ASSERT_TRUE(found);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found->vectors[c * 3], std::sqrt(1.0 / 3), 1e-6);
  EXPECT_NEAR(found->deviations[0], std::sqrt(3.0 * (256 * 256 - 1) / 12), 1e-3);
  EXPECT_NEAR(found->deviations[1], 0, 1e-3);
}

TEST(ColorComponents, OfNoPhotosAreRefused) {
  const MemoryPhotos none({"a"}, {}), damaged({"a"}, {{Image{}, 0}});
  for (const MemoryPhotos* photos_of : {&none, &damaged})
    EXPECT_EQ(color_components(*photos_of, {}, 10, ThreadPool(1)).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
