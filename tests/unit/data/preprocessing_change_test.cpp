#include "data/preprocessing_change.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "formats/tensor_map.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;
using testing::pattern_image;

Preprocessing torchvision_like() {
  return {.input = 56, .resize = 64, .fit = Fit::kCrop, .interpolation = Interpolation::kBilinearAntialiased};
}

Preprocessing keras_like() {
  return {.input = 56, .resize = 56, .fit = Fit::kStretch, .interpolation = Interpolation::kBilinear};
}

// The mean image of tests/golden/make_preprocess.py.
std::shared_ptr<const MeanImage> mean_image(std::size_t side) {
  auto image = std::make_shared<MeanImage>(MeanImage{side, {}});
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        image->values.push_back(90.0f + static_cast<float>(10 * c + x % 7) - static_cast<float>(y % 5));
  return image;
}

Result<Preprocessing> changed(const std::string& text, const Preprocessing& model = torchvision_like()) {
  return changed_preprocessing({.text = text, .mean_image = nullptr}, model);
}

TEST(PreprocessingChange, NamedConventionsComputeWhatTheirProgramsDo) {
  std::ifstream golden("tests/golden/preprocess.json");
  ASSERT_TRUE(golden) << "run from the root of the repository";
  const Json cases = Json::parse(golden);
  ASSERT_EQ(cases.size(), 21u);
  for (const Json& one : cases) {
    const std::string name = one["name"], base = one["base"], pattern = one["pattern"];
    PreprocessingChange change{.text = name, .mean_image = nullptr};
    if (base == "mean image") change.mean_image = mean_image(256);
    Preprocessing model = base == "keras" ? keras_like() : torchvision_like();
    model.input = one["input"];
    model.resize = base == "keras" ? model.input : 256;
    const auto preprocessing = changed_preprocessing(change, model);
    ASSERT_TRUE(preprocessing) << preprocessing.error().message();
    const auto input = crop_to_input(pattern_image(pattern, one["width"], one["height"]), *preprocessing);
    ASSERT_TRUE(input) << input.error().message();
    std::vector<float> values(input->pixels.size());
    to_tensor(*input, *preprocessing, values);
    for (std::size_t i = 0; i < one["at"].size(); ++i) {
      const std::size_t at = one["at"][i];
      const float level = preprocessing->scale / preprocessing->deviation[at % 3];
      EXPECT_NEAR(values[at], one["values"][i].get<float>(),
                  one["levels"].get<float>() * level * 1.001f + 1e-4f * level + 2e-6f)
          << name << " on " << base << ", " << pattern << ", value " << at;
    }
  }
}

TEST(PreprocessingChange, TheValuesOfAConventionHaveItsName) {
  for (const std::string_view name : kPreprocessingNames) EXPECT_EQ(name_of(*changed(std::string(name))), name);
  EXPECT_EQ(name_of(*changed(R"({"base":"caffe","order":"rgb"})")), "");
  EXPECT_EQ(name_of(*changed_preprocessing({"caffe", mean_image(56)}, torchvision_like())), "");
}

TEST(PreprocessingChange, FieldsReplaceThoseOfTheModelOrOfTheBase) {
  Preprocessing expected = torchvision_like();
  expected.order = ChannelOrder::kBgr;
  expected.scale = 1;
  expected.mean = {1, 2, 3};
  expected.deviation = {4, 4, 4};
  expected.fit = Fit::kStretch;
  expected.color = ColorHandling::kConvert;
  expected.interpolation = Interpolation::kBicubic;
  EXPECT_EQ(*changed(R"({"order":"bgr","scale":1,"mean":[1,2,3],"deviation":4,"fit":"stretch","color":"convert",
                        "interpolation":"bicubic"})"),
            expected);
  const auto based = changed(R"({"base":"-1..1","resize":70})");
  EXPECT_EQ(name_of(*based), "-1..1");
  EXPECT_EQ(based->resize, 70u);
  EXPECT_EQ(changed(R"({"input":28})")->resize, 32u) << "in proportion";
  // Colors keep their means where the order alone changes.
  const auto reversed = changed(R"({"base":"imagenet","order":"bgr"})");
  EXPECT_EQ(reversed->mean, (std::array<float, 3>{0.406f, 0.456f, 0.485f}));
  EXPECT_EQ(reversed->deviation, (std::array<float, 3>{0.225f, 0.224f, 0.229f}));
  EXPECT_EQ(changed("")->scale, torchvision_like().scale);
}

TEST(PreprocessingChange, AMeanImageReplacesTheMeanAndFitsTheResizedPhotoOrTheInput) {
  const auto small = changed_preprocessing({"caffe", mean_image(56)}, torchvision_like());
  ASSERT_TRUE(small) << small.error().message();
  EXPECT_EQ(small->mean, (std::array<float, 3>{0, 0, 0}));
  EXPECT_EQ(small->resize, 63u);
  const auto large = changed_preprocessing({"", mean_image(80)}, torchvision_like());
  ASSERT_TRUE(large) << large.error().message();
  EXPECT_EQ(large->resize, 80u) << "as large as the mean image";
  EXPECT_EQ(changed_preprocessing({R"({"resize":64})", mean_image(80)}, torchvision_like()).error().code,
            std::string("mean_image_size"));
  EXPECT_EQ(changed_preprocessing({"", mean_image(40)}, torchvision_like()).error().code, std::string("mean_image_size"));
  // Its averages stand for it elsewhere.
  const Preprocessing averaged = without_mean_image(*small);
  EXPECT_EQ(averaged.mean_image, nullptr);
  EXPECT_NEAR(averaged.mean[1] - averaged.mean[0], 10, 1e-4f);
  // Naming a convention takes the image away.
  EXPECT_EQ(changed("0..1", *small)->mean_image, nullptr);
  EXPECT_NE(changed(R"({"fit":"crop"})", *small)->mean_image, nullptr);
}

