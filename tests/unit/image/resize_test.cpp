#include "image/resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <sstream>

#include "base/rng.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::checksum;
using testing::pattern_image;

// ---- The definition, as plainly as it can be said -------------------------------------------------------------------------

int naive_tap(double share) { return static_cast<int>(std::floor(share * (1 << 22) + 0.5)); }

std::vector<int> naive_weights(std::size_t input, double left, double length, std::size_t outputs, std::size_t output) {
  const double scale = length / static_cast<double>(outputs), support = std::max(scale, 1.0);
  const double center = left + (static_cast<double>(output) + 0.5) * scale;
  std::vector<double> shares(input);
  double sum = 0;
  for (std::size_t i = 0; i < input; ++i) {
    const double pixel = static_cast<double>(i);
    // Pillow cuts the triangle off at whole pixels.
    if (pixel < std::floor(center - support + 0.5) || pixel >= std::floor(center + support + 0.5)) continue;
    shares[i] = std::max(0.0, 1 - std::abs(pixel + 0.5 - center) / support);
    sum += shares[i];
  }
  std::vector<int> weights;
  for (const double share : shares) weights.push_back(naive_tap(share / sum));
  return weights;
}

std::uint8_t naive_byte(long long sum) { return static_cast<std::uint8_t>(std::min(255LL, (sum + (1 << 21)) >> 22)); }

// `region` has whole or quarter pixels, which 32-bit floats hold exactly.
Image naive_horizontal_first(const Image& image, std::size_t width, std::size_t height, const Region& region) {
  Image narrow{width, image.height, std::vector<std::uint8_t>(width * image.height * 3)};
  for (std::size_t x = 0; x < width; ++x) {
    const auto weights = naive_weights(image.width, region.left, region.width, width, x);
    for (std::size_t y = 0; y < image.height; ++y) {
      for (std::size_t c = 0; c < 3; ++c) {
        long long sum = 0;
        for (std::size_t i = 0; i < image.width; ++i) sum += image.row(y)[i * 3 + c] * weights[i];
        narrow.row(y)[x * 3 + c] = naive_byte(sum);
      }
    }
  }
  Image result{width, height, std::vector<std::uint8_t>(width * height * 3)};
  for (std::size_t y = 0; y < height; ++y) {
    const auto weights = naive_weights(image.height, region.top, region.height, height, y);
    for (std::size_t i = 0; i < width * 3; ++i) {
      long long sum = 0;
      for (std::size_t row = 0; row < image.height; ++row) sum += narrow.row(row)[i] * weights[row];
      result.row(y)[i] = naive_byte(sum);
    }
  }
  return result;
}

Image transposed(const Image& image) {
  Image result{image.height, image.width, std::vector<std::uint8_t>(image.pixels.size())};
  for (std::size_t y = 0; y < image.height; ++y)
    for (std::size_t x = 0; x < image.width; ++x) std::copy_n(image.row(y) + x * 3, 3, result.row(x) + y * 3);
  return result;
}

Image naive_resize(const Image& image, std::size_t width, std::size_t height, const Region& region) {
  const auto lost_rows = static_cast<int>(image.height) - static_cast<int>(height);
  const auto lost_columns = static_cast<int>(image.width) - static_cast<int>(width);
  if (lost_rows <= 0 || lost_rows <= 2 * lost_columns) return naive_horizontal_first(image, width, height, region);
  const Region turned{region.top, region.left, region.height, region.width};
  return transposed(naive_horizontal_first(transposed(image), height, width, turned));
}

// ---- Draws -----------------------------------------------------------------------------------------------------------------

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : seed_(seed) {}
  // From 1 to `most`.
  std::size_t length(std::size_t most) {
    return 1 + static_cast<std::size_t>(random_uniform(seed_, 0, index_++) * static_cast<float>(most));
  }
  // A quarter of a pixel or more, inside [0, whole).
  std::pair<double, double> part(std::size_t whole) {
    const std::size_t quarters = whole * 4, begin = length(quarters) - 1;
    return {static_cast<double>(begin) / 4, static_cast<double>(length(quarters - begin)) / 4};
  }
  Region region(const Image& image) {
    const auto [left, width] = part(image.width);
    const auto [top, height] = part(image.height);
    return {left, top, width, height};
  }

 private:
  std::uint64_t seed_, index_ = 0;
};

