#include "image/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/rng.h"
#include "base/thread_pool.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using namespace testing;
using Bytes = std::vector<std::uint8_t>;
using Value = std::function<int(std::size_t x, std::size_t y, std::size_t c)>;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Every pixel is `value`, give or take `tolerance`.
void expect_image(ByteSpan file, const Value& value, int tolerance = 0, std::size_t width = kTinyWidth,
                  std::size_t height = kTinyHeight) {
  const auto image = decode(file);
  ASSERT_TRUE(image) << image.error().message();
  const auto size = image_size(file);
  ASSERT_TRUE(size) << size.error().message();
  ASSERT_EQ(size->width, width);
  ASSERT_EQ(size->height, height);
  ASSERT_EQ(image->width, width);
  ASSERT_EQ(image->height, height);
  ASSERT_EQ(image->pixels.size(), width * height * 3);
  for (std::size_t i = 0; i < image->pixels.size(); ++i) {
    const std::size_t x = i / 3 % width, y = i / 3 / width;
    ASSERT_NEAR(image->pixels[i], value(x, y, i % 3), tolerance) << "at " << x << ", " << y << " channel " << i % 3;
  }
}

void expect_refused(ByteSpan file, ErrorKind kind, std::string_view said) {
  const auto image = decode(file);
  ASSERT_FALSE(image) << said;
  EXPECT_EQ(image.error().kind, kind) << image.error().message();
  EXPECT_NE(image.error().message().find(said), std::string::npos) << image.error().message();
}

int over_white(int value, int opacity) { return (value * opacity + 255 * (255 - opacity) + 127) / 255; }
int opacity_at(std::size_t x) { return static_cast<int>(x) * 17; }

// The palette of make_tiny_images.py; color 3 is transparent.
int palette_value(std::size_t x, std::size_t y, std::size_t c) {
  const int index = static_cast<int>(x / 4 + y / 4 * 4);
  const int colors[] = {index * 30, 255 - index * 30, index * 10};
  return index == 3 ? 255 : colors[c];
}

// ---- Every format ---------------------------------------------------------------------------------------------------------

TEST(Decode, Jpeg) {
  expect_image(kJpeg, tiny_value, 4);
  expect_image(kJpegProgressive, tiny_value, 12);
  expect_image(kJpegSubsampled, tiny_value, 12);
}

TEST(Decode, GrayscaleDecodesToRgb) {
  const auto gray = [](std::size_t x, std::size_t y, std::size_t) { return tiny_value(x, y, 0); };
  expect_image(kJpegGray, gray, 4);
  expect_image(kPngGray, gray);
}

TEST(Decode, Png) { expect_image(kPng, tiny_value); }

TEST(Decode, SixteenBitsBecomeEight) { expect_image(kPng16, tiny_value); }

TEST(Decode, Bmp) { expect_image(kBmp, tiny_value); }

TEST(Decode, TransparencyIsComposedOverWhite) {
  const auto color = [](std::size_t x, std::size_t y, std::size_t c) { return over_white(tiny_value(x, y, c), opacity_at(x)); };
  expect_image(kPngRgba, color);
  expect_image(kTga, color);
  expect_image(kPngGrayAlpha,
               [](std::size_t x, std::size_t y, std::size_t) { return over_white(tiny_value(x, y, 0), opacity_at(x)); });
  expect_image(kPngPalette, palette_value);
  expect_image(kGif, palette_value);
  expect_image(kPngKeyed, [](std::size_t x, std::size_t y, std::size_t c) { return x + y == 0 ? 255 : tiny_value(x, y, c); });
}

Bytes ppm() {
  Bytes pixels;
  for (std::size_t i = 0; i < 16 * 8 * 3; ++i) pixels.push_back(tiny_value(i / 3 % 16, i / 48, i % 3));
  return joined({bytes_of("P6\n# a comment\n16 8\n255\n"), pixels});
}

// Header, no colors, no resources, no layers, raw channels one after the other.
Bytes psd() {
  Bytes pixels;
  for (std::size_t i = 0; i < 3 * 8 * 16; ++i) pixels.push_back(tiny_value(i % 16, i / 16 % 8, i / 128));
  const Bytes header = {'8', 'B', 'P', 'S', 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 16, 0, 8, 0, 3};
  return joined({header, Bytes(3 * 4 + 2, 0), pixels});
}

