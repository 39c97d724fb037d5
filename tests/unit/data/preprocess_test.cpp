#include "data/preprocess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "image/resize.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::checksum;
using testing::pattern_image;

const Preprocessing kImageNetPreprocessing{
    224, 256, Fit::kCrop, ChannelOrder::kRgb, 1.0f / 255.0f, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};
const Preprocessing kCaffePreprocessing{227, 256, Fit::kStretch, ChannelOrder::kBgr, 1.0f, {104, 117, 123}, {1, 1, 1}};

TEST(Preprocess, CropMatchesTorchvisionOnPillowBitForBit) {
  std::ifstream golden("tests/golden/resize.txt");
  ASSERT_TRUE(golden) << "no tests/golden/resize.txt: run from the root of the repository";
  int compared = 0;
  for (std::string line; std::getline(golden, line);) {
    std::istringstream fields(line);
    std::string kind, pattern, fit;
    std::size_t width = 0, height = 0;
    Preprocessing preprocessing;
    std::uint32_t crc = 0;
    if (fields >> kind; kind != "square") continue;
    fields >> pattern >> width >> height >> fit >> preprocessing.resize >> preprocessing.input;
    ASSERT_TRUE(fields >> std::hex >> crc) << line;
    preprocessing.fit = *parse_fit(fit);
    const auto square = crop_to_input(pattern_image(pattern, width, height), preprocessing);
    ASSERT_TRUE(square) << square.error().message() << " at " << line;
    EXPECT_EQ(square->width, preprocessing.input);
    EXPECT_EQ(square->height, preprocessing.input);
    EXPECT_EQ(checksum(square->pixels), crc) << line;
    ++compared;
  }
  EXPECT_EQ(compared, 42);
}

TEST(Preprocess, InterpolatesAsItSays) {
  const Image photo = pattern_image("noise", 90, 70);
  Preprocessing preprocessing{.input = 40, .resize = 40};
  const Region part = {10, 5, 60, 50};
  for (const Interpolation interpolation :
       {Interpolation::kNearest, Interpolation::kBilinear, Interpolation::kBilinearAntialiased, Interpolation::kBicubic}) {
    preprocessing.interpolation = interpolation;
    EXPECT_EQ(*crop_to_input(photo, preprocessing), *resize(photo, 40, 40, interpolation));
    EXPECT_EQ(*crop_to_input(photo, preprocessing, part), *resize(photo, 40, 40, part, interpolation));
  }
}

// Keras and Caffe give their networks bilinear values that are not rounded to 8 bits.
TEST(Preprocess, TensorOfBilinearValuesIsNotRounded) {
  const Image photo = pattern_image("noise", 90, 71);
  Preprocessing preprocessing{.input = 40, .resize = 44, .order = ChannelOrder::kBgr, .scale = 0.5f, .mean = {1, 2, 3}};
  std::vector<float> values(40 * 40 * 3), rounded(values.size());
  const auto average = [&] { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); };
  for (const auto& part : {std::optional<Region>(), std::optional(Region{10, 5, 60, 50})})
    for (const bool has_means : {false, true}) {
      if (has_means) preprocessing.mean_image = std::make_shared<MeanImage>(MeanImage{44, std::vector<float>(44 * 44 * 3, 7)});
      preprocessing.interpolation = Interpolation::kBilinear;
      auto image = crop_to_tensor(photo, preprocessing, part, values);
      ASSERT_TRUE(image);
      EXPECT_EQ(*image, *crop_to_input(photo, preprocessing, part));
      to_tensor(*image, preprocessing, rounded);
      float largest = 0;
      for (std::size_t i = 0; i < values.size(); ++i) largest = std::max(largest, std::abs(values[i] - rounded[i]));
      EXPECT_GT(largest, 0.2f);
      EXPECT_LE(largest, 0.2501f);  // half a level times the scale
      EXPECT_NEAR(average(), std::accumulate(rounded.begin(), rounded.end(), 0.0) / static_cast<double>(rounded.size()), 0.02);
      preprocessing.interpolation = Interpolation::kBilinearAntialiased;
      image = crop_to_tensor(photo, preprocessing, part, values);
      ASSERT_TRUE(image);
      to_tensor(*image, preprocessing, rounded);
      EXPECT_EQ(values, rounded);
    }
}

