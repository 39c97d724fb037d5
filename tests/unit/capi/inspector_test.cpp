#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "alexnet/alexnet.h"
#include "app/explainer.h"
#include "app/model_file.h"
#include "explain/value_breakdown.h"
#include "image/decode.h"
#include "render/filter_grid.h"
#include "support/model_bytes.h"

namespace {

using Json = nlohmann::json;

// The same photo before the same network twice: through the C API, and through the core's own classes to compare with.
class Inspector : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(open(), ALEXNET_OK);
    inspector_.reset(alexnet_inspector_create(session_.get()));
    ASSERT_NE(inspector_, nullptr) << error();
    auto model = alexnet::read_model(alexnet::SharedBytes(alexnet::small_model_bytes()), pool_);
    ASSERT_TRUE(model);
    auto explainer = alexnet::Explainer::create(*model, pool_);
    ASSERT_TRUE(explainer);
    explainer_.emplace(std::move(*explainer));
    ASSERT_TRUE(explainer_->set_photo(alexnet::small_photo(), {}));
    ASSERT_TRUE(explainer_->run());
  }

  [[nodiscard]] alexnet_status open() const {
    const auto bytes = alexnet::small_model_bytes();
    void* block = alexnet_allocate(bytes.size());
    std::memcpy(block, bytes.data(), bytes.size());
    return alexnet_open_model(session_.get(), block, bytes.size());
  }
  [[nodiscard]] std::string error() const { return alexnet_error(session_.get()); }
  static Json parsed(const char* text) { return Json::parse(text, nullptr, /*allow_exceptions=*/false); }
  Json set_photo_json() {
    const auto photo = alexnet::small_photo();
    return parsed(alexnet_inspector_look_at(inspector_.get(), photo.data(), photo.size(), ALEXNET_FIT_MODEL));
  }
  // To its end; asks for maps between any two steps, as the page does.
  Json explain(const Json& question) {
    Json answer = parsed(alexnet_inspector_explain(inspector_.get(), question.dump().c_str()));
    while (answer.is_object() && answer["done"] < answer["of"]) {
      alexnet_inspector_unit(inspector_.get(), "relu5", 1);
      answer = parsed(alexnet_inspector_go_on(inspector_.get()));
    }
    return answer;
  }
  [[nodiscard]] std::vector<float> numbers() const {
    int32_t count = 0;
    const float* first = alexnet_inspector_numbers(inspector_.get(), &count);
    return {first, first + count};
  }
  struct Picture {
    int32_t width = 0;
    int32_t height = 0;
    std::vector<std::uint8_t> rgba;

    [[nodiscard]] alexnet::Rgb8 at(std::size_t x, std::size_t y) const {
      const std::uint8_t* pixel = &rgba[4 * (y * static_cast<std::size_t>(width) + x)];
      return {pixel[0], pixel[1], pixel[2]};
    }
    [[nodiscard]] int alpha(std::size_t x, std::size_t y) const {
      return rgba[4 * (y * static_cast<std::size_t>(width) + x) + 3];
    }
  };
  [[nodiscard]] Picture picture() const {
    Picture result;
    const std::uint8_t* first = alexnet_inspector_picture(inspector_.get(), &result.width, &result.height);
    result.rgba.assign(first, first + std::ptrdiff_t{4} * result.width * result.height);
    return result;
  }
  // What the network makes of the photo, from the core.
  alexnet::ConstTensorView output(const char* layer) { return explainer_->probe().output(*explainer_->probe().find(layer)); }

  alexnet::ThreadPool pool_{2};
  std::optional<alexnet::Explainer> explainer_;
  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> session_{alexnet_create(2), alexnet_destroy};
  std::unique_ptr<alexnet_inspector, decltype(&alexnet_inspector_destroy)> inspector_{nullptr, alexnet_inspector_destroy};
};

