#include "image/exif.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "image/decode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::kJpeg;
using testing::pattern_image;
using namespace std::string_view_literals;
using Bytes = std::vector<std::uint8_t>;

struct Tag {
  std::uint16_t number = 0x0112;
  std::uint16_t type = 3;
  std::uint32_t count = 1;
};

void put(Bytes& bytes, std::uint32_t value, int width, bool big_endian) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? width - 1 - i : i)));
}

// A TIFF structure whose first directory has another tag and then the orientation.
Bytes exif_of(std::uint32_t orientation, bool big_endian, const Tag& tag = {}, std::uint32_t directory = 8) {
  Bytes tiff(2, big_endian ? 'M' : 'I');
  put(tiff, 42, 2, big_endian);
  put(tiff, directory, 4, big_endian);
  put(tiff, 2, 2, big_endian);
  for (const Tag& each : {Tag{0x0100, 4, 1}, tag}) {
    const int width = each.type == 4 || each.type == 9 ? 4 : each.type == 1 || each.type == 6 ? 1 : 2;
    put(tiff, each.number, 2, big_endian);
    put(tiff, each.type, 2, big_endian);
    put(tiff, each.count, 4, big_endian);
    put(tiff, orientation, width, big_endian);
    put(tiff, 0, 4 - width, big_endian);
  }
  put(tiff, 0, 4, big_endian);
  return tiff;
}

Bytes app1_of(std::string_view name, std::string_view body) {
  Bytes segment = {0xFF, 0xE1};
  put(segment, static_cast<std::uint32_t>(name.size() + body.size() + 2), 2, true);
  segment.insert(segment.end(), name.begin(), name.end());
  segment.insert(segment.end(), body.begin(), body.end());
  return segment;
}

Bytes app1(std::uint32_t orientation, bool big_endian, const Tag& tag = {}, std::uint32_t directory = 8) {
  return app1_of("Exif\0\0"sv, as_text(exif_of(orientation, big_endian, tag, directory)));
}

Bytes xmp_app1(std::string_view packet) { return app1_of("http://ns.adobe.com/xap/1.0/\0"sv, packet); }

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
      ASSERT_EQ(jpeg_orientation(jpeg), orientation);
      const auto image = decode(jpeg);
      ASSERT_TRUE(image) << image.error().message();
      expect_turned(*upright, *image, orientation);
    }
  }
}

// BYTE, SHORT, LONG and their signed kinds, at the beginning of the four bytes of the value in either byte order.
TEST(Exif, EveryIntegerTypeCounts) {
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{1, 3, 4, 6, 8, 9}) {
    for (const bool big_endian : {false, true}) {
      for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
        const Bytes exif = exif_of(orientation, big_endian, {.type = type});
        EXPECT_EQ(orientation_of_exif(exif), orientation) << "type " << type;
        EXPECT_EQ(jpeg_orientation(jpeg_with(app1(orientation, big_endian, {.type = type}))), orientation) << "type " << type;
      }
    }
  }
  EXPECT_EQ(orientation_of_exif(exif_of(0x10006, true, {.type = 4})), std::nullopt);
  EXPECT_EQ(orientation_of_exif(exif_of(0x60000, false, {.type = 4})), std::nullopt);
}

TEST(Exif, TheNameBeforeTheStructureMayBeMissing) {
  Bytes named = {'E', 'x', 'i', 'f', 0, 0};
  const Bytes exif = exif_of(7, true);
  named.insert(named.end(), exif.begin(), exif.end());
  EXPECT_EQ(orientation_of_exif(exif), 7);
  EXPECT_EQ(orientation_of_exif(named), 7);
  EXPECT_EQ(orientation_of_exif({}), std::nullopt);
}

