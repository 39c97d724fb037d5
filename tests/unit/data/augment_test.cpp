#include "data/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "support/tiny_images.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;
using testing::pattern_image;

// Preprocessing that leaves pixel values as they are.
Preprocessing plain(std::size_t input, std::size_t resize) { return {.input = input, .resize = resize, .scale = 1}; }

std::vector<float> applied(const Augmenter& augmenter, const Image& image, const AugmentPlan& plan) {
  const std::size_t side = augmenter.preprocessing().input;
  std::vector<float> out(side * side * 3, -1e9f);
  AugmentScratch scratch;
  const Status status = augmenter.apply(image, plan, scratch, out);
  EXPECT_TRUE(status) << status.error().message();
  return out;
}

AugmentPlan whole(std::size_t side) { return {.region = {0, 0, static_cast<double>(side), static_cast<double>(side)}}; }

// ---- Keras ----------------------------------------------------------------------------------------------------------------

Json golden_rows(const std::string& path) {
  std::ifstream file(path);
  const Json all = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  return all.is_object() ? all["rows"] : Json::array();
}

AugmentPlan golden_plan(const Json& transform, std::size_t side) {
  AugmentPlan plan = whole(side);
  plan.theta = transform.value("theta", 0.0);
  plan.tx = transform.value("tx", 0.0);
  plan.ty = transform.value("ty", 0.0);
  plan.shear = transform.value("shear", 0.0);
  plan.zx = transform.value("zx", 1.0);
  plan.zy = transform.value("zy", 1.0);
  plan.flip_horizontal = transform.value("flip_horizontal", false);
  plan.flip_vertical = transform.value("flip_vertical", false);
  if (transform.contains("channel_shift_intensity")) plan.channel_shift_intensity = transform["channel_shift_intensity"];
  if (transform.contains("brightness")) plan.brightness = transform["brightness"];
  return plan;
}

Image golden_rgb_image(const Json& row) {
  Image image = pattern_image("noise", row["side"], row["side"]);
  const int low = row["low"], range = row["high"].get<int>() - low;
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(low + value * range / 255);
  return image;
}

void expect_agreement(const std::string& path, TransformConvention convention, std::size_t count) {
  const Json rows = golden_rows(path);
  ASSERT_EQ(rows.size(), count) << path << ": run from the root of the repository";
  for (const Json& row : rows) {
    SCOPED_TRACE(row["transform"].dump() + row["fill_mode"].dump());
    const std::size_t side = row["side"];
    const Augmentation options{
        .fill_mode = *parse_fill_mode(row["fill_mode"].get<std::string>()), .cval = row["cval"], .convention = convention};
    const auto found = applied({options, plain(side, side)}, golden_rgb_image(row), golden_plan(row["transform"], side));
    const auto expected = row["values"].get<std::vector<double>>();
    ASSERT_EQ(found.size(), expected.size());
    // In 0..255: the file has four decimals, and we add up in float32 what scipy adds up in double.
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-3) << "value " << i;
  }
}

TEST(Augment, AgreesWithKeras2) { expect_agreement("tests/golden/augment.json", TransformConvention::kKeras2, 73); }

TEST(Augment, AgreesWithKeras3) { expect_agreement("tests/golden/augment_keras3.json", TransformConvention::kKeras3, 41); }

// What a reader of the tutorial expects of the names, and what Keras 3 does.
TEST(Augment, ShiftsMoveAsTheyAreNamedExceptInKeras3) {
  const Image image = pattern_image("noise", 8, 8);
  AugmentPlan plan = whole(8);
  plan.tx = 3;  // of height_shift_range
  const auto still = applied({{}, plain(8, 8)}, image, whole(8));
  for (const TransformConvention convention : {TransformConvention::kKeras2, TransformConvention::kKeras3}) {
    const auto moved = applied({{.convention = convention}, plain(8, 8)}, image, plan);
    const std::size_t by_rows = 3 * 8 * 3, by_columns = 3 * 3;
    EXPECT_EQ(moved[0], still[convention == TransformConvention::kKeras2 ? by_rows : by_columns]);
  }
}

// ---- Random choices --------------------------------------------------------------------------------------------------------