TEST_F(Inspector, DescribesEveryLayerAndTheProbabilities) {
  const Json answer = set_photo_json();
  ASSERT_TRUE(answer.is_object()) << error();
  const alexnet::ProbeNetwork& probe = explainer_->probe();
  ASSERT_EQ(answer["layers"].size(), probe.steps().size());
  for (std::size_t i = 0; i < probe.steps().size(); ++i) {
    const Json& layer = answer["layers"][i];
    EXPECT_EQ(layer["name"], probe.layer(i).name);
    ASSERT_EQ(layer["shape"].size(), probe.steps()[i].output.rank());
    EXPECT_EQ(layer["shape"].back(), probe.steps()[i].output[probe.steps()[i].output.rank() - 1]);
    EXPECT_EQ(layer["statistics"]["max"].get<float>(), std::ranges::max(probe.output(i).values())) << layer;
  }
  EXPECT_EQ(answer["layers"][0]["kernel"], 11);
  EXPECT_TRUE(std::ranges::equal(numbers(), output("prob").values()));
  const Picture square = picture();
  ASSERT_EQ(square.width, 227);
  const std::uint8_t* pixel = explainer_->input_image().row(3) + 3 * 5;
  EXPECT_EQ(square.at(5, 3), (alexnet::Rgb8{pixel[0], pixel[1], pixel[2]}));
}

TEST_F(Inspector, UnitMapIsAChannelOfTheLayerOutput) {
  set_photo_json();
  const alexnet::ConstTensorView maps = output("conv2");
  const std::size_t channels = maps.shape[2], unit = channels - 1;
  const Json statistics = parsed(alexnet_inspector_unit(inspector_.get(), "conv2", static_cast<int32_t>(unit)));
  ASSERT_TRUE(statistics.is_object()) << error();
  const std::vector<float> map = numbers();
  ASSERT_EQ(map.size(), maps.shape[0] * maps.shape[1]);
  for (std::size_t i = 0; i < map.size(); ++i) ASSERT_EQ(map[i], maps.data[i * channels + unit]);
  EXPECT_EQ(statistics["min"].get<float>(), std::ranges::min(map));
  EXPECT_EQ(statistics["max"].get<float>(), std::ranges::max(map));
}

TEST_F(Inspector, GridEqualsDrawUnitsWithTransparentGaps) {
  set_photo_json();
  for (const char* scale : {"unit", "layer", "network"}) {
    const Json grid = parsed(alexnet_inspector_units(inspector_.get(), "relu1", scale, 300));
    ASSERT_TRUE(grid.is_object()) << error();
    const std::size_t column = grid["gap"].get<std::size_t>(), units = numbers().size() / 4;
    EXPECT_EQ(units, output("relu1").shape[2]);
    EXPECT_EQ(grid["signed"], false);
    const Picture drawn = picture();
    EXPECT_EQ(drawn.alpha(0, 0), 0);
    EXPECT_EQ(drawn.alpha(column, column), 255);
    // The core's own drawing, but for the scale of the network, which only the inspector knows.
    if (std::string(scale) == "network") continue;
    const auto statistics = unit_statistics(output("relu1"));
    const auto expected =
        draw_units(output("relu1"), statistics, {.scale = *alexnet::parse_map_scale(scale), .network_largest = 1, .side = 300});
    ASSERT_TRUE(expected);
    for (std::size_t i = 0; i < expected->width * expected->height; ++i)
      ASSERT_TRUE(std::equal(&drawn.rgba[4 * i], &drawn.rgba[4 * i] + 3, &expected->pixels[3 * i])) << scale << " " << i;
  }
  EXPECT_EQ(parsed(alexnet_inspector_units(inspector_.get(), "conv1", "layer", 300))["signed"], true);
}

TEST_F(Inspector, ValueEqualsExplainValue) {
  set_photo_json();
  const Json answer = parsed(alexnet_inspector_value(inspector_.get(), "relu2", 3, 4, 5));
  ASSERT_TRUE(answer.is_object()) << error();
  alexnet::ProbeNetwork& probe = explainer_->probe();
  const auto made = explain_value(probe, {*probe.find("conv2"), 3, alexnet::Position{4, 5}});
  ASSERT_TRUE(made);
  const Json& arithmetic = answer["arithmetic"];
  EXPECT_EQ(arithmetic["layer"], "conv2");
  EXPECT_EQ(arithmetic["sum"].get<float>(), made->sum);
  EXPECT_EQ(arithmetic["result"].get<float>(), std::max(0.0f, made->value));
  EXPECT_NEAR(answer["value"].get<float>(), made->result, 1e-4f);
  const std::vector<float> parts = numbers();
  ASSERT_EQ(parts.size(), 3 * made->patch.size());
  EXPECT_TRUE(std::equal(made->kernel.begin(), made->kernel.end(), parts.begin() + std::ssize(made->patch)));
  EXPECT_GT(answer["field"]["width"], 11) << "of the square's pixels: more than one of the first layer's kernels";
  EXPECT_TRUE(parsed(alexnet_inspector_value(inspector_.get(), "pool1", 0, 0, 0))["arithmetic"].is_null());
}

