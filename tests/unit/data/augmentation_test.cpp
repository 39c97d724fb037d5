#include "data/augmentation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace alexnet {
namespace {

const Augmentation kTutorial{.rotation_range = 10,
                             .width_shift_range = 0.1f,
                             .height_shift_range = 0.1f,
                             .shear_range = 0.1f,
                             .zoom_range = 0.1f,
                             .brightness_range = {{0.5f, 1.25f}},
                             .grayscale = 0.25f,
                             .horizontal_flip = true,
                             .fill_mode = FillMode::kWrap,
                             .convention = TransformConvention::kKeras3,
                             .random_crop = true,
                             .lighting_sigma = 0.1f,
                             .lighting = {{1, 2, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1}}};

TEST(Augmentation, JsonRoundTrips) {
  for (const Augmentation& augmentation : {Augmentation{}, kTutorial}) {
    const auto read = augmentation_from_json(to_json(augmentation));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, augmentation);
  }
  EXPECT_EQ(
      to_json(kTutorial),
      R"({"rotation_range":10,"width_shift_range":0.1,"height_shift_range":0.1,"shear_range":0.1,"zoom_range":0.1,)"
      R"("channel_shift_range":0,"brightness_range":[0.5,1.25],"grayscale":0.25,"horizontal_flip":true,)"
      R"("vertical_flip":false,"fill_mode":"wrap","cval":0,"convention":"keras3","random_crop":true,)"
      R"("random_resized_crop":false,"scale":[0.08,1],"ratio":[0.75,1.3333334],"lighting_sigma":0.1,"lighting_deviations":[1,2,3],)"
      R"("lighting_vectors":[1,0,0,0,1,0,0,0,1]})");
}

TEST(Augmentation, MissingJsonOptionsKeepTheirDefaults) {
  EXPECT_EQ(*augmentation_from_json("{}"), Augmentation{});
  EXPECT_EQ(*augmentation_from_json(R"({"zoom_range": 0.5, "brightness_range": null})"), Augmentation{.zoom_range = 0.5f});
}

TEST(Augmentation, InvalidJsonIsRefusedWithTheNameOfTheOption) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "must be a JSON object"},
      {"[]", "must be a JSON object"},
      {R"({"rotation_range": "10"})", "\"rotation_range\" must be a number, found \"10\""},
      {R"({"rotation": 10})", "\"rotation\" is not a known option"},
      {R"({"rotation_range": 181})", "rotation_range: must be from 0 to 180, found 181"},
      {R"({"rotation_range": 1e300})", "rotation_range: must be from 0 to 180"},
      {R"({"horizontal_flip": 1})", "\"horizontal_flip\" must be true or false, found 1"},
      {R"({"fill_mode": "edge"})", "\"fill_mode\" must be \"nearest\""},
      {R"({"fill_mode": 3})", "\"fill_mode\" must be \"nearest\""},
      {R"({"convention": "keras4"})", "\"convention\" must be \"keras2\" or \"keras3\", found \"keras4\""},
      {R"({"convention": 3})", "\"convention\" must be \"keras2\" or \"keras3\", found 3"},
      {R"({"brightness_range": 1})", "\"brightness_range\" must be a list of 2 numbers, found 1"},
      {R"({"brightness_range": [2, 1]})", "the smaller one first, found 2 and 1"},
      {R"({"lighting_vectors": [1]})", "must be a list of 9 numbers"},
      {R"({"random_crop": true, "random_resized_crop": true})", "exclude each other"},
  };
  for (const auto& [json, said] : cases) {
    const auto result = augmentation_from_json(json);
    ASSERT_FALSE(result) << json;
    EXPECT_EQ(result.error().kind, ErrorKind::kBadFormat);
    EXPECT_NE(result.error().message().find(said), std::string::npos) << result.error().message() << " for " << json;
  }
}

TEST(Augmentation, ValuesOutOfRangeAreInvalidArguments) {
  EXPECT_TRUE(check(Augmentation{}));
  EXPECT_TRUE(check(kTutorial));
  const std::pair<const char*, Augmentation> cases[] = {
      {"rotation_range", {.rotation_range = -1}},
      {"width_shift_range", {.width_shift_range = 1}},
      {"height_shift_range", {.height_shift_range = std::nanf("")}},
      {"shear_range", {.shear_range = 90}},
      {"zoom_range", {.zoom_range = 1}},
      {"channel_shift_range", {.channel_shift_range = 256}},
      {"brightness_range", {.brightness_range = {{-1, 1}}}},
      {"cval", {.cval = -1}},
      {"scale", {.scale = {0, 1}}},
      {"ratio", {.ratio = {2, 1}}},
      {"lighting_sigma", {.lighting_sigma = INFINITY}},
      {"grayscale", {.grayscale = 1.5f}},
      {"lighting_deviations", {.lighting = {.deviations = {-1, 0, 0}}}},
      {"random_crop", {.random_crop = true, .random_resized_crop = true}},
  };
  for (const auto& [name, augmentation] : cases) {
    const Status checked = check(augmentation);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(checked.error().where, name);
  }
}

TEST(Augmentation, NamesOfConventionsRoundTrip) {
  for (const TransformConvention convention : {TransformConvention::kKeras2, TransformConvention::kKeras3})
    EXPECT_EQ(parse_convention(to_string(convention)), convention);
  EXPECT_EQ(parse_convention("keras").error().kind, ErrorKind::kInvalidArgument);
}

TEST(Augmentation, NamesOfFillModesRoundTrip) {
  for (const FillMode mode : {FillMode::kNearest, FillMode::kConstant, FillMode::kReflect, FillMode::kWrap})
    EXPECT_EQ(parse_fill_mode(to_string(mode)), mode);
  EXPECT_EQ(parse_fill_mode("Wrap").error().kind, ErrorKind::kInvalidArgument);
}

TEST(Augmentation, ChangesNothingUnlessAnOptionHasAnEffect) {
  EXPECT_TRUE(changes_nothing({}));
  EXPECT_TRUE(changes_nothing({.fill_mode = FillMode::kWrap,
                               .cval = 9,
                               .convention = TransformConvention::kKeras3,
                               .scale = {0.5f, 1},
                               .ratio = {1, 1}}));
  EXPECT_TRUE(changes_nothing({.lighting = kTutorial.lighting}));
  EXPECT_FALSE(changes_nothing({.lighting_sigma = 0.1f}));
  EXPECT_FALSE(changes_nothing({.rotation_range = 1}));
  EXPECT_FALSE(changes_nothing({.brightness_range = {{1, 1}}})) << "stretches the contrast";
  EXPECT_FALSE(changes_nothing({.horizontal_flip = true}));
  EXPECT_FALSE(changes_nothing({.random_crop = true}));
  EXPECT_FALSE(changes_nothing({.random_resized_crop = true}));
}

}  // namespace
}  // namespace alexnet