TEST(Decode, Pnm) {
  expect_image(ppm(), tiny_value);
  const Bytes gray = joined({bytes_of("P5 3 1 255\n"), {0, 99, 255}});
  expect_image(gray, [](std::size_t x, std::size_t, std::size_t) { return std::array{0, 99, 255}[x]; }, 0, 3, 1);
}

TEST(Decode, Psd) { expect_image(psd(), tiny_value); }

TEST(Decode, PsdInOtherColorModesIsNamed) {
  Bytes cmyk = psd();
  cmyk[25] = 4;
  expect_refused(cmyk, ErrorKind::kUnsupported, "is a PSD in the color mode CMYK with 8 bits a sample");
  Bytes deep = psd();
  deep[23] = 32;
  expect_refused(deep, ErrorKind::kUnsupported, "is a PSD in the color mode RGB with 32 bits a sample");
}

// Two pixels of red, green, blue and a common exponent: 1.0 and 0.0.
TEST(Decode, Hdr) {
  const Bytes hdr = joined({bytes_of("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n"), {128, 128, 128, 129, 0, 0, 0, 0}});
  expect_image(hdr, [](std::size_t x, std::size_t, std::size_t) { return x == 0 ? 255 : 0; }, 0, 2, 1);
}

TEST(Decode, BmpWithTopRowFirst) {
  Bytes bmp(std::begin(kBmp), std::end(kBmp));
  bmp[22] = 0xF8;  // the height: -8
  bmp[23] = bmp[24] = bmp[25] = 0xFF;
  expect_image(bmp, [](std::size_t x, std::size_t y, std::size_t c) { return tiny_value(x, kTinyHeight - 1 - y, c); });
}

