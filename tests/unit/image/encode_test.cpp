#include "image/encode.h"

#include <gtest/gtest.h>

#include <cmath>

#include "image/decode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::pattern_image;

TEST(EncodePng, RoundTripsThePixels) {
  for (const char* pattern : {"noise", "ramp", "checks"}) {
    for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 70}, {301, 1}, {67, 43}}) {
      const Image image = pattern_image(pattern, width, height);
      const auto bytes = encode_png(image);
      ASSERT_TRUE(bytes) << bytes.error().message();
      const auto read = decode(*bytes);
      ASSERT_TRUE(read) << read.error().message();
      EXPECT_EQ(*read, image) << pattern << ' ' << width << " x " << height;
    }
  }
}

TEST(EncodePng, IsDeterministic) {
  EXPECT_EQ(*encode_png(pattern_image("noise", 90, 50)), *encode_png(pattern_image("noise", 90, 50)));
}

double root_mean_square(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::pow(double{1} * a.pixels[i] - b.pixels[i], 2);
  return std::sqrt(sum / static_cast<double>(a.pixels.size()));
}

Image smooth(std::size_t width, std::size_t height) {
  Image image = pattern_image("ramp", width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] =
        static_cast<std::uint8_t>(127 + 100 * std::sin(static_cast<double>(i / 3 % width + i / 3 / width) * 0.05));
  return image;
}

TEST(EncodeJpeg, ErrorDecreasesWithQuality) {
  const Image image = smooth(61, 47);
  double last_error = 20;
  std::size_t last_size = 0;
  for (const int quality : {1, 30, 90, 100}) {
    const auto bytes = encode_jpeg(image, quality);
    ASSERT_TRUE(bytes) << bytes.error().message();
    const auto read = decode(*bytes);
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(read->width, 61u);
    ASSERT_EQ(read->height, 47u);
    const double error = root_mean_square(*read, image);
    EXPECT_LT(error, last_error) << quality;
    EXPECT_GT(bytes->size(), last_size) << quality;
    last_error = error;
    last_size = bytes->size();
  }
  EXPECT_LT(last_error, 1.0);
}

TEST(Encode, RefusesInvalidImagesAndQualities) {
  EXPECT_EQ(encode_png(Image{}).error().message(), "encode: the image is empty");
  EXPECT_EQ(encode_jpeg(Image{}, 90).error().kind, ErrorKind::kInvalidArgument);
  for (const int quality : {-1, 0, 101}) {
    EXPECT_EQ(encode_jpeg(pattern_image("ramp", 2, 2), quality).error().kind, ErrorKind::kInvalidArgument);
  }
  EXPECT_EQ(encode_jpeg(pattern_image("ramp", 65536, 1), 90).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(encode_png(Image{.width = 30'000, .height = 30'000, .pixels = {}}).error().kind, ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace alexnet
