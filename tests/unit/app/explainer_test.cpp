#include "app/explainer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "image/decode.h"
#include "image/resize.h"
#include "support/small_explainer.h"

namespace alexnet {
namespace {

class Explanations : public SmallExplainer {
 protected:
  void SetUp() override {
    SmallExplainer::SetUp();
    inspect();
  }
  Result<Explanation> explain(const ExplainOptions& options) { return explainer_->explain(options); }
  std::string refusal(const ExplainOptions& options) {
    const auto explained = explain(options);
    return explained ? "" : explained.error().message();
  }
};

TEST_F(Explanations, EveryMethodReturnsAnImageOfTheDocumentedSize) {
  for (const std::string_view name : {"activations", "gradient", "guided", "grad-cam", "occlusion", "maximize"}) {
    const auto method = parse_explain_method(name);
    ASSERT_TRUE(method);
    EXPECT_EQ(to_string(*method), name);
    const auto explained = explain({.method = *method, .patch = 120, .stride = 60, .steps = 2});
    ASSERT_TRUE(explained) << name << ": " << explained.error().message();
    const Image& picture = explained->image;
    ASSERT_EQ(picture.pixels.size(), picture.width * picture.height * 3) << name;
    EXPECT_NE(std::ranges::min(picture.pixels), std::ranges::max(picture.pixels)) << name;
    EXPECT_GT(explained->probability, 0.5f - 1e-6f) << "the likelier of two classes";
    if (*method != ExplainMethod::kActivations) {
      EXPECT_EQ(picture.width, 2 * 227u) << name;
    }
  }
}

TEST_F(Explanations, AreDeterministic) {
  const auto first = explain({}), second = explain({});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->image, second->image);
  EXPECT_EQ(first->layer, "relu5");
}

TEST_F(Explanations, ClassIsSelectedByLabelOrIndex) {
  const auto ships = explain({.class_name = "ships"}), one = explain({.class_name = "1"});
  ASSERT_TRUE(ships && one);
  EXPECT_EQ(ships->class_index, 1u);
  EXPECT_EQ(ships->image, one->image);
  EXPECT_NEAR(ships->probability + explain({.class_name = "bikes"})->probability, 1.0f, 1e-5f);
}

TEST_F(Explanations, ASingleUnitIsShownAlone) {
  const auto all = explain({.method = ExplainMethod::kActivations, .layer = "relu1"});
  const auto unit = explain({.method = ExplainMethod::kActivations, .layer = "relu1", .unit = 2});
  ASSERT_TRUE(all && unit);
  EXPECT_EQ(all->shape, (Shape{55, 55, 8}));
  EXPECT_EQ(unit->unit, 2u);
  EXPECT_GE(all->statistics.max, unit->statistics.max);
  EXPECT_EQ(unit->image.width, unit->image.height);
  EXPECT_EQ(unit->image.width % 55, 0u);
}

TEST_F(Explanations, ErrorsListTheValidNames) {
  EXPECT_NE(refusal({.layer = "conv7"}).find("conv1, relu1, pool1"), std::string::npos) << refusal({.layer = "conv7"});
  EXPECT_EQ(refusal({.class_name = "cat"}), "class: \"cat\" is none of bikes, ships");
  EXPECT_NE(refusal({.class_name = "2"}), "");
  EXPECT_EQ(refusal({.method = ExplainMethod::kMaximize, .layer = "conv1", .unit = 8}),
            "conv1: its units are 0 to 7, there is no 8");
  EXPECT_NE(refusal({.layer = "fc6"}).find("needs a layer with maps"), std::string::npos) << refusal({.layer = "fc6"});
  EXPECT_NE(refusal({.opacity = 2}), "");
  EXPECT_EQ(parse_explain_method("magic").error().message(),
            "method: \"magic\" is none of activations, gradient, guided, grad-cam, occlusion, maximize");
  EXPECT_EQ(parse_map_scale("world").error().message(), "scale: \"world\" is none of unit, layer, network");
}

TEST_F(Explanations, ShowIntermediateImagesAndTheFinalOne) {
  for (const ExplainMethod method : {ExplainMethod::kOcclusion, ExplainMethod::kMaximize}) {
    std::vector<Image> shown;
    ExplainOptions options = {.method = method, .patch = 120, .stride = 30, .steps = 16};
    options.show = [&](const Image& picture) { shown.push_back(picture); };
    const auto explained = explain(options);
    ASSERT_TRUE(explained);
    ASSERT_GE(shown.size(), 2u);
    EXPECT_NE(shown.front(), shown.back());
    EXPECT_EQ(shown.back(), explained->image);
  }
}

TEST_F(Explanations, RegionIsCroppedAsInSession) {
  const auto photo = decode(small_photo());
  ASSERT_TRUE(photo);
  ASSERT_TRUE(explainer_->set_image(*photo, Region{5, 1, 8, 8}));
  EXPECT_EQ(explainer_->input_image(), *resize(*photo, 227, 227, {5, 1, 8, 8}));
  ASSERT_TRUE(explainer_->set_image(*photo, {}));
  const Image whole = explainer_->input_image();
  ASSERT_TRUE(explainer_->set_photo(small_photo(), {}));
  EXPECT_EQ(explainer_->input_image(), whole);
}

TEST_F(Explanations, StopWhenProgressReturnsFalse) {
  std::size_t calls = 0;
  const auto stop = [&](std::size_t, std::size_t) { return ++calls < 2; };
  const auto occlusion = explain({.method = ExplainMethod::kOcclusion, .patch = 60, .stride = 40, .progress = stop});
  ASSERT_TRUE(occlusion);
  EXPECT_EQ(occlusion->done, 16u);
  EXPECT_GT(occlusion->of, 16u);
  calls = 0;
  const auto maximized = explain({.method = ExplainMethod::kMaximize, .steps = 1000, .progress = stop});
  ASSERT_TRUE(maximized);
  EXPECT_EQ(maximized->done, 16u);
  EXPECT_GT(maximized->value, maximized->start);
}

TEST_F(Explanations, StepwiseResultEqualsExplain) {
  for (const ExplainMethod method : {ExplainMethod::kOcclusion, ExplainMethod::kMaximize}) {
    const ExplainOptions options = {.method = method, .patch = 120, .stride = 60, .steps = 3};
    const auto whole = explain(options);
    ASSERT_TRUE(whole);
    ASSERT_TRUE(explainer_->begin(options));
    while (!explainer_->done()) {
      const auto so_far = explainer_->so_far();
      ASSERT_TRUE(so_far);
      EXPECT_LT(so_far->done, so_far->of);
      ASSERT_TRUE(explainer_->run());  // as a host does that shows feature maps meanwhile
      ASSERT_TRUE(explainer_->step());
    }
    const auto last = explainer_->so_far();
    ASSERT_TRUE(last);
    EXPECT_EQ(last->image, whole->image);
    EXPECT_EQ(last->value, whole->value);
    EXPECT_EQ(last->done, last->of);
    EXPECT_EQ(explainer_->step().error().message(), "explain: no explanation is in progress");
  }
}

TEST_F(Explanations, AreCanceledByANewPhoto) {
  ASSERT_TRUE(explainer_->begin({.method = ExplainMethod::kMaximize, .steps = 3}));
  EXPECT_FALSE(explainer_->done());
  inspect();
  EXPECT_TRUE(explainer_->done());
  EXPECT_FALSE(explainer_->step());
}

TEST_F(Explanations, RequireAPhotoExceptMaximize) {
  auto fresh = Explainer::create(explainer_->probe().model(), pool_);
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->explain({}).error().message(), "explain: a photo is required");
  EXPECT_FALSE(fresh->explain({.method = ExplainMethod::kMaximize}));
  EXPECT_TRUE(fresh->explain({.method = ExplainMethod::kMaximize, .class_name = "bikes", .steps = 1}));
}

}  // namespace
}  // namespace alexnet
