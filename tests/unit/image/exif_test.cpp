#include "image/exif.h"

#include <gtest/gtest.h>

#include "image/decode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::kJpeg;
using testing::pattern_image;
using Bytes = std::vector<std::uint8_t>;

struct Tag {
  std::uint16_t number = 0x0112;
  std::uint16_t type = 3;
  std::uint32_t count = 1;
};

void put(Bytes& bytes, std::uint32_t value, int width, bool big_endian) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? width - 1 - i : i)));
}

// An APP1 segment whose first directory has another tag and then the orientation.
Bytes app1(std::uint16_t orientation, bool big_endian, const Tag& tag = {}, std::uint32_t directory = 8) {
  Bytes tiff(2, big_endian ? 'M' : 'I');
  put(tiff, 42, 2, big_endian);
  put(tiff, directory, 4, big_endian);
  put(tiff, 2, 2, big_endian);
  for (const Tag& each : {Tag{0x0100, 4, 1}, tag}) {
    put(tiff, each.number, 2, big_endian);
    put(tiff, each.type, 2, big_endian);
    put(tiff, each.count, 4, big_endian);
    put(tiff, orientation, 2, big_endian);
    put(tiff, 0, 2, big_endian);
  }
  put(tiff, 0, 4, big_endian);
  Bytes segment = {0xFF, 0xE1};
  put(segment, static_cast<std::uint32_t>(tiff.size() + 8), 2, true);
  for (const char letter : {'E', 'x', 'i', 'f', '\0', '\0'}) segment.push_back(static_cast<std::uint8_t>(letter));
  segment.insert(segment.end(), tiff.begin(), tiff.end());
  return segment;
}

// The tiny JPEG with a segment put behind its first marker.
Bytes jpeg_with(const Bytes& segment) {
  Bytes jpeg(std::begin(kJpeg), std::end(kJpeg));
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

// Where the visual pixel (x, y) is stored, by the words of the standard: which side of the image the 0th row and the 0th
// column are.
std::pair<std::size_t, std::size_t> stored_at(int orientation, std::size_t x, std::size_t y, const Image& stored) {
  const std::size_t right = stored.width - 1, bottom = stored.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};  // row 0 top, column 0 right
    case 3:
      return {right - x, bottom - y};  // bottom, right
    case 4:
      return {x, bottom - y};  // bottom, left
    case 5:
      return {y, x};  // left, top
    case 6:
      return {y, bottom - x};  // right, top
    case 7:
      return {right - y, bottom - x};  // right, bottom
    case 8:
      return {right - y, x};  // left, bottom
    default:
      return {x, y};
  }
}

void expect_turned(const Image& stored, const Image& turned, int orientation) {
  const bool sideways = orientation >= 5;
  ASSERT_EQ(turned.width, sideways ? stored.height : stored.width);
  ASSERT_EQ(turned.height, sideways ? stored.width : stored.height);
  for (std::size_t y = 0; y < turned.height; ++y) {
    for (std::size_t x = 0; x < turned.width; ++x) {
      const auto [from_x, from_y] = stored_at(orientation, x, y, stored);
      for (std::size_t c = 0; c < 3; ++c) {
        ASSERT_EQ(turned.row(y)[x * 3 + c], stored.row(from_y)[from_x * 3 + c]) << orientation << " at " << x << ", " << y;
      }
    }
  }
}

TEST(Exif, OrientsImagesOfAnyShape) {
  for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{5, 3}, {1, 7}, {7, 1}, {1, 1}, {130, 67}}) {
    const Image stored = pattern_image("noise", width, height);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const auto turned = apply_orientation(stored, orientation);
      ASSERT_TRUE(turned);
      expect_turned(stored, *turned, orientation);
    }
  }
}

TEST(Exif, DecodeAppliesEveryOrientationInBothByteOrders) {
  const auto upright = decode(kJpeg);
  ASSERT_TRUE(upright) << upright.error().message();
  for (const bool big_endian : {false, true}) {
    for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
      const Bytes jpeg = jpeg_with(app1(orientation, big_endian));
      ASSERT_EQ(exif_orientation(jpeg), orientation);
      const auto image = decode(jpeg);
      ASSERT_TRUE(image) << image.error().message();
      expect_turned(*upright, *image, orientation);
    }
  }
}

TEST(Exif, SizeFromTheHeaderIsBeforeOrientation) {
  const auto size = image_size(jpeg_with(app1(6, true)));
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, testing::kTinyWidth);
  EXPECT_EQ(size->height, testing::kTinyHeight);
}

TEST(Exif, InvalidTagsCountAsUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(kJpeg), 1);
  EXPECT_EQ(exif_orientation(testing::kPng), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(0, true))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(9, true))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(0xFFFF, false))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(6, false, {.number = 0x0113}))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(6, false, {.type = 5}))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(6, false, {.count = 2}))), 1);
  EXPECT_EQ(exif_orientation(jpeg_with(app1(6, false, {.count = 0xFFFFFFFF}))), 1);
  for (const std::uint32_t directory : {0u, 1u, 7u, 9u, 37u, 38u, 39u, 0x7FFFFFFFu, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
    const int orientation = exif_orientation(jpeg_with(app1(6, false, {}, directory)));
    EXPECT_EQ(orientation, 1) << "directory at " << directory;
  }
}

TEST(Exif, EarlierSegmentsAreSkipped) {
  Bytes segment = {0xFF, 0xE0, 0, 6, 0xFF, 0xE1, 0, 8, 0xFF, 0xFF};  // an APP0 that looks like an APP1 inside, then filling
  const Bytes exif = app1(8, true);
  segment.insert(segment.end(), exif.begin() + 1, exif.end());
  EXPECT_EQ(exif_orientation(jpeg_with(segment)), 8);
}

// The sanitizers see any read outside: each prefix is a block of its own.
TEST(Exif, TruncationAtAnyLengthIsHandled) {
  const Bytes jpeg = jpeg_with(app1(6, true));
  for (std::size_t length = 0; length < jpeg.size(); ++length) {
    const Bytes prefix(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(length));
    const int orientation = exif_orientation(prefix);
    EXPECT_TRUE(orientation == 1 || orientation == 6);
  }
}

TEST(Exif, AnyWrongByteIsHandled) {
  const Bytes jpeg = jpeg_with(app1(6, false));
  for (std::size_t at = 0; at < 60; ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes damaged = jpeg;
      damaged[at] = static_cast<std::uint8_t>(value);
      const int orientation = exif_orientation(damaged);
      ASSERT_GE(orientation, 1);
      ASSERT_LE(orientation, 8);
    }
  }
}

}  // namespace
}  // namespace alexnet