std::string first_bytes_hex(const Image& image) {
  std::ostringstream out;
  for (std::size_t i = 0; i < std::min<std::size_t>(24, image.pixels.size()); ++i) {
    out << std::hex << std::setw(2) << std::setfill('0') << int{image.pixels[i]};
  }
  return std::move(out).str();
}

constexpr std::pair<std::string_view, Interpolation> kMethods[] = {
    {"nearest", Interpolation::kNearest},
    {"bilinear", Interpolation::kBilinear},
    {"bilinear_antialiased", Interpolation::kBilinearAntialiased},
    {"bicubic", Interpolation::kBicubic}};

// Compares with every line of a file of tests/golden that states a resize. Returns their number.
int compare_with(const std::string& path) {
  std::ifstream golden(path);
  EXPECT_TRUE(golden) << "no " << path << ": run from the root of the repository";
  int compared = 0;
  for (std::string line; std::getline(golden, line);) {
    std::istringstream fields(line);
    std::string kind, pattern, first_bytes;
    std::size_t width = 0, height = 0, to_width = 0, to_height = 0;
    Region region;
    std::uint32_t crc = 0;
    fields >> kind;
    const auto method = std::ranges::find(kMethods, kind, &std::pair<std::string_view, Interpolation>::first);
    if (method == std::end(kMethods)) continue;
    fields >> pattern >> width >> height >> to_width >> to_height >> region.left >> region.top >> region.width >> region.height;
    EXPECT_TRUE(fields >> std::hex >> crc >> first_bytes) << line;
    const auto result = resize(pattern_image(pattern, width, height), to_width, to_height, region, method->second);
    if (!result) {
      ADD_FAILURE() << result.error().message() << " at " << line;
      continue;
    }
    EXPECT_EQ(first_bytes_hex(*result), first_bytes) << line;
    EXPECT_EQ(checksum(result->pixels), crc) << line;
    ++compared;
  }
  return compared;
}

TEST(Resize, AgreesWithPillowToTheLastBit) { EXPECT_EQ(compare_with("tests/golden/resize.txt"), 3 * 93); }

TEST(Resize, WithoutAntialiasingAgreesWithTensorFlowRoundedToBytes) {
  EXPECT_EQ(compare_with("tests/golden/resize_tensorflow.txt"), 63);
}

// The pixel of `image` under a position in pixels, in which the nearest pixel holds the position; on the edge if it is outside.
int pixel_at(const Image& image, double x, double y, std::size_t c) {
  const auto inside = [](double at, std::size_t length) {
    return static_cast<std::size_t>(std::clamp(std::floor(at), 0.0, static_cast<double>(length - 1)));
  };
  return image.row(inside(y, image.height))[inside(x, image.width) * 3 + c];
}

// The mean of the four pixels around a position, each by how near it is.
double mean_of_four(const Image& image, double x, double y, std::size_t c) {
  const double left = std::floor(x - 0.5), top = std::floor(y - 0.5), right_share = x - 0.5 - left, lower_share = y - 0.5 - top;
  return (1 - lower_share) *
             ((1 - right_share) * pixel_at(image, left, top, c) + right_share * pixel_at(image, left + 1, top, c)) +
         lower_share *
             ((1 - right_share) * pixel_at(image, left, top + 1, c) + right_share * pixel_at(image, left + 1, top + 1, c));
}

TEST(Resize, WithoutAntialiasingMatchesNaiveLoopsForRandomShapes) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Draws draws(2000 + seed);
    const Image image = pattern_image(seed % 3 == 0 ? "checks" : "noise", draws.length(70), draws.length(50));
    const std::size_t width = draws.length(60), height = draws.length(60);
    const Region region = draws.region(image);
    const auto nearest = resize(image, width, height, region, Interpolation::kNearest);
    const auto bilinear = resize(image, width, height, region, Interpolation::kBilinear);
    ASSERT_TRUE(nearest && bilinear);
    for (std::size_t i = 0; i < nearest->pixels.size(); ++i) {
      const double x = region.left + (static_cast<double>(i / 3 % width) + 0.5) * region.width / static_cast<double>(width);
      const double y = region.top + (static_cast<double>(i / 3 / width) + 0.5) * region.height / static_cast<double>(height);
      // A position between two pixels may fall to either by rounding.
      const double nudge = 1e-6;
      bool found = false;
      for (const double dx : {-nudge, nudge}) {
        for (const double dy : {-nudge, nudge}) found |= nearest->pixels[i] == pixel_at(image, x + dx, y + dy, i % 3);
      }
      ASSERT_TRUE(found) << "seed " << seed << " value " << i;
      ASSERT_NEAR(bilinear->pixels[i], mean_of_four(image, x, y, i % 3), 0.51) << "seed " << seed << " value " << i;
    }
  }
}