TEST(Decode, VeryLongThinImagesDecode) {
  const Bytes tall = joined({bytes_of("P5 1 100000 255\n"), Bytes(100'000, 77)});
  const auto gray = [](std::size_t, std::size_t, std::size_t) { return 77; };
  expect_image(tall, gray, 0, 1, 100'000);
  expect_image(joined({bytes_of("P5 100000 1 255\n"), Bytes(100'000, 77)}), gray, 0, 100'000, 1);
}

TEST(Decode, BytesAfterTheEndAreIgnored) {
  for (const ByteSpan file : {ByteSpan(kJpeg), ByteSpan(kPng), ByteSpan(kGif)}) {
    const Bytes longer = joined({Bytes(file.begin(), file.end()), Bytes(100, 0xAB)});
    EXPECT_EQ(*decode(longer), *decode(file));
  }
}

// ---- Unsupported and damaged files ----------------------------------------------------------------------------------------

TEST(Decode, EmptyFileIsReportedAsEmpty) {
  expect_refused({}, ErrorKind::kBadFormat, "is empty");
  EXPECT_EQ(image_size({}).error().message(), "is empty");
}

TEST(Decode, UnknownFormatIsReportedWithItsFirstBytes) {
  expect_refused(bytes_of("label,count\nship,3\n"), ErrorKind::kBadFormat, "is not an image: it begins with \"label,count");
  expect_refused(Bytes{0, 1, 2, 0xFE}, ErrorKind::kBadFormat, "is not an image: it begins with 00 01 02 fe");
  expect_refused(Bytes(5000, 0), ErrorKind::kBadFormat, "is not an image: it begins with 00 00");
}

TEST(Decode, SizesOverTheLimitAreRefusedBeforeAllocation) {
  const auto png_of = [](std::uint32_t width, std::uint32_t height) {
    Bytes png(std::begin(kPng), std::begin(kPng) + 33);
    for (std::size_t i = 0; i < 4; ++i) {
      png[16 + i] = static_cast<std::uint8_t>(width >> 8 * (3 - i));
      png[20 + i] = static_cast<std::uint8_t>(height >> 8 * (3 - i));
    }
    return png;
  };
  expect_refused(png_of(60'000, 60'000), ErrorKind::kTooLarge, "is a PNG of 33 bytes, too few for the 60000 x 60000 pixels");
  expect_refused(png_of(1u << 31, 1u << 31), ErrorKind::kTooLarge, "too few for the 2147483648 x 2147483648 pixels");
  expect_refused(png_of(0, 5), ErrorKind::kBadFormat, "is a PNG of 0 x 5 pixels");
  expect_refused(bytes_of("P6 1000000 1000000 255\n"), ErrorKind::kTooLarge, "too few for the 1000000 x 1000000 pixels");
  // Bytes enough, but more pixels than any machine's memory holds.
  const Bytes large = joined({png_of(2'000'000, 20'000), Bytes(4'000'000, 0)});
  expect_refused(large, ErrorKind::kTooLarge, "is a PNG of 2000000 x 20000 pixels, which takes ");
  EXPECT_EQ(image_size(large).error().kind, ErrorKind::kTooLarge);
  Bytes bmp(std::begin(kBmp), std::end(kBmp));
  bmp[21] = 0x7F;  // the highest byte of the width
  EXPECT_FALSE(decode(bmp));
  bmp[21] = 0x80;
  EXPECT_FALSE(decode(bmp));
}

// Each prefix is a block of its own, so that the sanitizers see any read outside.
TEST(Decode, TruncationAtAnyLengthIsAnError) {
  const Bytes pnm = ppm(), photoshop = psd();
  for (const ByteSpan file : {ByteSpan(kJpeg), ByteSpan(kJpegSubsampled), ByteSpan(kJpegProgressive), ByteSpan(kJpegGray),
                              ByteSpan(pnm), ByteSpan(photoshop), ByteSpan(kBmp)}) {
    const std::size_t end_marker = file[0] == 0xFF ? 2 : 0;  // a JPEG is read without it
    for (std::size_t length = 0; length < file.size() - end_marker; ++length) {
      const Bytes prefix(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      const auto image = decode(prefix);
      ASSERT_FALSE(image) << length << " of " << file.size() << " bytes that begin with " << int{file[0]};
      ASSERT_EQ(image.error().kind, ErrorKind::kBadFormat) << image.error().message();
    }
  }
}

TEST(Decode, TruncatedFilesAreReportedAsTruncated) {
  expect_refused(ByteSpan(kJpeg).first(std::size(kJpeg) - 3), ErrorKind::kBadFormat, "is a JPEG that is cut short");
  expect_refused(ByteSpan(kJpeg).first(20), ErrorKind::kBadFormat,
                 "is a JPEG that is cut short: its end is missing after 20 bytes");
  expect_refused(ByteSpan(kPng).first(40), ErrorKind::kBadFormat, "is a PNG that is cut short");
  expect_refused(ByteSpan(kGif).first(std::size(kGif) - 20), ErrorKind::kBadFormat, "is a GIF that is cut short");
}

// A thumbnail inside the header has an end of its own.
TEST(Decode, EndMarkerOfAThumbnailDoesNotEndTheJpeg) {
  Bytes jpeg(std::begin(kJpeg), std::end(kJpeg));
  const Bytes segment = {0xFF, 0xE1, 0, 8, 0xFF, 0xD8, 0xFF, 0xD9, 0, 0};
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  expect_image(jpeg, tiny_value, 4);
  jpeg.erase(jpeg.end() - 40, jpeg.end());
  expect_refused(jpeg, ErrorKind::kBadFormat, "is a JPEG that is cut short");
}

// It is an error, or a warning where it is in a chunk that no pixel needs.
TEST(Decode, AWrongByteInAPngIsDetected) {
  for (const ByteSpan file : {ByteSpan(kPng), ByteSpan(kPngRgba), ByteSpan(kPngPalette), ByteSpan(kPng16)}) {
    for (std::size_t at = 0; at < file.size(); ++at) {
      for (const int flip : {0x01, 0x80, 0xFF, 0x20}) {
        Bytes damaged(file.begin(), file.end());
        damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
        const auto decoded = decode_image(damaged);
        ASSERT_TRUE(!decoded || !decoded->warnings.empty()) << "byte " << at << " of " << file.size();
      }
    }
  }
  Bytes damaged(std::begin(kPng), std::end(kPng));
  damaged[50] ^= 1;
  expect_refused(damaged, ErrorKind::kBadFormat, "is a damaged PNG: the checksum of the ");
}

TEST(Decode, HuffmanTableWithTooManyCodesIsRefused) {
  Bytes jpeg(std::begin(kJpeg), std::end(kJpeg));
  const std::array<std::uint8_t, 2> marker = {0xFF, 0xC4};
  const auto table = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  ASSERT_LT(table - jpeg.begin(), 300);
  std::fill_n(table + 5, 16, std::uint8_t{255});
  expect_refused(jpeg, ErrorKind::kBadFormat, "is a damaged JPEG: Bogus Huffman table definition");
  EXPECT_EQ(image_size(jpeg).error().kind, ErrorKind::kBadFormat);
}

// Decoding damaged bytes returns an error or an image whose pixels match its size.
void expect_no_harm(ByteSpan file) {
  const auto image = decode(file);
  if (image) {
    ASSERT_EQ(image->pixels.size(), image->width * image->height * 3);
  } else {
    ASSERT_FALSE(image.error().message().empty());
  }
}

TEST(Decode, AWrongByteIsHandled) {
  const Bytes pnm = ppm(), photoshop = psd();
  for (const ByteSpan file : {ByteSpan(kJpeg), ByteSpan(kJpegSubsampled), ByteSpan(kJpegProgressive), ByteSpan(kJpegGray),
                              ByteSpan(kGif), ByteSpan(kBmp), ByteSpan(kTga), ByteSpan(pnm), ByteSpan(photoshop)}) {
    for (std::size_t at = 0; at < file.size(); ++at) {
      for (const int flip : {0x01, 0x08, 0x80, 0xFF}) {
        Bytes damaged(file.begin(), file.end());
        damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
        expect_no_harm(damaged);
      }
    }
  }
}

TEST(Decode, RandomBytesAreHandled) {
  const std::string_view beginnings[] = {"", "\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "GIF89a", "BM", "8BPS", "P6", "#?RGBE\n"};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Bytes file = bytes_of(beginnings[seed % std::size(beginnings)]);
    const std::size_t length = 200 + seed % 800;
    for (std::uint64_t i = 0; file.size() < length; ++i) file.push_back(static_cast<std::uint8_t>(random_words(seed, 0, i)[0]));
    expect_no_harm(file);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

TEST(Decode, IsThreadSafe) {
  Bytes damaged(std::begin(kBmp), std::end(kBmp));
  damaged[28] = 7;  // bits a pixel
  const Image expected = *decode(kJpeg);
  const std::string said = decode(damaged).error().message();
  std::vector<int> wrong(4);
  ThreadPool(wrong.size()).parallel_for(wrong.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t one = begin; one < end; ++one) {
      for (int i = 0; i < 200; ++i) wrong[one] += decode(kJpeg) != expected || decode(damaged).error().message() != said;
    }
  });
  EXPECT_EQ(wrong, std::vector<int>(4));
}

// ---- Photographs, where there are any --------------------------------------------------------------------------------------

TEST(Decode, PhotographsDecode) {
  const std::filesystem::path folder = "../shared/data/bikes_ships/validation";
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) GTEST_SKIP() << "no photographs in " << folder;
  int decoded = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".jpg") continue;
    std::ifstream file(entry.path(), std::ios::binary);  // not read_file, which finds no files in WebAssembly
    const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
    const auto image = decode(bytes);
    EXPECT_TRUE(image) << entry.path() << ": " << (image ? "" : image.error().message());
    if (++decoded == 50) break;
  }
  EXPECT_GT(decoded, 0);
}

}  // namespace
TEST(Decode, TruncatedHuffmanTableIsRefused) {
  const std::vector<std::uint8_t> bytes = {0xFF, 0xD8, 0xFF, 0xC4, 0, 8, 1, 1, 0, 0, 0, 1, 0x3F, 0x10, 0x92, 0xFF, 0xD9};
  const auto decoded = decode(bytes);
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.error().message().find("damaged JPEG"), std::string::npos) << decoded.error().message();
}

}  // namespace alexnet