TEST(PreprocessingChange, RefusesWhatItDoesNotKnow) {
  for (const auto& [text, code] : {std::pair{"imagenets", "preprocessing_name_unknown"},
                                   {R"({"means":[1,2,3]})", "preprocessing_field_unknown"},
                                   {R"({"base":"tensorflow"})", "preprocessing_name_unknown"},
                                   {R"({"base":5})", "preprocessing_not_string"},
                                   {R"({"mean":[1,2]})", "preprocessing_not_three_numbers"},
                                   {R"({"deviation":0})", "preprocessing_not_three_positive"},
                                   {R"({"order":"gbr"})", "channel_order_unknown"},
                                   {R"({"order":7})", "preprocessing_not_string"},
                                   {R"({"input":-3})", "preprocessing_side"},
                                   {R"({"resize":20})", "preprocessing_resize_below_input"},
                                   {"{", "preprocessing_not_object"}}) {
    const auto result = changed(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, std::string(code)) << text << ": " << result.error().message();
  }
}

TEST(PreprocessingChange, SaysWhichPartsItStates) {
  const auto stated = [](std::string text) { return stated_by({.text = std::move(text), .mean_image = nullptr}); };
  for (const char* text : {"imagenet", R"({"base":"caffe"})", R"({"order":"bgr","scale":1})"})
    EXPECT_TRUE(stated(text).colors) << text;
  for (const char* text : {"", R"({"input":227})", R"({"scale":1})"}) EXPECT_FALSE(stated(text).colors) << text;
  EXPECT_FALSE(stated(R"({"input":227})").values);
  EXPECT_TRUE(stated(R"({"input":227,"scale":1})").values);
  EXPECT_EQ(stated(R"({"input":227,"scale":1})").input, 227u);
  EXPECT_FALSE(stated(R"({"input":-1})").input);
  EXPECT_FALSE(stated("caffe").input);
}

TEST(PreprocessingChange, DescribesOnOneLine) {
  EXPECT_EQ(describe(*changed("imagenet")),
            "imagenet: RGB / 255, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225; crop 64 to 56, bilinear_antialiased");
  EXPECT_EQ(describe(*changed("-1..1", keras_like())), "-1..1: RGB / 127.5, mean 1; stretch 56, bilinear");
  EXPECT_EQ(describe(*changed_preprocessing({"caffe", mean_image(63)}, torchvision_like())),
            "BGR in 0..255, mean image of 63 x 63; stretch 63 to 56, bilinear");
}

// ---- Files of mean images ---------------------------------------------------------------------------------------------------

std::vector<std::uint8_t> floats(const std::vector<float>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<std::uint8_t> npy(const std::string& shape, const std::vector<float>& values) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string file = std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size() & 255) +
                     static_cast<char>(header.size() >> 8) + header;
  std::vector<std::uint8_t> bytes(file.begin(), file.end());
  for (const std::uint8_t byte : floats(values)) bytes.push_back(byte);
  return bytes;
}

// A BlobProto of one image: the numbers of images, channels, rows and columns, then the values as a packed list.
std::vector<std::uint8_t> binaryproto(std::uint8_t channels, std::uint8_t side, const std::vector<float>& values) {
  std::vector<std::uint8_t> bytes = {8, 1, 16, channels, 24, side, 32, side, 42};
  for (std::size_t size = values.size() * sizeof(float);; size >>= 7) {
    bytes.push_back(static_cast<std::uint8_t>((size & 127) | (size >= 128 ? 128 : 0)));
    if (size < 128) break;
  }
  for (const std::uint8_t byte : floats(values)) bytes.push_back(byte);
  return bytes;
}

Result<std::shared_ptr<const MeanImage>> read(std::vector<std::uint8_t> bytes) {
  return read_mean_image(SharedBytes(std::move(bytes)));
}

TEST(MeanImage, IsReadFromCaffeAndNumPy) {
  // [c][y][x] of 2 x 2 pixels, and the same as [y][x][c].
  const std::vector<float> planes = {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400};
  const std::vector<float> pixels = {1, 10, 100, 2, 20, 200, 3, 30, 300, 4, 40, 400};
  for (const auto& bytes :
       {binaryproto(3, 2, planes), npy("(3, 2, 2)", planes), npy("(1, 3, 2, 2)", planes), npy("(2, 2, 3)", pixels)}) {
    const auto image = read(bytes);
    ASSERT_TRUE(image) << image.error().message();
    EXPECT_EQ((*image)->side, 2u);
    EXPECT_EQ((*image)->values, pixels);
  }
  const auto color = read(npy("(3,)", {104, 117, 123}));
  ASSERT_TRUE(color) << color.error().message();
  const auto preprocessing = changed_preprocessing({R"({"base":"0..1","order":"bgr"})", *color}, torchvision_like());
  EXPECT_NEAR(preprocessing->mean[2], 123.0f / 255, 1e-6f);
}

TEST(MeanImage, RefusesOtherShapesAndValues) {
  EXPECT_EQ(read(binaryproto(1, 2, {1, 2, 3, 4})).error().code, std::string("mean_image_shape"));
  EXPECT_EQ(read(npy("(3, 1, 2)", {1, 2, 3, 4, 5, 6})).error().code, std::string("mean_image_shape"));
  EXPECT_EQ(read(npy("(3,)", {1, NAN, 3})).error().code, std::string("mean_image_not_finite"));
  EXPECT_FALSE(read(binaryproto(3, 2, {1, 2, 3}))) << "fewer values than pixels";
  EXPECT_FALSE(read({}));
  EXPECT_FALSE(read({1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

}  // namespace
}  // namespace alexnet
