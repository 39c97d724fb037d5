#include "image/color_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/thread_pool.h"
#include "support/icc_profiles.h"

namespace alexnet {
namespace {

using namespace testing;
using Color = std::array<double, 3>;  // 0 to 1

// Pixels whose channels take every combination of 0, 17, 34, …, 255 (three channels), or every value.
DecodedPixels sample_pixels(PixelFormat format, std::vector<std::uint8_t> profile) {
  const std::size_t channels = channels_of(format);
  DecodedPixels pixels{.width = 64, .height = 64, .format = format, .icc_profile = std::move(profile)};
  pixels.values.resize(pixels.width * pixels.height * channels);
  for (std::size_t i = 0; i < pixels.width * pixels.height; ++i) {
    std::uint8_t* pixel = pixels.values.data() + i * channels;
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t value = channels < 3 ? i >> (c * 4) : c < 3 ? (i >> (c * 4) & 15) * 17 : i * 7;
      pixel[c] = static_cast<std::uint8_t>(value);
    }
  }
  return pixels;
}

Matrix3 inverse(const Matrix3& m) {
  Matrix3 result;
  double determinant = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      result[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }
    determinant += m[0][i] * result[i][0];
  }
  for (auto& row : result) {
    for (double& value : row) value /= determinant;
  }
  return result;
}

Color product(const Matrix3& m, const Color& v) {
  Color result{};
  for (std::size_t i = 0; i < 3; ++i) result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return result;
}

// The definition of a profile of primaries and a curve, in doubles.
Color exact(const Matrix3& to_xyz, double (*curve)(double), Color color) {
  for (double& value : color) value = curve(value);
  color = product(inverse(kSrgbToXyz), product(to_xyz, color));
  for (double& value : color) value = linear_to_srgb(std::clamp(value, 0.0, 1.0));
  return color;
}

// Converts the sample and compares each color channel with `expected`, and the last channel, if it is opacity, with what it was.
void expect_converted(PixelFormat format, std::vector<std::uint8_t> profile, const std::string& name,
                      const std::function<Color(const std::uint8_t* in)>& expected, double tolerance) {
  const DecodedPixels before = sample_pixels(format, profile);
  DecodedPixels after = before;
  const auto converted = convert_to_srgb(after);
  ASSERT_TRUE(converted) << converted.error().message();
  EXPECT_EQ(*converted, name);
  EXPECT_TRUE(after.warnings.empty());
  EXPECT_TRUE(after.icc_profile.empty());
  const bool has_opacity = format == PixelFormat::kGrayAlpha || format == PixelFormat::kRgba;
  ASSERT_EQ(after.format, has_opacity ? PixelFormat::kRgba : PixelFormat::kRgb);
  const std::size_t in_channels = channels_of(format), channels = channels_of(after.format);
  ASSERT_EQ(after.values.size(), before.width * before.height * channels);
  for (std::size_t i = 0; i < before.width * before.height; ++i) {
    const std::uint8_t* in = before.values.data() + i * in_channels;
    const std::uint8_t* out = after.values.data() + i * channels;
    const Color color = expected(in);
    for (std::size_t c = 0; c < 3; ++c) ASSERT_NEAR(out[c], color[c] * 255, tolerance) << "pixel " << i << ", channel " << c;
    ASSERT_TRUE(!has_opacity || out[3] == in[in_channels - 1]);
  }
}

Color rgb_of(const std::uint8_t* in) { return {in[0] / 255.0, in[1] / 255.0, in[2] / 255.0}; }

constexpr double kOneLevel = 1.0;  // largest difference from the exact formula before rounding

TEST(ColorProfile, ConvertsDisplayP3AndAdobeRgbByTheirDefinition) {
  for (const PixelFormat format : {PixelFormat::kRgb, PixelFormat::kRgba}) {
    expect_converted(
        format, display_p3_profile(), "Display P3",
        [](const std::uint8_t* in) { return exact(kDisplayP3ToXyz, srgb_to_linear, rgb_of(in)); }, kOneLevel);
    expect_converted(
        format, adobe_rgb_profile(), "Adobe RGB (1998)",
        [](const std::uint8_t* in) { return exact(kAdobeRgbToXyz, gamma_22, rgb_of(in)); }, kOneLevel);
  }
}

