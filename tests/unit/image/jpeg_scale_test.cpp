#include "image/readers/jpeg_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "image/decode.h"
#include "image/encode.h"
#include "image/exif.h"
#include "image/resize.h"
#include "support/jpeg_parts.h"

namespace alexnet {
namespace {

using namespace testing;

const std::vector<JpegSampling> kGray = {{1, 1}}, k444 = {{1, 1}, {1, 1}, {1, 1}}, k420 = {{2, 2}, {1, 1}, {1, 1}},
                                k422 = {{2, 1}, {1, 1}, {1, 1}}, k440 = {{1, 2}, {1, 1}, {1, 1}},
                                k411 = {{4, 1}, {1, 1}, {1, 1}};

TEST(ChooseJpegScale, IsTheSmallestThatKeepsTheShorterSide) {
  const auto divisor = [](std::size_t width, std::size_t height, std::size_t side) {
    return choose_jpeg_scale(width, height, k420, side).divisor;
  };
  EXPECT_EQ(divisor(4000, 3000, 0), 1u);
  EXPECT_EQ(divisor(4000, 3000, 454), 4u);
  EXPECT_EQ(divisor(3000, 4000, 454), 4u);
  EXPECT_EQ(divisor(12000, 9000, 454), 8u);
  EXPECT_EQ(divisor(907, 5000, 454), 1u);  // 453.5 of 454
  EXPECT_EQ(divisor(908, 5000, 454), 2u);
  EXPECT_EQ(divisor(256, 256, 448), 1u);
  EXPECT_EQ(divisor(7, 7, 1), 4u);  // 1/8 would leave nothing
}

// The library halves the chroma of 4:2:2 again at every scale.
TEST(ChooseJpegScale, ColorsKeepTheirResolution) {
  const auto box = [](const std::vector<JpegSampling>& components, std::size_t side) {
    return choose_jpeg_scale(4096, 4096, components, side).box;
  };
  for (const auto& components : {kGray, k444, k420}) {
    for (const std::size_t side : {512, 1024, 2048}) EXPECT_EQ(box(components, side), 1u);
  }
  for (const auto& components : {k422, k440}) {
    for (const std::size_t side : {512, 1024, 2048}) EXPECT_EQ(box(components, side), 2u);
  }
  EXPECT_EQ(box(k411, 512), 4u);
  EXPECT_EQ(box(k411, 2048), 2u) << "no more than the scale";
  EXPECT_TRUE(choose_jpeg_scale(4096, 4096, k411, 2048).smooth);
  EXPECT_FALSE(choose_jpeg_scale(4096, 4096, k422, 2048).smooth);
  EXPECT_TRUE(choose_jpeg_scale(4096, 4096, k422, 0).smooth);
}

// ---- Pictures ---------------------------------------------------------------------------------------------------------------

DecodedImage decoded_at(const JpegBytes& jpeg, std::size_t min_shorter_side) {
  auto image = decode_image(jpeg, {.min_shorter_side = min_shorter_side});
  EXPECT_TRUE(image) << image.error().message();
  return image ? std::move(*image) : DecodedImage{};
}

// The means of squares of divisor x divisor pixels; those of the last, incomplete column and row are copies of their neighbors.
Image mean_of_squares(const Image& image, std::size_t divisor) {
  const std::size_t columns = image.width / divisor, rows = image.height / divisor;
  Image result{(image.width + divisor - 1) / divisor, (image.height + divisor - 1) / divisor, {}, {}};
  result.pixels.resize(result.width * result.height * 3);
  for (std::size_t i = 0; i < result.pixels.size(); ++i) {
    const std::size_t x = std::min(i / 3 % result.width, columns - 1), y = std::min(i / 3 / result.width, rows - 1);
    double sum = 0;
    for (std::size_t j = 0; j < divisor * divisor; ++j)
      sum += image.row(y * divisor + j / divisor)[(x * divisor + j % divisor) * 3 + i % 3];
    result.pixels[i] = static_cast<std::uint8_t>(std::lround(sum / static_cast<double>(divisor * divisor)));
  }
  return result;
}

struct PixelDifference {
  double mean = 0;
  int largest = 0;
};

PixelDifference difference_of(const Image& a, const Image& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  PixelDifference difference;
  for (std::size_t i = 0; i < std::min(a.pixels.size(), b.pixels.size()); ++i) {
    const int one = std::abs(a.pixels[i] - b.pixels[i]);
    difference.largest = std::max(difference.largest, one);
    difference.mean += one;
  }
  difference.mean /= static_cast<double>(std::max<std::size_t>(1, a.pixels.size()));
  return difference;
}

const char* const kScaledKinds[] = {"420",     "422",       "440", "444", "411", "gray", "rgb", "cmyk", "420_progressive",
                                    "12_bits", "arithmetic"};

TEST(ScaledJpeg, PixelsAreMeansOfSquares) {
  for (const char* kind : kScaledKinds) {
    const JpegBytes jpeg = golden_jpeg(kind);
    const Image whole = *decode(jpeg);
    for (const std::size_t divisor : {2u, 4u, 8u}) {
      const DecodedImage scaled = decoded_at(jpeg, whole.height / divisor);
      ASSERT_EQ(scaled.divisor, divisor) << kind;
      const PixelDifference difference = difference_of(scaled.image, mean_of_squares(whole, divisor));
      // Coarser colors are interpolated in the whole image, and in the scaled one need not be.
      const std::string_view colors = kind;
      const bool exact = colors == "444" || colors == "gray" || colors == "rgb";
      EXPECT_LT(difference.mean, exact ? 1 : 8) << kind << " at 1/" << divisor;
    }
  }
}

TEST(ScaledJpeg, CoversAFractionOfTheLastColumnAndRow) {
  const DecodedImage scaled = decoded_at(golden_jpeg("420"), 7);
  EXPECT_EQ(scaled.image.width, 10u);
  EXPECT_EQ(scaled.image.height, 8u);
  EXPECT_EQ(scaled.image.covered(), (Region{0, 0, 37 / 4.0, 29 / 4.0}));
  EXPECT_EQ(decode(golden_jpeg("420"))->covered(), (Region{0, 0, 37, 29}));
}

TEST(ScaledJpeg, LosslessIsDecodedInFull) {
  const DecodedImage image = decoded_at(golden_jpeg("lossless"), 3);
  EXPECT_EQ(image.divisor, 1u);
  EXPECT_TRUE(image.image == *decode(golden_jpeg("lossless")));
}

TEST(ScaledJpeg, ATurnedPhotoHasItsPartialColumnWhereItWas) {
  const Image scaled = decoded_at(golden_jpeg("420"), 7).image;  // 10 x 8, of which 9.25 x 7.25 are covered
  const Region regions[] = {{0, 0, 9.25, 7.25}, {0.75, 0, 9.25, 7.25}, {0.75, 0.75, 9.25, 7.25}, {0, 0.75, 9.25, 7.25},
                            {0, 0, 7.25, 9.25}, {0.75, 0, 7.25, 9.25}, {0.75, 0.75, 7.25, 9.25}, {0, 0.75, 7.25, 9.25}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto turned = apply_orientation(scaled, orientation);
    ASSERT_TRUE(turned);
    EXPECT_EQ(turned->covered(), regions[orientation - 1]) << orientation;
  }
}

// A gradient over 500 x 402 pixels and more: a stretch by the part of a pixel would shift its far side.
Image gradient(std::size_t width, std::size_t height) {
  Image image{width, height, std::vector<std::uint8_t>(width * height * 3), {}};
  for (std::size_t i = 0; i < width * height; ++i) {
    const std::size_t x = i % width, y = i / width;
    image.pixels[i * 3] = static_cast<std::uint8_t>(x * 255 / width);
    image.pixels[i * 3 + 1] = static_cast<std::uint8_t>(y * 255 / height);
    image.pixels[i * 3 + 2] = (x / 16 + y / 16) % 2 == 0 ? 200 : 40;
  }
  return image;
}

TEST(ScaledJpeg, OddSizesKeepTheirGeometry) {
  for (std::size_t more = 0; more < 9; ++more) {
    const JpegBytes jpeg = *encode_jpeg(gradient(500 + more, 402 + more), 95);
    const Image expected = *resize(*decode(jpeg), 60, 48);
    const DecodedImage scaled = decoded_at(jpeg, 96);
    ASSERT_EQ(scaled.divisor, 4u);
    const PixelDifference difference = difference_of(*resize(scaled.image, 60, 48), expected);
    EXPECT_LT(difference.mean, 2.0) << more;
    Image stretched = scaled.image;  // as if it covered the whole
    stretched.partly_covered = {};
    if (more % 4 == 1 || more % 4 == 2) {
      EXPECT_GT(difference_of(*resize(stretched, 60, 48), expected).mean, difference.mean) << more;
    }
  }
}

// A lossless crop leaves the rest of its last blocks in the file: here the size in the header is made smaller.
TEST(ScaledJpeg, WhatALosslessCropHidStaysHidden) {
  for (std::size_t visible = 65; visible < 72; ++visible) {
    Image image{72, 72, std::vector<std::uint8_t>(72 * 72 * 3, 100), {}};
    for (std::size_t i = 0; i < 72 * 72; ++i)
      if (i % 72 >= visible || i / 72 >= visible)
        image.pixels[i * 3] = 255, image.pixels[i * 3 + 1] = image.pixels[i * 3 + 2] = 0;
    const JpegBytes whole = *encode_jpeg(image, 95);  // 4:4:4
    const JpegBytes jpeg = with_size(whole, visible, visible);
    for (const std::size_t side : {32u, 16u, 8u}) {
      const Image scaled = decoded_at(jpeg, side).image;
      for (std::size_t i = 0; i < scaled.pixels.size(); ++i)
        ASSERT_NEAR(scaled.pixels[i], 100, 8)
            << visible << " at " << side << ": pixel " << i / 3 % scaled.width << ", " << i / 3 / scaled.width;
    }
  }
}

TEST(ScaledJpeg, FilesOfOthersKeepGeometryAndColor) {
  const std::filesystem::path folder = "../shared/inputs/photos";
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) GTEST_SKIP() << "no files in " << folder;
  for (const char* name : {"g05_odd_422", "g06_crop"}) {
    const JpegBytes jpeg = file_bytes(folder / (std::string(name) + ".jpg"));
    const Image whole = *decode(jpeg);
    for (const std::size_t divisor : {2u, 4u, 8u}) {
      const Image scaled = decoded_at(jpeg, std::min(whole.width, whole.height) / divisor).image;
      const std::size_t side = std::min(whole.width, whole.height) / divisor / 2;
      const PixelDifference difference = difference_of(*resize(scaled, side, side), *resize(whole, side, side));
      EXPECT_LT(difference.mean, 2.5) << name << " at 1/" << divisor;
      RecordProperty(std::string(name) + std::to_string(divisor),
                     std::to_string(difference.mean) + " " + std::to_string(difference.largest));
    }
  }
}

}  // namespace
}  // namespace alexnet