// As smart_resize of Keras: the square begins at a whole pixel.
TEST(Preprocess, BilinearCropWithoutMarginTakesACentralSquareOfWholePixels) {
  const Image photo = pattern_image("noise", 90, 71);
  const Preprocessing preprocessing{.input = 40, .resize = 40, .fit = Fit::kCrop, .interpolation = Interpolation::kBilinear};
  const Region square{9, 0, 71, 71};
  EXPECT_EQ(*crop_to_input(photo, preprocessing), *resize(photo, 40, 40, square, Interpolation::kBilinear));
  EXPECT_EQ(*input_region(90, 71, preprocessing), square);
}

// The crop's corner by Python's round: halves go to the even number.
TEST(Preprocess, CropEqualsCropOfFullResize) {
  for (std::size_t input = 220; input <= 227; ++input) {
    const Image photo = pattern_image("noise", 301, 240);
    Preprocessing preprocessing = kImageNetPreprocessing;
    preprocessing.input = input;
    preprocessing.resize = 227;
    const std::size_t width = 227 * 301 / 240;  // 284
    const Image whole = *resize(photo, width, 227);
    const auto corner = [&](std::size_t side) {
      return static_cast<std::size_t>(std::nearbyint(static_cast<double>(side - input) / 2.0));
    };
    const auto square = crop_to_input(photo, preprocessing);
    ASSERT_TRUE(square);
    for (std::size_t y = 0; y < input; ++y) {
      const std::uint8_t* expected = whole.row(corner(227) + y) + corner(width) * 3;
      ASSERT_TRUE(std::equal(square->row(y), square->row(y) + input * 3, expected)) << input << " row " << y;
    }
  }
}

TEST(Preprocess, CropsElongatedImages) {
  for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{1, 100'000}, {100'000, 1}, {1, 1}, {2, 65'535}}) {
    for (const Preprocessing& preprocessing : {kImageNetPreprocessing, kCaffePreprocessing}) {
      const auto square = crop_to_input(pattern_image("ramp", width, height), preprocessing);
      ASSERT_TRUE(square) << square.error().message();
      EXPECT_EQ(square->pixels.size(), preprocessing.input * preprocessing.input * 3);
    }
  }
}

TEST(Preprocess, RejectsImpossibleCropSizes) {
  const Image photo = pattern_image("ramp", 30, 20);
  for (const auto& [input, resize] : {std::pair<std::size_t, std::size_t>{0, 10}, {11, 10}, {5000, 5000}}) {
    const auto square = crop_to_input(photo, {.input = input, .resize = resize});
    ASSERT_FALSE(square);
    EXPECT_EQ(square.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_NE(square.error().message().find("preprocessing: a crop of"), std::string::npos) << square.error().message();
  }
  EXPECT_EQ(crop_to_input(Image{}, kImageNetPreprocessing).error().message(), "preprocessing: the image is empty");
}

TEST(Preprocess, TensorIsTheFormulaForEveryPixelValue) {
  Image square{256, 3, std::vector<std::uint8_t>(256 * 3 * 3)};
  for (std::size_t i = 0; i < square.pixels.size(); ++i) square.pixels[i] = static_cast<std::uint8_t>(i / 9 + i * 85);
  std::vector<float> out(square.pixels.size());
  Preprocessing converting;
  converting.color = ColorHandling::kConvert;
  converting.interpolation = Interpolation::kBicubic;
  for (const Preprocessing& preprocessing : {kImageNetPreprocessing, kCaffePreprocessing, Preprocessing{}, converting}) {
    to_tensor(square, preprocessing, out);
    const bool swapped = preprocessing.order == ChannelOrder::kBgr;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t c = i % 3, from = swapped ? i - c + (2 - c) : i;
      const double expected = (square.pixels[from] * double{preprocessing.scale} - double{preprocessing.mean[c]}) /
                              double{preprocessing.deviation[c]};
      ASSERT_NEAR(out[i], expected, 1e-6 * std::max(1.0, std::abs(expected))) << "value " << i;
    }
  }
}