TEST(Resize, ToFloatsIsWhatTheBytesAreRoundedFrom) {
  const Image image = pattern_image("noise", 57, 43);
  const PartialResize plan{40, 30, {3, 4, 50, 35}, {5, 6, 20, 10}, Interpolation::kBilinear};
  const auto floats = resize_to_floats(image, plan);
  const auto bytes = resize_part(image, plan);
  ASSERT_TRUE(floats && bytes);
  ASSERT_EQ(floats->size(), bytes->pixels.size());
  for (std::size_t i = 0; i < floats->size(); ++i) {
    const double x = 3 + (5.5 + static_cast<double>(i / 3 % 20)) * 50 / 40,
                 y = 4 + (6.5 + static_cast<double>(i / 60)) * 35 / 30;
    EXPECT_NEAR((*floats)[i], mean_of_four(image, x, y, i % 3), 1e-3) << i;
    EXPECT_EQ(bytes->pixels[i], std::floor((*floats)[i] + 0.5f)) << i;
  }
  EXPECT_EQ(resize_to_floats(image, {0, 30, {0, 0, 57, 43}, {0, 0, 1, 1}}).error().code, std::string("resize_side"));
}

TEST(Resize, BicubicMatchesNaiveLoopsForRandomShapes) {
  const auto cubic = [](double x) {
    x = std::abs(x);
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0.0;
  };
  // In doubles, one pass after the other, each rounded to bytes.
  const auto pass = [&](const std::vector<std::uint8_t>& line, double begin, double length, std::size_t outputs) {
    std::vector<std::uint8_t> result;
    const double scale = length / static_cast<double>(outputs), stretch = std::max(scale, 1.0);
    for (std::size_t output = 0; output < outputs; ++output) {
      const double center = begin + (static_cast<double>(output) + 0.5) * scale;
      double sum = 0, weights = 0;
      for (std::size_t i = 0; i < line.size(); ++i) {
        const double weight = cubic((static_cast<double>(i) + 0.5 - center) / stretch);
        sum += weight * line[i];
        weights += weight;
      }
      result.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(sum / weights + 0.5), 0.0, 255.0)));
    }
    return result;
  };
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Draws draws(3000 + seed);
    const Image image = pattern_image("noise", draws.length(60), 1);
    const std::size_t width = draws.length(60);
    const auto [left, length] = draws.part(image.width);
    const auto result = resize(image, width, 1, {left, 0, length, 1}, Interpolation::kBicubic);
    ASSERT_TRUE(result);
    for (std::size_t c = 0; c < 3; ++c) {
      std::vector<std::uint8_t> line;
      for (std::size_t x = 0; x < image.width; ++x) line.push_back(image.pixels[x * 3 + c]);
      const std::vector<std::uint8_t> expected = pass(line, left, length, width);
      // Weights at the edge of the filter's support, where it is nearly 0, are cut off at whole pixels.
      for (std::size_t x = 0; x < width; ++x) ASSERT_NEAR(result->pixels[x * 3 + c], expected[x], 2) << "seed " << seed;
    }
  }
}

TEST(Resize, MatchesNaiveLoopsForRandomShapes) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Draws draws(seed);
    const Image image = pattern_image(seed % 3 == 0 ? "checks" : "noise", draws.length(70), draws.length(50));
    const std::size_t width = draws.length(60), height = draws.length(60);
    const Region region = draws.region(image);
    const auto result = resize(image, width, height, region);
    ASSERT_TRUE(result) << result.error().message();
    ASSERT_EQ(*result, naive_resize(image, width, height, region)) << "seed " << seed;
  }
}