TEST(ColorProfile, ConvertsKnownColorsOfDisplayP3) {
  const std::uint8_t p3[] = {234, 51, 35, 200, 30, 30, 255, 0, 0, 128, 128, 128, 255, 255, 255, 0, 0, 0};
  const std::uint8_t srgb[] = {255, 0,   0,   218, 0,   6,   255, 0, 0,
                               128, 128, 128, 255, 255, 255, 0,   0, 0};  // as Chromium shows them
  DecodedPixels pixels{.width = 6, .height = 1, .values{std::begin(p3), std::end(p3)}, .icc_profile = display_p3_profile()};
  ASSERT_TRUE(convert_to_srgb(pixels));
  for (std::size_t i = 0; i < std::size(srgb); ++i) EXPECT_NEAR(pixels.values[i], srgb[i], 1) << i;
}

TEST(ColorProfile, PutsChannelsInTheOrderOfTheProfile) {
  for (const PixelFormat format : {PixelFormat::kRgb, PixelFormat::kRgba}) {
    expect_converted(
        format, gbr_profile(), "GBR",
        [](const std::uint8_t* in) {
          const Color color = rgb_of(in);
          return Color{color[2], color[0], color[1]};
        },
        kOneLevel);
  }
}

TEST(ColorProfile, ConvertsGray) {
  const auto linear = [](double value) { return value; };
  const auto expected = [](const std::uint8_t* in) {
    const double value = linear_to_srgb(in[0] / 255.0);
    return Color{value, value, value};
  };
  expect_converted(PixelFormat::kGray, gray_profile(linear), "Gray", expected, kOneLevel);
  expect_converted(PixelFormat::kGrayAlpha, gray_profile(linear), "Gray", expected, kOneLevel);
  // Gray pixels with a profile for RGB are equal red, green and blue.
  const std::vector<std::uint8_t> linear_rgb = rgb_profile("Linear", kSrgbToXyz, linear);
  expect_converted(PixelFormat::kGray, linear_rgb, "Linear", expected, kOneLevel);
  expect_converted(PixelFormat::kGrayAlpha, linear_rgb, "Linear", expected, kOneLevel);
}

TEST(ColorProfile, ConvertsCmyk) {
  DecodedPixels pixels{.width = 16, .height = 3, .format = PixelFormat::kCmyk, .icc_profile = cmyk_profile()};
  const auto ink = [](std::size_t i, int bit) { return static_cast<int>(i % 16) >> bit & 1; };
  for (std::size_t i = 0; i < 48; ++i) {
    for (int bit = 3; bit >= 0; --bit) pixels.values.push_back(static_cast<std::uint8_t>(255 * ink(i, bit)));
  }
  const auto converted = convert_to_srgb(pixels);
  ASSERT_TRUE(converted);
  EXPECT_EQ(*converted, "Printer");
  ASSERT_EQ(pixels.format, PixelFormat::kRgb);
  ASSERT_EQ(pixels.values.size(), 48 * 3);
  for (std::size_t i = 0; i < 48; ++i) {
    const double lightness = printed_lightness(ink(i, 3), ink(i, 2), ink(i, 1), ink(i, 0));
    const double y = lightness > 8 ? std::pow((lightness + 16) / 116, 3) : lightness / 903.3;  // of CIELAB
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(pixels.values[i * 3 + c], linear_to_srgb(y) * 255, 2.5) << i;
  }
}

