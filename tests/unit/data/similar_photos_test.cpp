#include "data/similar_photos.h"

#include <gtest/gtest.h>

#include "base/rng.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/resize.h"

#ifndef __EMSCRIPTEN__
#include "support/photo_folders.h"
#endif

namespace alexnet {
namespace {

// A picture of soft spots, different for each number.
Image spots(std::size_t number, std::size_t width, std::size_t height) {
  constexpr std::size_t kSpots = 5;
  Image grid{kSpots, kSpots, std::vector<std::uint8_t>(kSpots * kSpots * 3)};
  for (std::size_t i = 0; i < grid.pixels.size(); ++i)
    grid.pixels[i] = static_cast<std::uint8_t>(random_words(number, /*stream=*/0, i)[0]);
  return *resize(grid, width, height);
}

TEST(SimilarPhotos, AreTheSamePhotoAtOtherSizesAndQualities) {
  const Image photo = spots(3, 300, 200);
  const auto original = appearance_of(photo);
  ASSERT_TRUE(original);
  EXPECT_TRUE(look_the_same(*original, *appearance_of(*resize(photo, 120, 80))));
  EXPECT_TRUE(look_the_same(*original, *appearance_of(*decode(*encode_jpeg(photo, 40)))));
  Image brighter = photo;
  for (std::uint8_t& value : brighter.pixels) value = static_cast<std::uint8_t>(std::min(255, value + 2));
  EXPECT_TRUE(look_the_same(*original, *appearance_of(brighter)));
}

TEST(SimilarPhotos, AreNotOtherPhotos) {
  std::vector<std::optional<PhotoAppearance>> photos;
  for (std::size_t i = 0; i < 30; ++i) photos.push_back(appearance_of(spots(i, 90, 90)));
  EXPECT_TRUE(similar_pairs(photos).empty());
  Image mirrored = spots(3, 300, 200);
  for (std::size_t y = 0; y < 200; ++y)
    for (std::size_t x = 0; x < 150; ++x)
      for (std::size_t c = 0; c < 3; ++c) std::swap(mirrored.row(y)[x * 3 + c], mirrored.row(y)[(299 - x) * 3 + c]);
  EXPECT_FALSE(look_the_same(*photos[3], *appearance_of(mirrored)));
}

TEST(SimilarPhotos, AreNoBlankPages) {
  EXPECT_FALSE(appearance_of(Image{50, 50, std::vector<std::uint8_t>(7500, 255)}));
  EXPECT_FALSE(appearance_of(Image{50, 50, std::vector<std::uint8_t>(7500, 0)}));
}

TEST(SimilarPhotos, AreTheSamePairsAsByComparingAll) {
  std::vector<std::optional<PhotoAppearance>> photos;
  for (std::size_t i = 0; i < 20; ++i) {
    photos.push_back(appearance_of(spots(i, 90, 60)));
    if (i % 3 == 0) photos.push_back(appearance_of(spots(i, 45, 30)));
    if (i % 7 == 0) photos.push_back(std::nullopt);
  }
  std::vector<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t i = 0; i < photos.size(); ++i)
    for (std::size_t k = i + 1; k < photos.size(); ++k)
      if (photos[i] && photos[k] && look_the_same(*photos[i], *photos[k])) expected.emplace_back(i, k);
  EXPECT_GE(expected.size(), 6u);
  EXPECT_EQ(similar_pairs(photos), expected);
}

#ifndef __EMSCRIPTEN__

class FoldersOfSimilarPhotos : public testing::PhotoFolders {
 protected:
  void write_spots(const std::string& name, std::size_t number, std::size_t side) const {
    write(name, *encode_jpeg(spots(number, side, side), 85));
  }
  ThreadPool pool_{2};
};

TEST_F(FoldersOfSimilarPhotos, StayInTheSameSet) {
  for (std::size_t i = 0; i < 15; ++i) {
    write_spots(str_cat("a/", i, ".jpg"), i, 80);
    write_spots(str_cat("a/", i, "_small.jpg"), i, 60);
    write_spots(str_cat("b/", i, ".jpg"), i + 15, 80);
  }
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const PhotoFolder folder = scan({.seed = seed, .similar = SimilarPhotos::kReported, .pool = &pool_});
    EXPECT_EQ(folder.similar.size(), 15u);
    EXPECT_EQ(std::ranges::count(folder.similar, true, &DuplicatePhoto::across_sets), 0);
    EXPECT_EQ(folder.validation.size(), 9u);
    EXPECT_TRUE(folder.duplicates.empty());
  }
  EXPECT_TRUE(scan().similar.empty());
}

TEST_F(FoldersOfSimilarPhotos, AreReportedAcrossGivenSetsAndClasses) {
  for (std::size_t i = 0; i < 4; ++i) write_spots(str_cat("train/a/", i, ".jpg"), i, 80);
  for (std::size_t i = 4; i < 8; ++i) write_spots(str_cat("train/b/", i, ".jpg"), i, 80);
  write_spots("val/a/leak.jpg", 1, 60);
  write_spots("train/b/contradiction.jpg", 2, 60);
  const PhotoFolder folder = scan({.similar = SimilarPhotos::kReported, .pool = &pool_});
  ASSERT_EQ(folder.similar.size(), 2u);
  EXPECT_TRUE(folder.similar[0].across_classes && !folder.similar[0].across_sets);
  EXPECT_TRUE(folder.similar[1].across_sets && !folder.similar[1].across_classes);
  EXPECT_EQ(folder.similar[1].path, path("val/a/leak.jpg"));
  const std::vector<Notice> notices = notices_of_similar(folder.similar);
  ASSERT_EQ(notices.size(), 3u);
  EXPECT_STREQ(notices[0].code, "photos_similar");
  EXPECT_STREQ(notices[1].code, "photo_similar_in_two_classes");
  EXPECT_STREQ(notices[2].code, "photo_similar_in_two_sets");
}

#endif

}  // namespace
}  // namespace alexnet