// The tutorial's settings and everything else at once.
const Augmentation kEverything{.rotation_range = 10,
                               .width_shift_range = 0.1f,
                               .height_shift_range = 0.2f,
                               .shear_range = 5,
                               .zoom_range = 0.3f,
                               .channel_shift_range = 20,
                               .brightness_range = {{0.5f, 1.5f}},
                               .horizontal_flip = true,
                               .vertical_flip = true,
                               .random_crop = true,
                               .lighting_sigma = 0.1f};

TEST(Augment, DrawsDependOnSeedEpochAndPhoto) {
  const Augmenter augmenter(kEverything, plain(227, 256));
  const DrawKey key{7, 3, 11};
  EXPECT_EQ(augmenter.draw(256, 256, key), augmenter.draw(256, 256, key));
  for (const DrawKey& other : {DrawKey{8, 3, 11}, DrawKey{7, 4, 11}, DrawKey{7, 3, 12}, DrawKey{7, 3, 11ull << 32}}) {
    const AugmentPlan one = augmenter.draw(256, 256, key), two = augmenter.draw(256, 256, other);
    EXPECT_NE(one.theta, two.theta);
    EXPECT_NE(one.zx, two.zx);
    EXPECT_NE(one.lighting, two.lighting);
  }
}

TEST(Augment, AnOptionDoesNotChangeTheChoicesOfOthers) {
  const AugmentPlan all = Augmenter(kEverything, plain(227, 256)).draw(256, 256, {1, 2, 3});
  const AugmentPlan few = Augmenter({.rotation_range = 10, .zoom_range = 0.3f}, plain(227, 256)).draw(227, 227, {1, 2, 3});
  EXPECT_EQ(few.theta, all.theta);
  EXPECT_EQ(few.zy, all.zy);
  AugmentPlan rest = whole(227);
  rest.theta = few.theta, rest.zx = few.zx, rest.zy = few.zy;
  EXPECT_EQ(few, rest) << "options that are off have no effect";
}

// Minimum, mean and maximum of many draws.
struct Spread {
  double low = 1e9, high = -1e9, sum = 0, count = 0;
  void add(double value) {
    low = std::min(low, value), high = std::max(high, value);
    sum += value, ++count;
  }
  // Uniform in [from, to]: nothing outside, both ends nearly reached, the mean within five standard errors.
  void expect_uniform(double from, double to, const char* name) const {
    const double width = to - from;
    EXPECT_GE(low, from) << name;
    EXPECT_LE(high, to) << name;
    EXPECT_LT(low, from + 0.02 * width) << name;
    EXPECT_GT(high, to - 0.02 * width) << name;
    EXPECT_NEAR(sum / count, (from + to) / 2, 5 * width / std::sqrt(12 * count)) << name;
  }
};

TEST(Augment, DrawsAreUniformInTheirRanges) {
  const Augmenter augmenter(kEverything, plain(227, 256));
  std::map<const char*, Spread> spreads;
  for (std::uint64_t photo = 0; photo < 2000; ++photo) {
    const AugmentPlan plan = augmenter.draw(256, 256, {5, 0, photo});
    spreads["theta"].add(plan.theta);
    spreads["tx"].add(plan.tx);
    spreads["ty"].add(plan.ty);
    spreads["shear"].add(plan.shear);
    spreads["zx"].add(plan.zx);
    spreads["zy"].add(plan.zy);
    spreads["channel_shift"].add(*plan.channel_shift_intensity);
    spreads["brightness"].add(*plan.brightness);
    spreads["horizontal"].add(plan.flip_horizontal);
    spreads["vertical"].add(plan.flip_vertical);
    spreads["left"].add(plan.region.left);
    spreads["top"].add(plan.region.top);
    EXPECT_EQ(plan.region.left, std::floor(plan.region.left));
  }
  spreads["theta"].expect_uniform(-10, 10, "theta");
  spreads["tx"].expect_uniform(-0.2 * 227 - 1e-5, 0.2 * 227 + 1e-5, "tx: height_shift_range");
  spreads["ty"].expect_uniform(-0.1 * 227 - 1e-5, 0.1 * 227 + 1e-5, "ty: width_shift_range");
  spreads["shear"].expect_uniform(-5, 5, "shear");
  spreads["zx"].expect_uniform(0.7 - 1e-6, 1.3 + 1e-6, "zx");
  spreads["zy"].expect_uniform(0.7 - 1e-6, 1.3 + 1e-6, "zy");
  spreads["channel_shift"].expect_uniform(-20, 20, "channel_shift");
  spreads["brightness"].expect_uniform(0.5, 1.5, "brightness");
  spreads["left"].expect_uniform(0, 29, "left");
  spreads["top"].expect_uniform(0, 29, "top");
  for (const char* flip : {"horizontal", "vertical"}) EXPECT_NEAR(spreads[flip].sum, 1000, 5 * std::sqrt(500)) << flip;
}