TEST(ColorProfile, LeavesSrgbAsItIsWhateverItsName) {
  for (const PixelFormat format : {PixelFormat::kRgb, PixelFormat::kRgba, PixelFormat::kGray, PixelFormat::kGrayAlpha}) {
    const bool gray = format == PixelFormat::kGray || format == PixelFormat::kGrayAlpha;
    for (const auto& profile : {srgb_profile(), gray ? gray_profile(srgb_to_linear) : srgb_profile()}) {
      DecodedPixels pixels = sample_pixels(format, profile);
      const std::vector<std::uint8_t> before = pixels.values;
      const auto converted = convert_to_srgb(pixels);
      ASSERT_TRUE(converted);
      EXPECT_EQ(*converted, "");
      EXPECT_EQ(pixels.values, before);
      EXPECT_EQ(pixels.format, format);
      EXPECT_TRUE(pixels.warnings.empty());
    }
  }
  DecodedPixels without = sample_pixels(PixelFormat::kRgb, {});
  EXPECT_EQ(*convert_to_srgb(without), "");
}

// Expects that `profile` changes nothing but gives the warning with `code`.
void expect_ignored(PixelFormat format, std::vector<std::uint8_t> profile, std::string_view code) {
  DecodedPixels pixels = sample_pixels(format, std::move(profile));
  const std::vector<std::uint8_t> before = pixels.values;
  const auto converted = convert_to_srgb(pixels);
  ASSERT_TRUE(converted);
  EXPECT_EQ(*converted, "");
  EXPECT_EQ(pixels.values, before);
  EXPECT_EQ(pixels.format, format);
  ASSERT_EQ(pixels.warnings.size(), 1u) << code;
  EXPECT_EQ(pixels.warnings[0].code, code);
}

TEST(ColorProfile, IgnoresProfilesForOtherPixels) {
  for (const PixelFormat format : {PixelFormat::kRgb, PixelFormat::kRgba}) {
    expect_ignored(format, gray_profile(gamma_22), "color_profile_kind");
    expect_ignored(format, cmyk_profile(), "color_profile_kind");
  }
  expect_ignored(PixelFormat::kGray, cmyk_profile(), "color_profile_kind");
  expect_ignored(PixelFormat::kCmyk, display_p3_profile(), "color_profile_kind");
  expect_ignored(PixelFormat::kCmyk, gray_profile(gamma_22), "color_profile_kind");
  expect_ignored(PixelFormat::kRgb, icc_profile("link", "RGB ", "RGB ", {description_tag("A link")}), "color_profile_kind");
}

TEST(ColorProfile, IgnoresDamagedProfiles) {
  const std::vector<std::uint8_t> whole = display_p3_profile();
  expect_ignored(PixelFormat::kRgb, {1, 2, 3}, "color_profile_damaged");
  expect_ignored(PixelFormat::kRgb, std::vector<std::uint8_t>(500, 0), "color_profile_damaged");
  expect_ignored(PixelFormat::kRgb, {whole.begin(), whole.begin() + 300}, "color_profile_damaged");
  // A profile without what it converts by.
  expect_ignored(PixelFormat::kRgb, icc_profile("mntr", "RGB ", "XYZ ", {description_tag("Empty")}), "color_profile_damaged");
  // A profile that is cut anywhere is either ignored or still whole enough; pixels of the size that they had come back.
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    DecodedPixels pixels = sample_pixels(PixelFormat::kRgb, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    ASSERT_TRUE(convert_to_srgb(pixels));
    ASSERT_EQ(pixels.values.size(), pixels.width * pixels.height * 3);
  }
}

TEST(ColorProfile, GivesTheSameOnEveryThread) {
  DecodedPixels one = sample_pixels(PixelFormat::kRgb, adobe_rgb_profile());
  ASSERT_TRUE(convert_to_srgb(one));
  std::array<DecodedPixels, 8> many;
  const ThreadPool threads(4);
  threads.parallel_for(many.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      many[i] = sample_pixels(PixelFormat::kRgb, adobe_rgb_profile());
      (void)convert_to_srgb(many[i]);
    }
  });
  for (const DecodedPixels& each : many) EXPECT_EQ(each.values, one.values);
}

}  // namespace
}  // namespace alexnet
