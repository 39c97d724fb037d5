#include "image/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

#include "image/decode.h"
#include "image/encode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::pattern_image;

DecodedPixels pixels_of(const Image& image) {
  return {.width = image.width, .height = image.height, .format = PixelFormat::kRgb, .values = image.pixels};
}

TEST(Fingerprint, DependsOnEveryPixelAndOnTheSize) {
  const Image image = pattern_image("noise", 13, 7);
  std::set<std::uint64_t> found = {fingerprint(pixels_of(image))};
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    for (const int bit : {1, 128}) {
      Image other = image;
      other.pixels[i] = static_cast<std::uint8_t>(other.pixels[i] ^ bit);
      found.insert(fingerprint(pixels_of(other)));
    }
  }
  Image turned = image;
  std::swap(turned.width, turned.height);
  found.insert(fingerprint(pixels_of(turned)));
  EXPECT_EQ(found.size(), 2 * image.pixels.size() + 2);
}

TEST(Fingerprint, IsThatOfTheRgbValues) {
  DecodedPixels gray{.width = 3, .height = 2, .format = PixelFormat::kGray, .values = {0, 1, 100, 200, 254, 255}};
  DecodedPixels rgb{.width = 3, .height = 2, .format = PixelFormat::kRgb, .values = {}};
  DecodedPixels opaque{.width = 3, .height = 2, .format = PixelFormat::kRgba, .values = {}};
  for (const std::uint8_t value : gray.values) {
    rgb.values.insert(rgb.values.end(), 3, value);
    opaque.values.insert(opaque.values.end(), {value, value, value, 255});
  }
  EXPECT_EQ(fingerprint(gray), fingerprint(rgb));
  EXPECT_EQ(fingerprint(opaque), fingerprint(rgb));
  gray.orientation = 6;
  gray.icc_profile = {1, 2, 3};
  EXPECT_EQ(fingerprint(gray), fingerprint(rgb)) << "the file's pixels, not what is shown";
  opaque.values[3] = 0;
  EXPECT_NE(fingerprint(opaque), fingerprint(rgb)) << "white instead of black";
}

// The value is that of an independent computation in Python, so that a change of the function, after which no record of a model would be right, does not go unnoticed.
TEST(Fingerprint, NeverChanges) {
  DecodedPixels pixels{.width = 5, .height = 3, .format = PixelFormat::kRgb, .values = std::vector<std::uint8_t>(45)};
  for (std::size_t i = 0; i < pixels.values.size(); ++i) pixels.values[i] = static_cast<std::uint8_t>(i * 37);
  EXPECT_EQ(fingerprint(pixels), 0x55D460B122274F1D);
}

TEST(Fingerprint, IsTheSameForEveryFormatWithoutLoss) {
  const Image image = pattern_image("noise", 21, 10);
  const std::string header = "P6\n21 10\n255\n";
  std::vector<std::uint8_t> pnm(header.begin(), header.end());
  pnm.insert(pnm.end(), image.pixels.begin(), image.pixels.end());
  const auto png = fingerprint_of(*encode_png(image));
  ASSERT_TRUE(png);
  EXPECT_EQ(png, fingerprint_of(pnm));
  EXPECT_FALSE(decode_image(pnm)->fingerprint) << "it is computed on request only";
  EXPECT_FALSE(fingerprint_of(std::vector<std::uint8_t>{1, 2, 3}));
}

}  // namespace
}  // namespace alexnet
