// Files of other programs (tests/golden/make_image_files.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "image/decode.h"
#include "image/reader.h"

namespace alexnet {
namespace {

const std::string kFiles = "tests/golden/images/";

// By a stream, which tests of WebAssembly have, too.
std::vector<std::uint8_t> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool reads_format(std::string_view format) {
  return std::ranges::any_of(image_readers(), [&](const ImageReader& reader) { return reader.format == format; });
}

struct Difference {
  int largest = 0;
  double mean = 0;
};

Difference difference(const Image& a, const Image& b) {
  Difference result;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const int one = std::abs(a.pixels[i] - b.pixels[i]);
    result.largest = std::max(result.largest, one);
    result.mean += one;
  }
  result.mean /= static_cast<double>(a.pixels.size());
  return result;
}

void expect_pixels(const std::string& path, const std::string& expected_path, const Difference& allowed) {
  SCOPED_TRACE(path);
  const auto file = read_bytes(path);
  const auto image = decode(file), expected = decode(read_bytes(expected_path));
  ASSERT_TRUE(image) << image.error().message();
  ASSERT_TRUE(expected) << expected.error().message();
  ASSERT_EQ(image->width, expected->width);
  ASSERT_EQ(image->height, expected->height);
  ASSERT_EQ(image->pixels.size(), expected->pixels.size());
  const auto size = image_size(file);
  ASSERT_TRUE(size) << size.error().message();
  const auto sides = [](std::size_t width, std::size_t height) { return std::set{width, height}; };
  EXPECT_EQ(sides(size->width, size->height), sides(image->width, image->height));
  const auto [largest, mean] = difference(*image, *expected);
  EXPECT_LE(largest, allowed.largest);
  EXPECT_LE(mean, allowed.mean);
}

// The name of the format, as the table of readers has it, of files with an ending.
const std::map<std::string, std::string> kFormats = {
    {".webp", "WebP"},     {".tif", "TIFF"},      {".avif", "AVIF"}, {".heic", "HEIC"}, {".jxl", "JPEG XL"},
    {".jp2", "JPEG 2000"}, {".j2k", "JPEG 2000"}, {".ico", "ICO"},   {".cur", "ICO"},   {".dng", "a camera's raw file"}};

struct Row {
  std::string file, expected;
  Difference allowed;
};

std::vector<Row> rows_of(const std::string& format) {
  std::ifstream list(kFiles + "list.txt");
  std::vector<Row> rows;
  Row row;
  while (list >> row.file >> row.expected >> row.allowed.largest >> row.allowed.mean) {
    const auto known = kFormats.find(std::filesystem::path(row.file).extension().string());
    if (known != kFormats.end() && known->second == format) rows.push_back(row);
  }
  return rows;
}

void check_format(const std::string& format) {
  if (!reads_format(format)) GTEST_SKIP() << "this build does not read " << format;
  const std::vector<Row> rows = rows_of(format);
  ASSERT_FALSE(rows.empty());
  for (const Row& row : rows) expect_pixels(kFiles + row.file, kFiles + row.expected, row.allowed);
}

TEST(ImageFiles, Webp) { check_format("WebP"); }
TEST(ImageFiles, Tiff) { check_format("TIFF"); }
TEST(ImageFiles, Avif) { check_format("AVIF"); }
TEST(ImageFiles, Heic) { check_format("HEIC"); }
TEST(ImageFiles, JpegXl) { check_format("JPEG XL"); }
TEST(ImageFiles, Jpeg2000) { check_format("JPEG 2000"); }
TEST(ImageFiles, Icons) { check_format("ICO"); }
TEST(ImageFiles, RawPreviews) { check_format("a camera's raw file"); }

// Files that users reported (they are no part of the repository), with the right pixels where those are not obvious. Lossy ones are
// near the source; that of 10 bits must not be darker.
TEST(ImageFiles, ReportedPhotos) {
  const std::string folder = "../shared/inputs/photos/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no photos in " << folder;
  for (const char* name : {"a01.webp", "a02_webp.jpg", "a03.avif", "a05.tif", "a06.jxl"}) {
    const auto bytes = read_bytes(folder + name);
    if (bytes.empty()) continue;
    const auto image = decode(bytes);
    EXPECT_TRUE(image || image.error().message().find("this build cannot read") != std::string::npos) << name;
  }
  const Row rows[] = {{"g01_orient6.tif", "g01_orient6.png", {0, 0}},
                      {"g02_orient7.tif", "g02_orient7.png", {0, 0}},
                      {"g03_icc_lossy.jxl", "g03_icc_lossy.png", {80, 5}},
                      {"g04_of_jpeg.jxl", "g04_of_jpeg.png", {40, 3}},
                      {"g07_10bit.avif", "g07_10bit.png", {16, 2.1}}};
  for (const auto& [file, expected, allowed] : rows) {
    const auto bytes = read_bytes(folder + file);
    const auto readers = image_readers();
    const bool is_known =
        std::ranges::any_of(readers.first(readers.size() - 1), [&](const ImageReader& one) { return one.recognizes(bytes); });
    if (is_known) expect_pixels(folder + file, folder + "expected/" + expected, allowed);
  }
}

TEST(ImageFiles, EveryListedFileBelongsToAFormat) {
  std::ifstream list(kFiles + "list.txt");
  std::string line;
  while (std::getline(list, line)) {
    const std::string name = line.substr(0, line.find(' '));
    EXPECT_TRUE(kFormats.contains(std::filesystem::path(name).extension().string())) << name;
  }
}

// A file that ends too early or has a wrong byte is read or refused with a message, never anything else.
TEST(ImageFiles, DamagedFilesAreHandled) {
  for (const auto& [ending, format] : kFormats) {
    if (!reads_format(format)) continue;
    for (const Row& row : rows_of(format)) {
      SCOPED_TRACE(row.file);
      const auto file = read_bytes(kFiles + row.file);
      const std::size_t step = std::max<std::size_t>(1, file.size() / 31);
      for (std::size_t length = 0; length < file.size(); length += step) {
        const auto image = decode(ByteSpan(file).first(length));
        EXPECT_TRUE(image || !image.error().message().empty());
      }
      std::vector<std::uint8_t> damaged = file;
      for (std::size_t at = 0; at < damaged.size(); at += step) {
        damaged[at] ^= 0x55;
        const auto image = decode(damaged);
        EXPECT_TRUE(!image || image->pixels.size() == image->width * image->height * 3);
        damaged[at] ^= 0x55;
      }
    }
  }
}

TEST(ImageFiles, WebpCutShortIsRefused) {
  for (const char* name : {"lossy_23x17.webp", "lossless_23x17.webp", "animated.webp", "lossy_opacity.webp"}) {
    const auto file = read_bytes(kFiles + name);
    const auto image = decode(ByteSpan(file).first(file.size() / 2));
    ASSERT_FALSE(image) << name;
    EXPECT_EQ(image.error().kind, ErrorKind::kBadFormat);
    EXPECT_NE(image.error().message().find("cut short"), std::string::npos) << image.error().message();
  }
}

TEST(ImageFiles, WebpFrameOutsideItsCanvasIsRefused) {
  const auto file = read_bytes(kFiles + "animated_part_lossless.webp");
  std::vector<std::uint8_t> damaged = file;
  const std::string_view text(reinterpret_cast<const char*>(damaged.data()), damaged.size());
  damaged[text.find("ANMF") + 8] = 8;  // left = 16; 16 + 9 is more than 23
  const auto image = decode(damaged);
  ASSERT_FALSE(image);
  EXPECT_NE(image.error().message().find("not inside its canvas"), std::string::npos) << image.error().message();
}

TEST(ImageFiles, WebpProfileIsHandedOn) {
  const auto file = read_bytes(kFiles + "profile.webp");
  const auto readers = image_readers();
  const auto reader = std::ranges::find_if(readers, [&](const ImageReader& one) { return one.recognizes(file); });
  ASSERT_NE(reader, readers.end());
  const auto pixels = reader->decode(file, {});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(std::string(pixels->icc_profile.begin(), pixels->icc_profile.end()), "not a profile");
}

}  // namespace
}  // namespace alexnet
