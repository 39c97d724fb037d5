#include "render/contact_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "data/augment.h"
#include "support/memory_photos.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::MemoryPhotos;
using testing::pattern_image;

const Preprocessing kSmall{.input = 12, .resize = 16, .mean = {9, 9, 9}};

MemoryPhotos six_photos() {
  std::vector<MemoryPhotos::Photo> all;
  for (std::size_t i = 0; i < 6; ++i) all.push_back({i == 4 ? Image{} : pattern_image("noise", 20 + i, 18), i % 2});
  return {{"a", "b"}, std::move(all)};
}

Image tile(const Image& sheet, std::size_t row, std::size_t column) {
  Image result{12, 12, {}};
  for (std::size_t y = 0; y < 12; ++y) {
    const std::uint8_t* from = sheet.row(row * 16 + y) + column * 16 * 3;
    result.pixels.insert(result.pixels.end(), from, from + 12 * 3);
  }
  return result;
}

TEST(ContactSheet, ShowsPhotosAndTheirAugmentedSamples) {
  const MemoryPhotos photos = six_photos();
  const Augmentation augmentation{.random_crop = true};
  const auto sheet = contact_sheet(
      photos, {.count = 8, .columns = 3, .seed = 5, .augmentation = augmentation, .preprocessing = kSmall}, ThreadPool(2));
  ASSERT_TRUE(sheet) << sheet.error().message();
  ASSERT_EQ(sheet->width, 4u * 16 - 4);
  ASSERT_EQ(sheet->height, 3u * 16 - 4);
  const Augmenter augmenter(augmentation, kSmall);
  for (std::size_t row = 0; row < 2; ++row) {
    const std::size_t photo = row * 2;  // the photos 0, 2 and 4 of six
    const Image image = *photos.load(photo);
    EXPECT_EQ(tile(*sheet, row, 0), *crop_to_input(image, kSmall));
    const Image prepared = *augmenter.prepare(image);
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
      const Region region = augmenter.draw(16, 16, {5, epoch, photo}).region;
      const Image expected = *resize(prepared, 12, 12, region);  // the region has the size of the result: a crop
      EXPECT_EQ(tile(*sheet, row, epoch + 1), expected);
    }
  }
  const Image blank = tile(*sheet, 2, 0);
  EXPECT_EQ(std::ranges::minmax(blank.pixels).min, std::ranges::minmax(blank.pixels).max) << "a photo that does not load";
}

TEST(ContactSheet, IsNoLargerThanItsSamples) {
  const auto sheet = contact_sheet(six_photos(), {.count = 2, .columns = 8, .preprocessing = kSmall}, ThreadPool(1));
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->width, 3u * 16 - 4);
  EXPECT_EQ(sheet->height, 12u);
}

TEST(ContactSheet, LightingUsesTheColorsOfThePhotos) {
  const MemoryPhotos photos = six_photos();
  ContactSheetOptions options{.count = 1, .augmentation = {.lighting_sigma = 1}, .preprocessing = kSmall};
  const Image lit = *contact_sheet(photos, options, ThreadPool(1));
  options.augmentation.lighting = {{0, 0, 0}, {}};  // replaced by those of the photos
  EXPECT_EQ(*contact_sheet(photos, options, ThreadPool(1)), lit);
  EXPECT_NE(tile(lit, 0, 1), tile(lit, 0, 0));
}

TEST(ContactSheet, RejectsInvalidOptions) {
  const MemoryPhotos photos = six_photos(), none({"a"}, {});
  const auto kind = [](const PhotoSource& of, const ContactSheetOptions& options) {
    const auto sheet = contact_sheet(of, options, ThreadPool(1));
    EXPECT_FALSE(sheet);
    return sheet ? ErrorKind::kInternal : sheet.error().kind;
  };
  EXPECT_EQ(kind(none, {}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(photos, {.count = 0}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(photos, {.columns = 0}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(photos, {.augmentation = {.cval = 300}}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(photos, {.preprocessing = {.input = 12, .resize = 11}}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(photos, {.count = 1'000'000}), ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace alexnet
