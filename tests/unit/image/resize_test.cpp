#include "image/resize.h"

#include <gtest/gtest.h>

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
Image naive_resize(const Image& image, std::size_t width, std::size_t height, const Region& region) {
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

TEST(Resize, AgreesWithPillowToTheLastBit) {
  std::ifstream golden("tests/golden/resize.txt");
  ASSERT_TRUE(golden) << "no tests/golden/resize.txt: run from the root of the repository";
  int compared = 0;
  for (std::string line; std::getline(golden, line);) {
    std::istringstream fields(line);
    std::string kind, pattern, first_bytes;
    std::size_t width = 0, height = 0, to_width = 0, to_height = 0;
    Region region;
    std::uint32_t crc = 0;
    if (fields >> kind; kind != "resize") continue;
    fields >> pattern >> width >> height >> to_width >> to_height >> region.left >> region.top >> region.width >> region.height;
    ASSERT_TRUE(fields >> std::hex >> crc >> first_bytes) << line;
    const auto result = resize(pattern_image(pattern, width, height), to_width, to_height, region);
    ASSERT_TRUE(result) << result.error().message() << " at " << line;
    EXPECT_EQ(first_bytes_hex(*result), first_bytes) << line;
    EXPECT_EQ(checksum(result->pixels), crc) << line;
    ++compared;
  }
  EXPECT_EQ(compared, 75);
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
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Draws draws(1000 + seed);
    const Image image = pattern_image("noise", draws.length(90), draws.length(90));
    // Now and then a size that leaves a pass out.
    const std::size_t width = seed % 4 == 1 ? image.width : draws.length(80);
    const std::size_t height = seed % 4 >= 2 ? image.height : draws.length(80);
    const Region region = seed % 2 ? Region{0, 0, double(image.width), double(image.height)} : draws.region(image);
    Window window{draws.length(width) - 1, draws.length(height) - 1, 0, 0};
    window.width = draws.length(width - window.x);
    window.height = draws.length(height - window.y);
    const auto whole = resize(image, width, height, region);
    const auto part = resize_part(image, {width, height, region, window});
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
  EXPECT_EQ(resize(image, 37, 23), image);
}

TEST(Resize, UniformImageStaysUniform) {
  for (const int value : {0, 1, 127, 254, 255}) {
    const auto byte = static_cast<std::uint8_t>(value);
    const Image image{301, 97, std::vector<std::uint8_t>(301 * 97 * 3, byte)};
    for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{227, 227}, {10, 10}, {500, 300}, {1, 1}}) {
      const auto result = resize(image, width, height);
      ASSERT_TRUE(result);
      EXPECT_EQ(result->pixels, std::vector<std::uint8_t>(width * height * 3, byte));
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