// torchvision's ToTensor and Normalize, step by step in numpy's float32, printed to nine digits.
TEST(Preprocess, TensorMatchesTorchvisionToTensorAndNormalize) {
  const Image square{2, 1, {0, 128, 255, 17, 99, 200}};
  std::vector<float> out(6);
  to_tensor(square, kImageNetPreprocessing, out);
  const float expected[] = {-2.11790395f, 0.205182195f, 2.6400001f, -1.82678318f, -0.302520961f, 1.68139446f};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(out[i], expected[i], 1e-6) << i;
}

TEST(Preprocess, JsonRoundTrips) {
  for (const Preprocessing& preprocessing : {kImageNetPreprocessing, kCaffePreprocessing, Preprocessing{}}) {
    const auto read = preprocessing_from_json(to_json(preprocessing));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, preprocessing);
  }
  EXPECT_EQ(to_json(kCaffePreprocessing),
            R"({"input":227,"resize":256,"fit":"stretch","order":"bgr","scale":1,"mean":[104,117,123],"deviation":[1,1,1],)"
            R"("color":"ignore","interpolation":"bilinear_antialiased"})");
}

TEST(Preprocess, FilesOfVersion01TakeColorsAsTheyAreAndInterpolateWithAntialiasing) {
  constexpr std::string_view kOld =
      R"({"input":227,"resize":256,"fit":"stretch","order":"bgr","scale":1,"mean":[104,117,123],"deviation":[1,1,1]})";
  const auto read = preprocessing_from_json(kOld);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, kCaffePreprocessing);
  EXPECT_EQ(read->color, ColorHandling::kIgnore);
  EXPECT_EQ(read->interpolation, Interpolation::kBilinearAntialiased);
}

TEST(Preprocess, DecodesAsItsColorSays) {
  Preprocessing preprocessing;
  EXPECT_EQ(decode_options(preprocessing).color, ColorHandling::kIgnore);
  preprocessing.color = ColorHandling::kConvert;
  EXPECT_EQ(decode_options(preprocessing).color, ColorHandling::kConvert);
}

TEST(Preprocess, DecodesAtTwiceTheResolutionThatItResizesTo) {
  Preprocessing preprocessing = {.input = 224, .resize = 256};
  EXPECT_EQ(decode_options(preprocessing).min_shorter_side, 0u);
  EXPECT_EQ(input_decode_options(preprocessing).min_shorter_side, 512u);
  preprocessing.interpolation = Interpolation::kBicubic;
  EXPECT_EQ(input_decode_options(preprocessing).min_shorter_side, 512u);
  for (const Interpolation picks : {Interpolation::kNearest, Interpolation::kBilinear}) {
    preprocessing.interpolation = picks;
    EXPECT_EQ(input_decode_options(preprocessing).min_shorter_side, 0u);
  }
}

// The pixels beyond what is covered are those of a photo at 1/4 of its size: 37 x 29.
TEST(Preprocess, SizesComeFromWhatAPhotoCovers) {
  Image image = pattern_image("noise", 10, 8);
  image.partly_covered = {0.75, 0.75, 9.25, 7.25};
  const Preprocessing preprocessing = {.input = 29, .resize = 29, .fit = Fit::kCrop};
  EXPECT_EQ(*crop_to_input(image, preprocessing), *resize_part(image, {37, 29, image.partly_covered, {4, 0, 29, 29}}));
}

