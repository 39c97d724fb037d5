#include "evaluate/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "synthetic/synthetic_photos.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {
namespace {

// Labels drawn from the softmax of logits that are then made `sharper` than they should be.
LabelledLogits drawn_scores(std::size_t photos, float sharper) {
  constexpr std::size_t kClasses = 5;
  LabelledLogits scores = {.classes = kClasses};
  for (std::size_t n = 0; n < photos; ++n) {
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t c = 0; c < kClasses; ++c) {
      const float logit = 2 * random_normal(1, n, c);
      scores.logits.push_back(sharper * logit);
      weights.push_back(std::exp(logit));
      sum += weights.back();
    }
    double left = random_uniform(2, n, 0) * sum;
    std::size_t label = 0;
    while (label + 1 < kClasses && left >= weights[label]) left -= weights[label++];
    scores.labels.push_back(label);
  }
  return scores;
}

TEST(Calibrate, FindsTheTemperatureThatLabelsWereDrawnWith) {
  for (const float sharper : {0.5f, 1.0f, 3.0f})
    EXPECT_NEAR(fitting_temperature(drawn_scores(20000, sharper)), sharper, 0.03 * sharper);
  EXPECT_EQ(fitting_temperature({.classes = 3}), 1);
}

TEST(Calibrate, IsSureWhereAnAnswerIsLikelierRightThanWrong) {
  EXPECT_EQ(least_sure_probability({}), 0.5f);
  EXPECT_EQ(least_sure_probability({0.1f, 0.3f}), 0.5f);
}

TEST(Calibrate, IsSureAboveNearlyAllOutliers) {
  std::vector<float> outliers;
  for (int i = 0; i < 100; ++i) outliers.push_back(0.01f * static_cast<float>(i));
  const float least = least_sure_probability(outliers);
  EXPECT_GT(least, outliers[94]);
  EXPECT_LE(least, outliers[95]);
  EXPECT_LE(least_sure_probability({1.0f, 1.0f}), 1.0f);
}

TEST(Calibrate, JudgesAModelAndLeavesItAsItIs) {
  const ThreadPool pool(1);
  ModelSpec spec = *make_spec("keras", {.classes = 2, .width = 0.05});
  spec.preprocessing.input = spec.preprocessing.resize = 67;
  Model model = *initialize(spec, Initialization::kKeras, 3, pool);
  model.labels = {"bikes", "ships"};
  auto classifier = Classifier::create(model, pool);
  ASSERT_TRUE(classifier) << classifier.error().message();
  const DrawnPhotos photos({.per_class = 6, .side = 67});
  std::size_t done = 0;
  const auto calibration = calibrate(*classifier, photos, pool, [&](std::size_t now, std::size_t) { done = now; });
  ASSERT_TRUE(calibration) << calibration.error().message();
  EXPECT_EQ(done, 12u);
  EXPECT_EQ(calibration->photos, 12u);
  EXPECT_EQ(calibration->outliers, 600u);
  EXPECT_GT(calibration->temperature, 0);
  EXPECT_LE(calibration->sure_outliers, 0.05);
  EXPECT_EQ(classifier->model().spec.temperature(), 1.0f);
}

}  // namespace
}  // namespace alexnet
