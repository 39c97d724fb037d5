// PNM of every kind: text and binary, bitmaps, any maximum, PAM.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/rng.h"
#include "image/decode.h"
#include "image/reader.h"

namespace alexnet {
namespace {

using namespace std::string_literals;

ByteSpan span_of(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

Result<DecodedPixels> read(const std::string& file) {
  for (const ImageReader& reader : image_readers()) {
    if (reader.format == "PNM" && reader.recognizes(span_of(file))) return reader.decode(span_of(file), {});
  }
  return DecodedPixels{};
}

void expect_values(const std::string& file, PixelFormat format, const std::vector<std::uint8_t>& values) {
  const auto pixels = read(file);
  ASSERT_TRUE(pixels) << pixels.error().message();
  EXPECT_EQ(pixels->format, format);
  EXPECT_EQ(pixels->values, values) << file.substr(0, 40);
}

std::uint32_t sample_at(std::size_t i, std::uint32_t maximum) { return random_words(3, i, 0)[0] % (maximum + 1); }

// What Pillow 13's PpmDecoder makes of a sample: Python's round(), halves to even.
std::uint8_t scaled(std::uint32_t sample, std::uint32_t maximum) {
  const double exact = static_cast<double>(sample) / maximum * 255, below = std::floor(exact);
  const bool up = exact - below > 0.5 || (exact - below == 0.5 && static_cast<int>(below) % 2 == 1);
  return static_cast<std::uint8_t>(below + up);
}

std::string header_of(int kind, std::size_t channels, std::uint32_t maximum) {
  if (kind < 7) return str_cat("P", kind, "\n7 3\n", maximum, "\n");
  return str_cat("P7\nWIDTH 7\nHEIGHT 3\nDEPTH ", channels, "\nMAXVAL ", maximum, "\nENDHDR\n");
}

TEST(Pnm, EveryMaximumIsScaledInTextAndBinary) {
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray, PixelFormat::kGrayAlpha, PixelFormat::kRgb, PixelFormat::kRgba};
  for (const std::uint32_t maximum :
       {1u, 2u, 3u, 10u, 15u, 100u, 127u, 254u, 255u, 256u, 1000u, 1023u, 4095u, 65534u, 65535u}) {
    for (const auto& [kind, channels] :
         std::initializer_list<std::pair<int, std::size_t>>{{2, 1}, {3, 3}, {5, 1}, {6, 3}, {7, 1}, {7, 2}, {7, 3}, {7, 4}}) {
      std::string file = header_of(kind, channels, maximum);
      std::vector<std::uint8_t> values;
      for (std::size_t i = 0; i < 21 * channels; ++i) {
        const std::uint32_t sample = sample_at(i, maximum);
        values.push_back(scaled(sample, maximum));
        if (kind <= 3) {
          file += str_cat(sample, i % 5 == 4 ? "\n" : " ");
        } else {
          if (maximum > 255) file += static_cast<char>(sample >> 8);
          file += static_cast<char>(sample);
        }
      }
      SCOPED_TRACE(str_cat("P", kind, " ", channels, " channels, maximum ", maximum));
      expect_values(file, kFormats[channels - 1], values);
      if (kind > 3) {
        EXPECT_FALSE(read(file.substr(0, file.size() - 1))) << "a byte is missing";
      }
    }
  }
}

TEST(Pnm, HalvesAreRoundedToEven) {
  expect_values("P2 3 1 2 0 1 2 ", PixelFormat::kGray, {0, 128, 255});
  expect_values("P2 4 1 10 1 3 5 7 ", PixelFormat::kGray, {26, 76, 128, 178});  // 25.5, 76.5, 127.5, 178.5
}

TEST(Pnm, BitmapsHaveBlackOnes) {
  for (const std::size_t width : {1u, 7u, 8u, 9u, 17u}) {
    std::string bits, text = str_cat("P1\n# drawn\n", width, " 3\n"), spaced = text;
    std::vector<std::uint8_t> values;
    for (std::size_t y = 0; y < 3; ++y) {
      for (std::size_t x = 0; x < width; ++x) {
        const bool bit = sample_at(y * 100 + x, 1) != 0;
        if (x % 8 == 0) bits += '\0';
        bits.back() = static_cast<char>(bits.back() | bit << (7 - x % 8));
        text += bit ? '1' : '0';
        spaced += bit ? " 1\n" : " 0 # a comment\n";
        values.push_back(bit ? 0 : 255);
      }
    }
    expect_values(str_cat("P4 ", width, " 3\n") + bits, PixelFormat::kGray, values);
    expect_values(text, PixelFormat::kGray, values);
    expect_values(spaced, PixelFormat::kGray, values);
    EXPECT_FALSE(read(str_cat("P4 ", width, " 3\n") + bits.substr(1)));
    EXPECT_FALSE(read(text.substr(0, text.size() - 1)));
  }
}

TEST(Pnm, CommentsMayStandAnywhereInTheHeader) {
  const std::vector<std::uint8_t> values = {1, 2, 3};
  for (const char* header : {"P5 3 1 255\n", "P5\n#a\n3#b\n1\n#c\n#d\r\n255\n", "P5#a\n3 1 255\n", "P5\t3\r\n1\v255\f",
                             "P5 003 01 255\r", "P5\n3 1\n255#pixels follow\n"}) {
    expect_values(header + "\1\2\3"s, PixelFormat::kGray, values);
  }
}

TEST(Pnm, PamTellsItsChannels) {
  const std::string begin = "P7\n# by hand\nWIDTH 2\nHEIGHT  1\n\nDEPTH ";
  expect_values(begin + "1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n\0\1"s, PixelFormat::kGray, {0, 255});
  expect_values(begin + "1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\n\7\1"s, PixelFormat::kGray, {7, 1});
  expect_values(begin + "2\r\nMAXVAL 1\r\nTUPLTYPE BLACKANDWHITE_ALPHA\r\nENDHDR\r\n\0\1\1\0"s, PixelFormat::kGrayAlpha,
                {0, 255, 255, 0});
  expect_values(begin + "2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\nabcd", PixelFormat::kGrayAlpha, {'a', 'b', 'c', 'd'});
  expect_values(begin + "3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\nabcdef", PixelFormat::kRgb, {'a', 'b', 'c', 'd', 'e', 'f'});
  expect_values(begin + "4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\nabcdefgh", PixelFormat::kRgba,
                {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'});
  expect_values(begin + "4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\nabcdefgh", PixelFormat::kCmyk,
                {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'});
  const auto five = read(begin + "5\nMAXVAL 255\nENDHDR\nabcdefghij");
  ASSERT_FALSE(five);
  EXPECT_EQ(five.error().message(), "is a PAM with 5 channels; 1 to 4 are supported");
}

TEST(Pnm, SamplesAboveTheMaximumAreWhite) {
  expect_values("P5 2 1 100 \x64\xFF"s, PixelFormat::kGray, {255, 255});
  expect_values("P2 2 1 100 100 99999999999999999999 "s, PixelFormat::kGray, {255, 255});
}

TEST(Pnm, InvalidHeadersAreRefused) {
  for (const std::string& file :
       {"P5"s, "P5 "s, "P5 3"s, "P5 3 1"s, "P5 3 1 0 abc"s, "P5 3 1 65536 abcdef"s, "P5 -3 1 255 abc"s, "P6 x"s, "P7\n"s,
        "P7\nWIDTH\nENDHDR\n"s, "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 0\nENDHDR\n\0"s, "P3 1 1 255 a b c"s, "P1 2 1 0 2"s,
        "P5 0 5 255 "s, "P6 4000000000 4000000000 255 "s}) {
    EXPECT_FALSE(decode(span_of(file))) << file;
  }
}

}  // namespace
}  // namespace alexnet
