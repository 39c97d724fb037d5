// What the chunks of a PNG say about its colors. The expected values are those of Chromium 156 on a canvas (drawImage).
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "image/decode.h"
#include "support/icc_profiles.h"
#include "support/png_files.h"

namespace alexnet {
namespace {

using namespace testing;
using Bytes = std::vector<std::uint8_t>;

constexpr std::array<int, 18> kColors = {234, 51, 35, 200, 30, 30, 30, 200, 30, 30, 30, 200, 128, 128, 128, 10, 10, 10};
constexpr std::array<std::uint32_t, 8> kSrgb = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
constexpr std::array<std::uint32_t, 8> kDisplayP3 = {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000};

Bytes gama(std::uint32_t value) {
  Bytes body;
  put_big_endian(body, value, 4);
  return png_chunk("gAMA", body);
}

Bytes chrm(const std::array<std::uint32_t, 8>& values) {
  Bytes body;
  for (const std::uint32_t value : values) put_big_endian(body, value, 4);
  return png_chunk("cHRM", body);
}

Bytes cicp(std::uint8_t primaries, std::uint8_t transfer) { return png_chunk("cICP", Bytes{primaries, transfer, 0, 1}); }
Bytes srgb() { return png_chunk("sRGB", Bytes{0}); }
Bytes iccp(const Bytes& profile) {
  Bytes body = {'x', 0, 0};
  const Bytes stream = zlib_stored(profile);
  body.insert(body.end(), stream.begin(), stream.end());
  return png_chunk("iCCP", body);
}

DecodedImage decoded(const Bytes& file, ColorHandling color) {
  auto image = decode_image(file, {.color = color});
  EXPECT_TRUE(image) << image.error().message();
  return image ? *std::move(image) : DecodedImage{};
}

// Expects that the six colors of kColors become `expected` where colors are converted, and stay as they are otherwise.
void expect_colors(const Chunks& chunks, const std::array<int, 18>& expected, bool has_opacity = false) {
  const auto sample = [](std::size_t x, std::size_t, std::size_t c) {
    return c == 3 ? 255U : static_cast<std::uint32_t>(kColors[x * 3 + c]);
  };
  const Bytes file = make_png({.width = 6, .height = 1, .color = has_opacity ? 6 : 2}, sample, chunks);
  const DecodedImage as_stored = decoded(file, ColorHandling::kIgnore), converted = decoded(file, ColorHandling::kConvert);
  EXPECT_EQ(as_stored.converted_from, "");
  EXPECT_EQ(converted.converted_from.empty(), expected == kColors);
  EXPECT_TRUE(converted.warnings.empty());
  ASSERT_EQ(converted.image.pixels.size(), kColors.size());
  for (std::size_t i = 0; i < kColors.size(); ++i) {
    EXPECT_EQ(as_stored.image.pixels[i], kColors[i]) << i;
    EXPECT_NEAR(converted.image.pixels[i], expected[i], 1) << i;
  }
}

TEST(PngColor, OfAProfile) {
  expect_colors({iccp(adobe_rgb_profile())}, {255, 48, 29, 233, 24, 24, 0, 201, 0, 24, 24, 205, 129, 129, 129, 3, 3, 3});
  for (const bool has_opacity : {false, true}) {
    expect_colors({iccp(display_p3_profile())}, {255, 0, 0, 218, 0, 6, 0, 204, 0, 30, 30, 208, 128, 128, 128, 10, 10, 10},
                  has_opacity);
  }
  expect_colors({iccp(srgb_profile())}, kColors);
}

TEST(PngColor, OfPrimariesAndGamma) {
  expect_colors({gama(45455), chrm(kDisplayP3)}, {255, 0, 0, 220, 0, 0, 0, 205, 0, 24, 24, 210, 129, 129, 129, 3, 3, 3});
  expect_colors({chrm(kDisplayP3)}, kColors);
  // Chromium takes this for a power of 2.2, not for sRGB's curve; but it is what programs write that mean sRGB.
  expect_colors({gama(45455), chrm(kSrgb)}, kColors);
  expect_colors({gama(45455)}, kColors);
  expect_colors({srgb(), gama(100000), chrm(kDisplayP3)}, kColors);
}

TEST(PngColor, OfCodePoints) {
  const std::array<int, 18> p3 = {255, 0, 0, 218, 0, 6, 0, 204, 0, 30, 30, 208, 128, 128, 128, 10, 10, 10};
  expect_colors({cicp(12, 13)}, p3);
  expect_colors({cicp(1, 1)}, {233, 40, 23, 197, 18, 18, 18, 197, 18, 18, 18, 197, 121, 121, 121, 1, 1, 1});
  expect_colors({cicp(9, 1)}, {255, 0, 0, 246, 0, 0, 0, 208, 0, 0, 4, 207, 121, 121, 121, 1, 1, 1});
  expect_colors({cicp(1, 8)}, {246, 124, 104, 229, 96, 96, 96, 229, 96, 96, 96, 229, 188, 188, 188, 56, 56, 56});
  expect_colors({cicp(1, 4)}, {235, 48, 30, 201, 24, 24, 24, 201, 24, 24, 24, 201, 129, 129, 129, 3, 3, 3});
  expect_colors({cicp(1, 13)}, kColors);
  // It comes before a profile, unless it is not supported.
  expect_colors({iccp(adobe_rgb_profile()), cicp(1, 13)}, kColors);
  expect_colors({iccp(display_p3_profile()), cicp(9, 16)}, p3);
  expect_colors({cicp(9, 16)}, kColors);  // PQ
}

TEST(PngColor, OfGray) {
  const auto check = [](const Chunks& chunks, const std::array<int, 5>& expected) {
    constexpr std::array<std::uint32_t, 5> kValues = {0, 20, 60, 120, 240};
    const auto sample = [&](std::size_t x, std::size_t, std::size_t) { return kValues[x]; };
    const DecodedImage converted =
        decoded(make_png({.width = 5, .height = 1, .color = 0}, sample, chunks), ColorHandling::kConvert);
    ASSERT_EQ(converted.image.pixels.size(), 15u);
    for (std::size_t i = 0; i < 15; ++i) EXPECT_NEAR(converted.image.pixels[i], expected[i / 3], 1) << i;
  };
  check({gama(100000)}, {0, 79, 133, 183, 248});
  check({gama(55556)}, {0, 26, 77, 139, 243});
  check({iccp(gray_profile([](double value) { return value; }))}, {0, 79, 133, 183, 248});
  check({iccp(adobe_rgb_profile())}, {0, 12, 57, 121, 240});
}

TEST(PngColor, IgnoresNumbersThatAreNoColorSpace) {
  expect_colors({gama(0)}, kColors);
  expect_colors({gama(1)}, kColors);
  expect_colors({gama(0xFFFFFFFF)}, kColors);
  expect_colors({gama(60000), chrm({})}, kColors);
  expect_colors({gama(60000), chrm({31270, 32900, 64000, 33000, 64000, 33000, 64000, 33000})}, kColors);
  expect_colors({png_chunk("gAMA", Bytes{1}), png_chunk("cHRM", Bytes{1}), png_chunk("cICP", Bytes{1})}, kColors);
  expect_colors({png_chunk("cICP", Bytes{12, 13, 1, 1}), png_chunk("iCCP", Bytes{'x'})}, kColors);
}

}  // namespace
}  // namespace alexnet
