#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/crc32.h"
#include "image/decode.h"
#include "image/readers/readers.h"
#include "support/jpeg_parts.h"

namespace alexnet {
namespace {

using namespace testing;

// The kinds that are decoded from a single scan, from several, and from arithmetic coding.
const char* const kKinds[] = {"420", "422_progressive", "a_scan_each", "arithmetic", "gray", "lossless"};

void expect_same_pixels(const JpegBytes& changed, const JpegBytes& original, const std::string& what,
                        const std::vector<std::string>& warnings = {}) {
  const auto expected = decode(original);
  ASSERT_TRUE(expected) << what << ": " << expected.error().message();
  const auto found = decode_image(changed);
  ASSERT_TRUE(found) << what << ": " << found.error().message();
  EXPECT_TRUE(found->image == *expected) << what;
  std::vector<std::string> codes;
  for (const Notice& warning : found->warnings) codes.emplace_back(warning.code);
  EXPECT_EQ(codes, warnings) << what;
  EXPECT_TRUE(image_size(changed)) << what;
}

void expect_jpeg_refused(const JpegBytes& jpeg, ErrorKind kind, std::string_view said) {
  const auto image = decode(jpeg);
  ASSERT_FALSE(image) << said;
  EXPECT_EQ(image.error().kind, kind) << image.error().message();
  EXPECT_NE(image.error().message().find(said), std::string::npos) << image.error().message();
}

// ---- Every kind -------------------------------------------------------------------------------------------------------------

TEST(Jpeg, EveryKindHasThePixelsOfPillow) {
  std::ifstream list("tests/golden/jpeg/pixels.txt");
  ASSERT_TRUE(list) << "no tests/golden/jpeg: run from the root of the repository";
  std::string name, checksum;
  int kinds = 0;
  for (std::size_t width, height; list >> name >> width >> height >> checksum; ++kinds) {
    const auto image = decode(golden_jpeg(name));
    ASSERT_TRUE(image) << name << ": " << image.error().message();
    EXPECT_EQ(image->width, width) << name;
    EXPECT_EQ(image->height, height) << name;
    EXPECT_EQ(crc32(image->pixels), std::stoul(checksum, nullptr, 16)) << name;
  }
  EXPECT_GT(kinds, 20);
}

TEST(Jpeg, KindsThatAreNotReadAreNamed) {
  JpegBytes jpeg = golden_jpeg("420");
  jpeg[frame_at(jpeg) + 1] = 0xC5;
  expect_jpeg_refused(jpeg, ErrorKind::kUnsupported, "is a hierarchical JPEG, which is not supported");
  expect_jpeg_refused({0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xFF, 0xD9}, ErrorKind::kUnsupported,
                      "is a JPEG-LS");
  jpeg = golden_jpeg("gray");
  jpeg[frame_at(jpeg) + 4] = 10;
  expect_jpeg_refused(jpeg, ErrorKind::kUnsupported, "is a JPEG of 10 bits");
}

// ---- What cameras write -----------------------------------------------------------------------------------------------------

TEST(Jpeg, FillingAndUnknownMarkersBeforeTheEndAreIgnored) {
  const JpegBytes fillings[] = {JpegBytes(500, 0),  JpegBytes(9, 0xFF),           {0, 0, 0, 0xFF, 0xD3},
                                {0, 0xFF, 0x00, 0}, {0xFF, 0x02, 1, 2, 3},        {0xFF, 0xF0, 0, 4, 1, 1},
                                {0xFF, 0xD0, 7, 7}, {0xFF, 0xFE, 0, 4, 'a', 'b'}, {0xFF, 0xDE, 0xFF, 0xFC, 0}};
  for (const char* kind : kKinds) {
    const JpegBytes jpeg = golden_jpeg(kind);
    for (const JpegBytes& filling : fillings) {
      expect_same_pixels(with_bytes_before_end(jpeg, filling), jpeg,
                         std::string(kind) + " with " + std::to_string(filling.size()) + " bytes");
    }
  }
}

TEST(Jpeg, FillBytesBeforeTheStartMarkerAreIgnored) {
  const JpegBytes jpeg = golden_jpeg("420");
  expect_same_pixels(with_bytes_at(jpeg, 0, {0xFF, 0xFF}), jpeg, "two bytes");
}

TEST(Jpeg, WhatFollowsTheEndIsIgnored) {
  const JpegBytes jpeg = golden_jpeg("420"), other = golden_jpeg("gray");
  expect_same_pixels(with_bytes_at(jpeg, jpeg.size(), other), jpeg, "a second picture");
  expect_same_pixels(with_bytes_at(jpeg, jpeg.size(), JpegBytes(1000, 0x5A)), jpeg, "a film");
}

TEST(Jpeg, AMissingEndMarkerIsAWarning) {
  for (const char* kind : kKinds) {
    const JpegBytes jpeg = golden_jpeg(kind);
    expect_same_pixels(first_bytes(jpeg, jpeg.size() - 2), jpeg, kind, {"jpeg_end_missing"});
    expect_same_pixels(first_bytes(jpeg, jpeg.size() - 1), jpeg, kind, {"jpeg_end_missing"});
  }
}

TEST(Jpeg, FillingBetweenRowsIsIgnored) {
  const JpegBytes jpeg = golden_jpeg("restarts");
  const JpegBytes marker = {0xFF, 0xD0};
  const auto restart = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  ASSERT_NE(restart, jpeg.end());
  for (const JpegBytes& filling : {JpegBytes(3, 0), JpegBytes(300, 0), JpegBytes(5, 0xFF)}) {
    expect_same_pixels(with_bytes_at(jpeg, static_cast<std::size_t>(restart - jpeg.begin()), filling), jpeg, "bytes");
  }
}

// Webcams leave out the tables that the standard proposes.
TEST(Jpeg, MissingHuffmanTablesAreThoseOfTheStandard) {
  for (const char* kind : {"420", "422", "gray", "restarts", "cmyk"}) {
    const JpegBytes jpeg = golden_jpeg(kind), without = without_segments(jpeg, kJpegTables);
    ASSERT_LT(without.size(), jpeg.size());
    expect_same_pixels(without, jpeg, kind);
  }
}

TEST(Jpeg, TheColorProfileIsJoinedFromItsParts) {
  const auto part = [](std::uint8_t number, std::uint8_t value) {
    JpegBytes segment = {0xFF, 0xE2, 0, 18, 'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, number, 2, value, value};
    segment[3] = static_cast<std::uint8_t>(segment.size() - 2);
    return segment;
  };
  JpegBytes jpeg = with_bytes_at(golden_jpeg("420"), 2, part(2, 8));
  jpeg = with_bytes_at(jpeg, 2, part(1, 7));
  const auto pixels = kJpegReader.decode(jpeg, {});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->icc_profile, (JpegBytes{7, 7, 8, 8}));
  EXPECT_TRUE(kJpegReader.decode(golden_jpeg("420"), {})->icc_profile.empty());
}

// ---- Damaged files ----------------------------------------------------------------------------------------------------------

// Where pixels are missing, nothing is shown, and the message says how much is there.
TEST(Jpeg, AFileWithoutAllOfItsPixelsIsAnError) {
  for (const char* kind : {"420", "422_progressive", "a_scan_each", "gray", "lossless", "cmyk", "12_bits", "restarts"}) {
    const JpegBytes jpeg = golden_jpeg(kind);
    for (std::size_t length = 3; length + 2 < jpeg.size(); ++length) {
      const JpegBytes prefix = first_bytes(jpeg, length);
      const auto image = decode(prefix);
      ASSERT_FALSE(image) << length << " of " << jpeg.size() << " bytes of " << kind;
      ASSERT_EQ(image.error().kind, ErrorKind::kBadFormat) << image.error().message();
      ASSERT_NE(image.error().message().find("cut short"), std::string::npos)
          << kind << " " << length << image.error().message();
      ASSERT_FALSE(image_size(prefix)) << length << " of " << jpeg.size() << " bytes of " << kind;
    }
  }
  const JpegBytes jpeg = golden_jpeg("420");
  expect_jpeg_refused(
      first_bytes(jpeg, jpeg.size() - 3), ErrorKind::kBadFormat,
      "is a JPEG that is cut short after " + std::to_string(jpeg.size() - 3) + " bytes: 16 of its 29 rows are there");
  const JpegBytes scans = golden_jpeg("420_progressive");
  expect_jpeg_refused(first_bytes(scans, scans.size() - 3), ErrorKind::kBadFormat, "bytes, in scan 10");
}

// Arithmetic coding may leave out zeros at its end, so that the last rows may be shorter than they seem.
TEST(Jpeg, AnArithmeticFileIsAnErrorWithoutAllButItsLastRows) {
  const JpegBytes jpeg = golden_jpeg("arithmetic");
  const std::size_t pixels = segment_at(jpeg, kJpegScan) + 14;
  for (std::size_t length = 3; length < pixels + (jpeg.size() - pixels) / 3; ++length) {
    EXPECT_FALSE(decode(first_bytes(jpeg, length))) << length << " of " << jpeg.size();
  }
}

TEST(Jpeg, AMissingScanIsAnError) {
  const JpegBytes jpeg = golden_jpeg("a_scan_each");
  const JpegBytes scan = {0xFF, kJpegScan};
  const auto last = std::find_end(jpeg.begin(), jpeg.end(), scan.begin(), scan.end());
  expect_jpeg_refused({jpeg.begin(), last}, ErrorKind::kBadFormat, "cut short");
}

TEST(Jpeg, DamagedPixelsAreAnError) {
  JpegBytes jpeg = golden_jpeg("restarts");
  const JpegBytes marker = {0xFF, 0xD0};
  const auto restart = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  ASSERT_NE(restart, jpeg.end());
  jpeg.erase(restart - 10, restart);
  expect_jpeg_refused(jpeg, ErrorKind::kBadFormat, "is a damaged JPEG: Corrupt JPEG data: premature end of data segment");
}

// ---- Files that would cost too much -----------------------------------------------------------------------------------------

TEST(Jpeg, MorePixelsThanTheBytesCanHoldAreRefused) {
  for (const char* kind : {"420", "420_progressive", "arithmetic", "lossless"}) {
    const JpegBytes jpeg = with_size(golden_jpeg(kind), 65'500, 65'500);
    const std::string said = "is a JPEG of " + std::to_string(jpeg.size()) + " bytes, too few for the 65500 x 65500 pixels";
    expect_jpeg_refused(jpeg, ErrorKind::kTooLarge, said);
    EXPECT_EQ(image_size(jpeg).error().kind, ErrorKind::kTooLarge);
  }
}

TEST(Jpeg, TooManyScansAreRefused) {
  const JpegBytes jpeg = golden_jpeg("gray_progressive");
  const auto first = jpeg.begin() + static_cast<std::ptrdiff_t>(segment_at(jpeg, kJpegScan));
  const JpegBytes tables = {0xFF, kJpegTables};  // of the next scan
  const auto second = std::search(first, jpeg.end(), tables.begin(), tables.end());
  ASSERT_NE(second, jpeg.end());
  JpegBytes repeated(jpeg.begin(), second);
  for (int i = 0; i < 600; ++i) repeated.insert(repeated.end(), first, second);
  repeated.insert(repeated.end(), second, jpeg.end());
  expect_jpeg_refused(repeated, ErrorKind::kBadFormat, "is a damaged JPEG: it has 501 scans or more");
}

// ---- Files of others, where there are any -----------------------------------------------------------------------------------

TEST(Jpeg, FilesOfCamerasHaveTheExpectedPixels) {
  const std::filesystem::path folder = "../shared/inputs/photos";
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) GTEST_SKIP() << "no files in " << folder;
  for (const char* name : {"b06_no_huffman_tables", "b08_four_components_no_marker", "g05_odd_422", "g06_crop"}) {
    const auto image = decode(file_bytes(folder / (std::string(name) + ".jpg")));
    ASSERT_TRUE(image) << name << ": " << image.error().message();
    const auto expected = decode(file_bytes(folder / "expected" / (std::string(name) + ".png")));
    ASSERT_TRUE(expected) << name;
    EXPECT_TRUE(*image == *expected) << name;
  }
  for (const char* name : {"b01_zeros_restart_end.jpg", "b03_zeros_ff00_end.jpg", "e06_arithmetic.jpg"}) {
    const auto image = decode_image(file_bytes(folder / name));
    ASSERT_TRUE(image) << name << ": " << image.error().message();
    EXPECT_TRUE(image->warnings.empty()) << name;
  }
}

}  // namespace
}  // namespace alexnet