TEST(Augment, LightingIsNormalAlongTheComponents) {
  const Augmenter augmenter({.lighting_sigma = 0.1f}, plain(227, 227));
  const ColorComponents components;
  double squares[3] = {};
  constexpr int kDraws = 4000;
  for (std::uint64_t photo = 0; photo < kDraws; ++photo) {
    const auto light = augmenter.draw(227, 227, {1, 1, photo}).lighting;
    for (std::size_t i = 0; i < 3; ++i) {
      double along = 0;
      for (std::size_t c = 0; c < 3; ++c) along += double{light[c]} * components.vectors[c * 3 + i];
      squares[i] += along * along;
    }
  }
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(std::sqrt(squares[i] / kDraws), 0.1 * components.deviations[i], 0.005 * components.deviations[i]);
}

TEST(Augment, GrayscaleAppliesToGivenShareAndKeepsLuma) {
  const Image image = testing::pattern_image("noise", 6, 6);
  const Preprocessing bare{.input = 6, .resize = 6, .scale = 1, .mean = {0, 0, 0}, .deviation = {1, 1, 1}};
  const Augmenter augmenter({.grayscale = 0.25f}, bare);
  std::vector<float> out(6 * 6 * 3);
  AugmentScratch scratch;
  int gray = 0;
  for (std::uint64_t photo = 0; photo < 2000; ++photo) {
    const AugmentPlan plan = augmenter.draw(6, 6, {1, 1, photo});
    ASSERT_TRUE(augmenter.apply(image, plan, scratch, out));
    gray += plan.gray ? 1 : 0;
    const std::uint8_t* in = image.pixels.data();
    const double luma = 0.299 * in[0] + 0.587 * in[1] + 0.114 * in[2];
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(out[c], plan.gray ? luma : in[c], 1e-3);
  }
  EXPECT_NEAR(gray, 500, 5 * std::sqrt(2000 * 0.25 * 0.75));
}

TEST(Augment, ResizedCropsHaveTheRequestedAreaAndRatio) {
  const Augmentation options{.random_resized_crop = true, .scale = {0.25f, 0.5f}, .ratio = {0.5f, 2}};
  const Augmenter augmenter(options, plain(64, 64));
  Spread shares, ratios;
  for (std::uint64_t photo = 0; photo < 3000; ++photo) {
    const Region region = augmenter.draw(400, 300, {1, 1, photo}).region;
    EXPECT_GE(std::min(region.left, region.top), 0);
    EXPECT_LE(region.left + region.width, 400);
    EXPECT_LE(region.top + region.height, 300);
    shares.add(region.width * region.height / (400 * 300));
    ratios.add(std::log(region.width / region.height));
  }
  EXPECT_NEAR(shares.low, 0.25, 0.01);
  EXPECT_NEAR(shares.high, 0.5, 0.01);
  EXPECT_NEAR(ratios.low, -std::log(2), 0.03);
  EXPECT_NEAR(ratios.high, std::log(2), 0.03);
}

// If no random crop fits, the crop is centered, as wide or as high as the ratio allows.
TEST(Augment, ResizedCropsOfThinImagesAreCentered) {
  const Augmenter augmenter({.random_resized_crop = true, .scale = {0.9f, 1}, .ratio = {0.5f, 2}}, plain(8, 8));
  const auto region = [&](std::size_t width, std::size_t height) {
    const Region r = augmenter.draw(width, height, {}).region;
    return std::array{r.left, r.top, r.width, r.height};
  };
  EXPECT_EQ(region(1000, 10), (std::array{490.0, 0.0, 20.0, 10.0}));
  EXPECT_EQ(region(10, 1001), (std::array{0.0, 490.0, 10.0, 20.0}));
  EXPECT_EQ(region(1, 50), (std::array{0.0, 24.0, 1.0, 2.0}));
}

// ---- Applying a plan -----------------------------------------------------------------------------------------------------------

const Preprocessing kImageNet{
    31, 40, Fit::kCrop, ChannelOrder::kRgb, 1.0f / 255.0f, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};
const Preprocessing kCaffe{27, 32, Fit::kStretch, ChannelOrder::kBgr, 1.0f, {104, 117, 123}, {1, 1, 1}};

