#include "synthetic/synthetic_photos.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "support/tiny_images.h"

namespace alexnet {
namespace {

SyntheticOptions small(std::size_t per_class) { return {.per_class = per_class, .side = 64}; }

TEST(SyntheticPhotos, AreBikesThenShips) {
  const SyntheticPhotos photos(small(3));
  EXPECT_EQ(photos.classes(), (std::vector<std::string>{"bikes", "ships"}));
  ASSERT_EQ(photos.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(photos.label(i), i / 3);
  EXPECT_EQ(photos.name(4), "drawn/ships/1");
  EXPECT_EQ(SyntheticPhotos().size(), 200u);
  EXPECT_EQ(SyntheticPhotos(kSyntheticValidation).size(), 100u);
  const Image image = *SyntheticPhotos().load(0);
  EXPECT_EQ(image.width, 256u);
  EXPECT_EQ(image.height, 256u);
  EXPECT_EQ(image.pixels.size(), 256u * 256 * 3);
}

std::uint32_t checksum_of(const SyntheticOptions& options, std::size_t index) {
  return testing::checksum(SyntheticPhotos(options).load(index)->pixels);
}

TEST(SyntheticPhotos, DependOnlyOnSeedAndNumber) {
  EXPECT_EQ(checksum_of(small(3), 1), checksum_of(small(7), 1));
  EXPECT_EQ(checksum_of(small(3), 4), checksum_of(small(7), 8));
  SyntheticOptions later = small(3);
  later.first = 2;
  EXPECT_EQ(checksum_of(later, 0), checksum_of(small(3), 2));
  SyntheticOptions other = small(3);
  other.seed = 7;
  EXPECT_NE(checksum_of(other, 0), checksum_of(small(3), 0));
}

TEST(SyntheticPhotos, AreAllDifferent) {
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i < 80; ++i) seen.insert(checksum_of(small(40), i));
  SyntheticOptions validation = kSyntheticValidation;
  validation.side = 64;
  for (std::size_t i = 0; i < 100; i += 5) seen.insert(checksum_of(validation, i));
  EXPECT_EQ(seen.size(), 100u);
}

std::array<double, 3> mean_color(const Image& image) {
  std::array<double, 3> mean = {};
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    mean[i % 3] += image.pixels[i] * 3.0 / static_cast<double>(image.pixels.size());
  return mean;
}

double distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  double sum = 0;
  for (std::size_t c = 0; c < 3; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

// A nearest-neighbor classifier on the mean color, with 100 photos of each class, has about chance accuracy.
TEST(SyntheticPhotos, ClassesHaveSimilarColors) {
  const SyntheticPhotos photos(small(150));
  std::vector<std::array<double, 3>> means;
  for (std::size_t i = 0; i < photos.size(); ++i) means.push_back(mean_color(*photos.load(i)));
  const auto is_known = [](std::size_t i) { return i % 150 < 100; };
  int right = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (is_known(i)) continue;
    std::size_t nearest = 0;
    for (std::size_t j = 0; j < means.size(); ++j)
      if (is_known(j) && distance(means[i], means[j]) < distance(means[i], means[nearest])) nearest = j;
    right += photos.label(i) == photos.label(nearest);
  }
  EXPECT_LT(right, 70) << "of 100";
  EXPECT_GT(right, 30) << "of 100";
}

}  // namespace
}  // namespace alexnet