TEST_F(Inspector, ExplanationEqualsExplainerAndKeepsTheMaps) {
  set_photo_json();
  alexnet_inspector_unit(inspector_.get(), "relu5", 1);
  const std::vector<float> before = numbers();
  for (const char* method : {"gradient", "guided", "grad-cam", "occlusion", "maximize"}) {
    const Json question = {{"method", method}, {"class", 1}, {"patch", 120}, {"stride", 60}, {"steps", 2}};
    const Json answer = explain(question);
    ASSERT_TRUE(answer.is_object()) << error();
    EXPECT_EQ(answer["label"], "ships");
    const auto expected = explainer_->explain({.method = *alexnet::parse_explain_method(method),
                                               .class_name = "ships",
                                               .opacity = 1,
                                               .patch = 120,
                                               .stride = 60,
                                               .steps = 2});
    ASSERT_TRUE(expected);
    const Picture drawn = picture();
    for (std::size_t i = 0; i < expected->image.width * expected->image.height; ++i)
      ASSERT_TRUE(std::equal(&drawn.rgba[4 * i], &drawn.rgba[4 * i] + 3, &expected->image.pixels[3 * i])) << method;
    alexnet_inspector_unit(inspector_.get(), "relu5", 1);
    EXPECT_EQ(numbers(), before) << method;
  }
}

TEST_F(Inspector, RegionReusesTheDecodedPhoto) {
  const Json whole = set_photo_json();
  const auto photo = alexnet::decode(alexnet::small_photo());
  ASSERT_TRUE(photo);
  EXPECT_EQ(whole["photo"], Json({{"width", photo->width}, {"height", photo->height}}));
  const auto region = alexnet::input_region(photo->width, photo->height, explainer_->probe().model().spec.preprocessing);
  EXPECT_EQ(whole["region"]["left"].get<double>(), region->left);
  EXPECT_EQ(whole["region"]["width"].get<double>(), region->width);

  const Json part = parsed(alexnet_inspector_look_at_part(inspector_.get(), 5, 1, 8, 8));
  ASSERT_TRUE(part.is_object()) << error();
  EXPECT_EQ(part["region"], Json::parse(R"({"left":5.0,"top":1.0,"width":8.0,"height":8.0})"));
  EXPECT_EQ(part["photo"], whole["photo"]);
  ASSERT_TRUE(explainer_->set_image(*photo, alexnet::Region{5, 1, 8, 8}));
  const auto probabilities = explainer_->run();
  ASSERT_TRUE(probabilities);
  EXPECT_TRUE(std::ranges::equal(numbers(), *probabilities));
  alexnet_inspector_unit(inspector_.get(), "conv1", 0);
  EXPECT_EQ(numbers()[7], output("conv1").data[7 * output("conv1").shape[2]]);

  ASSERT_TRUE(parsed(alexnet_inspector_photo(inspector_.get(), 4000)).is_object()) << error();
  EXPECT_EQ(static_cast<std::size_t>(picture().width), photo->width) << "no larger than it is";
  EXPECT_TRUE(std::equal(photo->pixels.begin(), photo->pixels.begin() + 3, picture().rgba.begin()));
  ASSERT_TRUE(parsed(alexnet_inspector_photo(inspector_.get(), 4)).is_object()) << error();
  EXPECT_EQ(std::max(picture().width, picture().height), 4);
}

TEST_F(Inspector, LongExplanationsAreStepwiseAndCanceledByANewRegion) {
  EXPECT_STREQ(alexnet_inspector_go_on(inspector_.get()), "");
  set_photo_json();
  const Json question = {{"method", "maximize"}, {"class", 1}, {"steps", 3}};
  const Json first = parsed(alexnet_inspector_explain(inspector_.get(), question.dump().c_str()));
  EXPECT_EQ(first["done"], 0);
  EXPECT_EQ(first["of"], 3);
  EXPECT_EQ(picture().width, 2 * 227);
  EXPECT_EQ(parsed(alexnet_inspector_go_on(inspector_.get()))["done"], 1);
  alexnet_inspector_look_at_part(inspector_.get(), 0, 0, 8, 8);
  EXPECT_STREQ(alexnet_inspector_go_on(inspector_.get()), "");
  EXPECT_EQ(error(), "explain: no explanation is in progress");
}