std::vector<float> tensor_of(const Image& square, const Preprocessing& preprocessing) {
  std::vector<float> out(square.pixels.size());
  to_tensor(square, preprocessing, out);
  return out;
}

TEST(Augment, WithoutOptionsMatchesInferencePreprocessing) {
  const Image photo = pattern_image("noise", 71, 53);
  for (const Preprocessing& preprocessing : {kImageNet, kCaffe}) {
    const Augmenter augmenter({}, preprocessing);
    const Image image = *augmenter.prepare(photo);
    EXPECT_EQ(image, *crop_to_input(photo, preprocessing));
    const AugmentPlan plan = augmenter.draw(image.width, image.height, {1, 2, 3});
    EXPECT_EQ(plan, whole(preprocessing.input));
    EXPECT_EQ(applied(augmenter, image, plan), tensor_of(image, preprocessing)) << "to the last bit";
  }
}

// The crop of side x side pixels at (left, top).
Image window(const Image& image, std::size_t left, std::size_t top, std::size_t side) {
  Image result{side, side, {}};
  for (std::size_t y = 0; y < side; ++y)
    result.pixels.insert(result.pixels.end(), image.row(top + y) + left * 3, image.row(top + y) + (left + side) * 3);
  return result;
}

TEST(Augment, RandomCropsAreWindowsOfTheResizedImage) {
  const Image photo = pattern_image("noise", 71, 53);
  for (const Preprocessing& preprocessing : {kImageNet, kCaffe}) {
    const Augmenter augmenter({.random_crop = true}, preprocessing);
    const Image image = *augmenter.prepare(photo);
    Preprocessing larger = preprocessing;
    larger.input = larger.resize;
    EXPECT_EQ(image, *crop_to_input(photo, larger));
    for (std::uint64_t epoch = 0; epoch < 10; ++epoch) {
      const AugmentPlan plan = augmenter.draw(image.width, image.height, {1, epoch, 3});
      const Image expected = window(image, static_cast<std::size_t>(plan.region.left),
                                    static_cast<std::size_t>(plan.region.top), preprocessing.input);
      EXPECT_EQ(applied(augmenter, image, plan), tensor_of(expected, preprocessing));
    }
  }
}

TEST(Augment, ResizedCropsAreResizedRegions) {
  const Augmenter augmenter({.random_resized_crop = true}, kImageNet);
  EXPECT_EQ(*augmenter.prepare(pattern_image("ramp", 39, 90)), pattern_image("ramp", 39, 90))
      << "small photos stay as they are";
  const Image image = *augmenter.prepare(pattern_image("noise", 100, 60));
  EXPECT_EQ(image, *resize(pattern_image("noise", 100, 60), 66, 40));
  const AugmentPlan plan = augmenter.draw(image.width, image.height, {1, 2, 3});
  EXPECT_EQ(applied(augmenter, image, plan), tensor_of(*resize(image, 31, 31, plan.region), kImageNet));
}

// The interpolated value at a position between pixels; beyond the edges the nearest pixel.
double sampled(const Image& square, double y, double x, std::size_t c) {
  const double last = static_cast<double>(square.width - 1);
  const double row = std::clamp(y, 0.0, last), column = std::clamp(x, 0.0, last);
  double sum = 0;
  for (std::size_t i = 0; i < square.height; ++i)
    for (std::size_t j = 0; j < square.width; ++j) {
      const double share = std::max(0.0, 1 - std::abs(row - static_cast<double>(i))) *
                           std::max(0.0, 1 - std::abs(column - static_cast<double>(j)));
      sum += share * square.row(i)[j * 3 + c];
    }
  return sum;
}