TEST(Resize, PartialResizeIsACropOfTheWhole) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Draws draws(1000 + seed);
    const Interpolation method = kMethods[seed / 4 % 4].second;
    const Image image = pattern_image("noise", draws.length(90), draws.length(90));
    // Now and then a size that leaves a pass out.
    const std::size_t width = seed % 4 == 1 ? image.width : draws.length(80);
    const std::size_t height = seed % 4 >= 2 ? image.height : draws.length(80);
    const Region region = seed % 2 ? Region{0, 0, double(image.width), double(image.height)} : draws.region(image);
    Window window{draws.length(width) - 1, draws.length(height) - 1, 0, 0};
    window.width = draws.length(width - window.x);
    window.height = draws.length(height - window.y);
    const auto whole = resize(image, width, height, region, method);
    const auto part = resize_part(image, {width, height, region, window, method});
    ASSERT_TRUE(whole && part);
    ASSERT_EQ(part->width, window.width);
    ASSERT_EQ(part->height, window.height);
    for (std::size_t y = 0; y < window.height; ++y) {
      const std::uint8_t* expected = whole->row(window.y + y) + window.x * 3;
      ASSERT_TRUE(std::equal(part->row(y), part->row(y) + window.width * 3, expected)) << "seed " << seed << " row " << y;
    }
  }
}

TEST(Resize, SameSizeReturnsTheSameImage) {
  const Image image = pattern_image("noise", 37, 23);
  for (const auto& [name, method] : kMethods) EXPECT_EQ(resize(image, 37, 23, method), image) << name;
}

TEST(Resize, UniformImageStaysUniform) {
  for (const int value : {0, 1, 127, 254, 255}) {
    const auto byte = static_cast<std::uint8_t>(value);
    const Image image{301, 97, std::vector<std::uint8_t>(301 * 97 * 3, byte)};
    for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{227, 227}, {10, 10}, {500, 300}, {1, 1}}) {
      for (const auto& [name, method] : kMethods) {
        const auto result = resize(image, width, height, method);
        ASSERT_TRUE(result);
        EXPECT_EQ(result->pixels, std::vector<std::uint8_t>(width * height * 3, byte)) << name;
      }
    }
  }
}

TEST(Resize, VeryLongImagesWork) {
  const Image thin = pattern_image("ramp", 1, 100'000);
  const auto wide = resize(thin, 227, 227);
  ASSERT_TRUE(wide) << wide.error().message();
  EXPECT_EQ(wide->width, 227u);
  // Of a side of 25,600,000 only the middle is computed.
  const auto part = resize_part(thin, {256, 25'600'000, {0, 0, 1, 100'000}, {14, 12'799'886, 227, 227}});
  ASSERT_TRUE(part) << part.error().message();
  EXPECT_EQ(part->height, 227u);
}

void expect_refused(const PartialResize& plan, std::string_view said) {
  const auto result = resize_part(pattern_image("ramp", 10, 8), plan);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(result.error().message().find(said), std::string::npos) << result.error().message();
}

TEST(Resize, RegionsOutsideTheImageAreRefused) {
  const Window window{0, 0, 4, 4};
  const double nan = std::nan("");
  for (const Region& region : {Region{0, 0, 10.5, 8}, Region{-0.5, 0, 5, 5}, Region{0, 4, 5, 4.25}, Region{0, 0, 0, 8},
                               Region{0, 0, 10, -1}, Region{10, 0, 1, 1}, Region{nan, 0, 5, 5}, Region{0, 0, nan, 5}}) {
    expect_refused({4, 4, region, window}, "is not inside an image of 10 x 8");
  }
  expect_refused({0, 4, {0, 0, 10, 8}, window}, "from 10 x 8 to 0 x 4 pixels: a side must be from 1 to");
  expect_refused({4, 4, {0, 0, 10, 8}, {1, 0, 4, 4}}, "the window 4 x 4 at 1, 0 is not inside a result of 4 x 4");
  expect_refused({4, 4, {0, 0, 10, 8}, {0, 0, 4, 0}}, "the window 4 x 0");
  expect_refused({4, 4, {0, 0, 10, 8}, {0, SIZE_MAX, 4, 4}}, "is not inside a result");
}

}  // namespace
}  // namespace alexnet