TEST_F(Inspector, FiltersHaveTheirOwnGrid) {
  const Json grid = parsed(alexnet_inspector_filters(inspector_.get()));
  ASSERT_TRUE(grid.is_object()) << error();
  EXPECT_EQ(grid["map_width"], 11);
  const auto expected = draw_filters(explainer_->probe().model());
  ASSERT_TRUE(expected);
  const Picture drawn = picture();
  EXPECT_EQ(static_cast<std::size_t>(drawn.width), expected->width);
  const std::size_t inside = grid["gap"].get<std::size_t>() + 2;
  const std::uint8_t* pixel = expected->row(inside) + 3 * inside;
  EXPECT_EQ(drawn.at(inside, inside), (alexnet::Rgb8{pixel[0], pixel[1], pixel[2]}));
  EXPECT_EQ(drawn.alpha(0, 0), 0);
}

TEST_F(Inspector, ColorTableIsSequentialOrDiverging) {
  const std::uint8_t* plain = alexnet_inspector_colours(inspector_.get(), 0);
  EXPECT_LT(plain[0] + plain[1] + plain[2], 20);
  EXPECT_EQ(plain[3], 255);
  const std::uint8_t* both = alexnet_inspector_colours(inspector_.get(), 1);
  EXPECT_GT(both[2], both[0]);
  EXPECT_GT(both[4 * 255], both[4 * 255 + 2]);
}

TEST_F(Inspector, RejectsInvalidArguments) {
  EXPECT_STREQ(alexnet_inspector_unit(inspector_.get(), "conv1", 0), "");
  EXPECT_EQ(error(), "explain: a photo is required");
  EXPECT_STREQ(alexnet_inspector_look_at_part(inspector_.get(), 0, 0, 8, 8), "");
  EXPECT_STREQ(alexnet_inspector_photo(inspector_.get(), 100), "");
  set_photo_json();
  EXPECT_STREQ(alexnet_inspector_look_at_part(inspector_.get(), -1, 0, 8, 8), "");
  EXPECT_STREQ(alexnet_inspector_look_at_part(inspector_.get(), 0, 0, 8, 8000), "");
  EXPECT_STREQ(alexnet_inspector_look_at_part(inspector_.get(), 0, 0, std::nan(""), 8), "");
  EXPECT_STREQ(alexnet_inspector_photo(inspector_.get(), 0), "");
  EXPECT_STREQ(alexnet_inspector_unit(inspector_.get(), "conv9", 0), "");
  EXPECT_NE(error().find("conv5"), std::string::npos) << error();
  EXPECT_STREQ(alexnet_inspector_unit(inspector_.get(), "conv1", -1), "");
  EXPECT_STREQ(alexnet_inspector_unit(inspector_.get(), "conv1", 5000), "");
  EXPECT_STREQ(alexnet_inspector_units(inspector_.get(), "conv1", "galaxy", 300), "");
  EXPECT_NE(error().find("network"), std::string::npos) << error();
  EXPECT_STREQ(alexnet_inspector_units(inspector_.get(), "conv1", "unit", 0), "");
  EXPECT_STREQ(alexnet_inspector_value(inspector_.get(), "conv1", 0, 55, 0), "");
  EXPECT_STREQ(alexnet_inspector_value(inspector_.get(), "conv1", 0, -1, 0), "");
  for (const char* question : {"", "[]", "{}", R"({"method":"magic"})", R"({"method":"grad-cam","class":2})",
                               R"({"method":"grad-cam","class":-1})", R"({"method":"gradient","layer":"conv1","unit":99})"})
    EXPECT_STREQ(alexnet_inspector_explain(inspector_.get(), question), "") << question;
  const std::uint8_t none = 0;
  EXPECT_STREQ(alexnet_inspector_look_at(inspector_.get(), &none, 0, ALEXNET_FIT_MODEL), "");
}

TEST_F(Inspector, RequiresAModelAndKeepsIt) {
  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> empty{alexnet_create(1), alexnet_destroy};
  EXPECT_EQ(alexnet_inspector_create(empty.get()), nullptr);
  EXPECT_STREQ(alexnet_error(empty.get()), "inspector: no model is open");
  ASSERT_EQ(open(), ALEXNET_OK);  // the same file anew: the inspector's weights are its own
  EXPECT_TRUE(set_photo_json().is_object()) << error();
}

}  // namespace