// Compares with naive loops, in a crop of a larger image, with every option except brightness.
TEST(Augment, TransformMatchesNaiveLoops) {
  Augmentation options = kEverything;
  options.brightness_range.reset();
  const Augmenter augmenter(options, kCaffe);
  const Image image = pattern_image("ramp", 32, 32);
  for (std::uint64_t photo = 0; photo < 6; ++photo) {
    const AugmentPlan plan = augmenter.draw(32, 32, {1, 2, photo});
    const Image square =
        window(image, static_cast<std::size_t>(plan.region.left), static_cast<std::size_t>(plan.region.top), 27);
    // Moves the origin to the center, zooms, shears, shifts, rotates and moves back.
    const double degree = std::acos(-1) / 180, center = 27 / 2.0 + 0.5;
    std::vector<double> expected;
    for (int i = 0; i < 27; ++i)
      for (int j = 0; j < 27; ++j)
        for (std::size_t c = 0; c < 3; ++c) {
          double y = plan.flip_vertical ? 26 - i : i, x = plan.flip_horizontal ? 26 - j : j;
          y = plan.zx * (y - center), x = plan.zy * (x - center);
          y -= std::sin(plan.shear * degree) * x, x *= std::cos(plan.shear * degree);
          y += plan.tx, x += plan.ty;
          const double turned = std::cos(plan.theta * degree) * y - std::sin(plan.theta * degree) * x;
          x = std::sin(plan.theta * degree) * y + std::cos(plan.theta * degree) * x;
          expected.push_back(sampled(square, turned + center, x + center, c));
        }
    const auto [low, high] = std::ranges::minmax(expected);
    const auto found = applied(augmenter, image, plan);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t from = i - i % 3 + (2 - i % 3);  // BGR
      const double shifted = std::clamp(expected[from] + *plan.channel_shift_intensity, low, high);
      ASSERT_NEAR(found[i], shifted + plan.lighting[2 - i % 3] - kCaffe.mean[i % 3], 1e-3) << "value " << i;
    }
  }
}

TEST(Augment, WorksOnInputsOfOneAndTwoPixels) {
  for (const std::size_t side : {1u, 2u})
    for (const FillMode mode : {FillMode::kNearest, FillMode::kConstant, FillMode::kReflect, FillMode::kWrap}) {
      Image square{side, side, std::vector<std::uint8_t>(side * side * 3, 99)};
      AugmentPlan plan = whole(side);
      plan.theta = 33, plan.tx = 0.75, plan.zx = 1.2;
      for (const float value : applied({{.fill_mode = mode, .cval = 99}, plain(side, side)}, square, plan))
        EXPECT_EQ(value, 99);
    }
}

TEST(Augment, ReusesItsScratchMemory) {
  const Augmenter augmenter(kEverything, plain(30, 40));
  const Image image = pattern_image("noise", 40, 40);
  std::vector<float> out(30 * 30 * 3);
  AugmentScratch scratch;
  ASSERT_TRUE(augmenter.apply(image, augmenter.draw(40, 40, {1, 1, 1}), scratch, out));
  const auto* offsets = scratch.offsets.data();
  ASSERT_TRUE(augmenter.apply(image, augmenter.draw(40, 40, {1, 1, 2}), scratch, out));
  EXPECT_EQ(scratch.offsets.data(), offsets);
}

TEST(Augment, EmptyImagesAreRefused) {
  for (const Augmentation& options :
       {Augmentation{}, Augmentation{.random_crop = true}, Augmentation{.random_resized_crop = true}})
    EXPECT_EQ(Augmenter(options, kImageNet).prepare(Image{}).error().kind, ErrorKind::kInvalidArgument);
}

TEST(Augment, DecodesAtLeastWhatTheSmallestCropNeeds) {
  const Preprocessing preprocessing = {.input = 224, .resize = 224};
  const auto side = [&](const Augmentation& augmentation) {
    return Augmenter(augmentation, preprocessing).decode_options().min_shorter_side;
  };
  EXPECT_EQ(side({}), 448u);
  EXPECT_EQ(side({.random_resized_crop = true, .scale = {0.25f, 1}}), 448u);
  EXPECT_EQ(side({.random_resized_crop = true, .scale = {0.0625f, 1}}), 896u);
  EXPECT_EQ(side({.random_resized_crop = true, .scale = {0.64f, 1}}), 448u);
}

// A photo of 403 x 301 pixels at half of its size covers 201.5 x 150.5.
TEST(Augment, PreparedSizesAreThoseOfTheWholePhoto) {
  const Augmenter augmenter({.random_resized_crop = true}, {.input = 60, .resize = 64});
  Image half = pattern_image("noise", 202, 151);
  half.partly_covered = {0, 0, 201.5, 150.5};
  const Image expected = *augmenter.prepare(pattern_image("noise", 403, 301)), image = *augmenter.prepare(half);
  EXPECT_EQ(image.width, expected.width);
  EXPECT_EQ(image.height, expected.height);
  EXPECT_EQ(image.partly_covered, Region{});
}

}  // namespace
}  // namespace alexnet