// The JSON of kCaffePreprocessing with one piece of it replaced.
std::string replaced(std::string_view piece, std::string_view by) {
  std::string json = to_json(kCaffePreprocessing);
  const std::size_t at = json.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return json.replace(at, piece.size(), by);
}

TEST(Preprocess, InvalidJsonIsRefusedWithTheNameOfTheField) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "must be a JSON object"},
      {"[1,2]", "must be a JSON object"},
      {"{\"input\":", "must be a JSON object"},
      {"{}", "\"input\" is missing"},
      {replaced("227", "0"), "\"input\" must be a whole number from 1 to 4096, found 0"},
      {replaced("227", "-1"), "\"input\" must be a whole number"},
      {replaced("227", "4097"), "\"input\" must be a whole number"},
      {replaced("227", "1e300"), "\"input\" must be a whole number"},
      {replaced("227", "\"227\""), "\"input\" must be a whole number from 1 to 4096, found \"227\""},
      {replaced("256", "200"), "\"resize\" (200) is less than \"input\" (227)"},
      {replaced("stretch", "squash"), "fit: must be crop or stretch, found \"squash\""},
      {replaced("\"stretch\"", "1"), "\"fit\" must be a string, found 1"},
      {replaced("bgr", "BGR"), "order: must be rgb or bgr, found \"BGR\""},
      {replaced("\"scale\":1", "\"scale\":0"), "\"scale\" must be a number above 0, found 0"},
      {replaced("\"scale\":1", "\"scale\":1e-60"), "\"scale\" must be"},
      {replaced("\"scale\":1", "\"scale\":null"), "\"scale\" must be"},
      {replaced("[104,117,123]", "[104,117]"), "\"mean\" must be three numbers"},
      {replaced("[104,117,123]", "[104,117,1e300]"), "\"mean\" must be three numbers"},
      {replaced("[104,117,123]", "[104,117,true]"), "\"mean\" must be three numbers"},
      {replaced("[104,117,123]", "{}"), "\"mean\" must be three numbers"},
      {replaced("[1,1,1]", "[1,0,1]"), "\"deviation\" must be three numbers above 0, found [1,0,1]"},
      {replaced("\"ignore\"", "\"keep\""), "color: must be convert or ignore, found \"keep\""},
      {replaced("bilinear_antialiased", "lanczos"),
       "interpolation: must be nearest, bilinear, bilinear_antialiased or bicubic, found \"lanczos\""},
      {replaced("\"ignore\"", "0"), "\"color\" must be a string, found 0"},
      {replaced("\"deviation\"", "\"dev\""), "\"deviation\" is missing"},
      {std::string(100'000, '['), "must be a JSON object"},
  };
  for (const auto& [json, said] : cases) {
    const auto result = preprocessing_from_json(json);
    ASSERT_FALSE(result) << json;
    EXPECT_EQ(result.error().kind, ErrorKind::kBadFormat);
    EXPECT_NE(result.error().message().find(said), std::string::npos)
        << result.error().message() << " for " << json.substr(0, 99);
  }
}

TEST(Preprocess, NamesRoundTrip) {
  for (const Fit fit : {Fit::kCrop, Fit::kStretch}) EXPECT_EQ(parse_fit(to_string(fit)), fit);
  for (const ChannelOrder order : {ChannelOrder::kRgb, ChannelOrder::kBgr})
    EXPECT_EQ(parse_channel_order(to_string(order)), order);
  for (const ColorHandling color : {ColorHandling::kConvert, ColorHandling::kIgnore})
    EXPECT_EQ(parse_color_handling(to_string(color)), color);
  for (const Interpolation interpolation :
       {Interpolation::kNearest, Interpolation::kBilinear, Interpolation::kBilinearAntialiased, Interpolation::kBicubic})
    EXPECT_EQ(parse_interpolation(to_string(interpolation)), interpolation);
  EXPECT_EQ(parse_fit("Crop").error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