TEST(Exif, XmpAttributesAndElementsAreRead) {
  const std::pair<std::string_view, std::optional<int>> packets[] = {
      {R"(<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>)", 6},
      {R"(<rdf:Description tiff:Make="A" tiff:Orientation='3' tiff:Model="B">)", 3},
      {"<tiff:Orientation>8</tiff:Orientation>", 8},
      {"<tiff:Orientation>\n  5\n</tiff:Orientation>", 5},
      {"<x tiff:Orientation = \" 2 \">", 2},
      {R"(<x xmlns:ns1 = "http://ns.adobe.com/tiff/1.0/" ns1:Orientation="4"/>)", 4},
      {R"(<x xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="7"/>)", 7},
      {R"(<x tiff:Orientation="0"/>)", std::nullopt},
      {R"(<x tiff:Orientation="9"/>)", std::nullopt},
      {R"(<x tiff:Orientation="66"/>)", std::nullopt},
      {R"(<x tiff:Orientation="6'/>)", std::nullopt},
      {R"(<x exif:Orientation="6"/>)", std::nullopt},
      {"<x tiff:Orientation", std::nullopt},
      {"<x tiff:Orientation=", std::nullopt},
      {"<x tiff:Orientation=\"", std::nullopt},
      {"<x tiff:Orientation=\"6", std::nullopt},
      {"xmlns:http://ns.adobe.com/tiff/1.0/", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [packet, expected] : packets) EXPECT_EQ(orientation_of_xmp(packet), expected) << packet;
}

TEST(Exif, XmpCountsOnlyWhereExifHasNone) {
  const Bytes xmp = xmp_app1(R"(<rdf:Description tiff:Orientation="6"/>)");
  const auto both = [](Bytes first, const Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return jpeg_orientation(jpeg_with(first));
  };
  EXPECT_EQ(jpeg_orientation(jpeg_with(xmp)), 6);
  EXPECT_EQ(both(xmp, app1(3, true)), 3);
  EXPECT_EQ(both(app1(3, false), xmp), 3);
  EXPECT_EQ(both(app1(1, false), xmp), 1);
  EXPECT_EQ(both(app1(3, false, {.number = 0x0113}), xmp), 6);
  EXPECT_EQ(both(app1(0, true), xmp), 6);
}

TEST(Exif, SizeFromTheHeaderIsBeforeOrientation) {
  const auto size = image_size(jpeg_with(app1(6, true)));
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, testing::kTinyWidth);
  EXPECT_EQ(size->height, testing::kTinyHeight);
}

TEST(Exif, InvalidTagsCountAsUpright) {
  EXPECT_EQ(jpeg_orientation({}), 1);
  EXPECT_EQ(jpeg_orientation(kJpeg), 1);
  EXPECT_EQ(jpeg_orientation(testing::kPng), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(0, true))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(9, true))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(0xFFFF, false))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(6, false, {.number = 0x0113}))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(6, false, {.type = 5}))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(6, false, {.count = 2}))), 1);
  EXPECT_EQ(jpeg_orientation(jpeg_with(app1(6, false, {.count = 0xFFFFFFFF}))), 1);
  for (const std::uint32_t directory : {0u, 1u, 7u, 9u, 37u, 38u, 39u, 0x7FFFFFFFu, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
    const int orientation = jpeg_orientation(jpeg_with(app1(6, false, {}, directory)));
    EXPECT_EQ(orientation, 1) << "directory at " << directory;
  }
}

TEST(Exif, EarlierSegmentsAreSkipped) {
  Bytes segment = {0xFF, 0xE0, 0, 6, 0xFF, 0xE1, 0, 8, 0xFF, 0xFF};  // an APP0 that looks like an APP1 inside, then filling
  const Bytes exif = app1(8, true);
  segment.insert(segment.end(), exif.begin() + 1, exif.end());
  EXPECT_EQ(jpeg_orientation(jpeg_with(segment)), 8);
}

// The sanitizers see any read outside: each prefix is a block of its own.
TEST(Exif, TruncationAtAnyLengthIsHandled) {
  const Bytes jpeg = jpeg_with(app1(6, true));
  for (std::size_t length = 0; length < jpeg.size(); ++length) {
    const Bytes prefix(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(length));
    const int orientation = jpeg_orientation(prefix);
    EXPECT_TRUE(orientation == 1 || orientation == 6);
  }
}

TEST(Exif, AnyWrongByteIsHandled) {
  const Bytes jpeg = jpeg_with(app1(6, false));
  for (std::size_t at = 0; at < 60; ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes damaged = jpeg;
      damaged[at] = static_cast<std::uint8_t>(value);
      const int orientation = jpeg_orientation(damaged);
      ASSERT_GE(orientation, 1);
      ASSERT_LE(orientation, 8);
    }
  }
}

}  // namespace
}  // namespace alexnet
