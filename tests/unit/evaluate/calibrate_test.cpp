#include "evaluate/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "synthetic/synthetic_photos.h"

namespace alexnet {
namespace {

// Labels drawn from the softmax of logits that are then made `sharper` than they should be.
LabeledLogits sampled_logits(std::size_t photos, float sharper) {
  constexpr std::size_t kClasses = 5;
  LabeledLogits scores = {.classes = kClasses};
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

TEST(Calibrate, FindsTheTemperatureThatTheLabelsWereSampledWith) {
  for (const float sharper : {0.5f, 1.0f, 3.0f})
    EXPECT_NEAR(fit_temperature(sampled_logits(20000, sharper)), sharper, 0.03 * sharper);
  EXPECT_EQ(fit_temperature({.classes = 3}), 1);
}

TEST(Calibrate, ThresholdIsAtLeastOneHalf) {
  EXPECT_EQ(fit_confidence_threshold({}), 0.5f);
  EXPECT_EQ(fit_confidence_threshold({0.1f, 0.3f}), 0.5f);
}

TEST(Calibrate, ThresholdExceeds95PercentOfOutliers) {
  std::vector<float> outliers;
  for (int i = 0; i < 100; ++i) outliers.push_back(0.01f * static_cast<float>(i));
  const float least = fit_confidence_threshold(outliers);
  EXPECT_GT(least, outliers[94]);
  EXPECT_LE(least, outliers[95]);
  EXPECT_LE(fit_confidence_threshold({1.0f, 1.0f}), 1.0f);
}

TEST(Calibrate, DoesNotModifyTheModel) {
  const ThreadPool pool(1);
  ModelSpec spec = *make_spec("keras", {.classes = 2, .width = 0.05});
  spec.preprocessing.input = spec.preprocessing.resize = 67;
  Model model = *initialize(spec, Initialization::kKeras, 3, pool);
  model.labels = {"bikes", "ships"};
  auto classifier = InferenceNetwork::create(model, pool);
  ASSERT_TRUE(classifier) << classifier.error().message();
  const SyntheticPhotos photos({.per_class = 6, .side = 67});
  std::size_t done = 0;
  const auto calibration = calibrate(*classifier, photos, pool, [&](std::size_t now, std::size_t) { done = now; });
  ASSERT_TRUE(calibration) << calibration.error().message();
  EXPECT_EQ(done, 12u);
  EXPECT_EQ(calibration->photos, 12u);
  EXPECT_EQ(calibration->outliers, 600u);
  EXPECT_GT(calibration->temperature, 0);
  EXPECT_LE(calibration->outlier_accept_rate, 0.05);
  EXPECT_EQ(classifier->model().spec.temperature(), 1.0f);
}

TEST(Calibrate, OfAModelThatAnswersNothingIsAnError) {
  EXPECT_TRUE(check_answers({.confidence_threshold = 0.9f, .photos = 200, .coverage = 0.005}, "model"));
  const Status nothing = check_answers({.confidence_threshold = 0.9999f, .photos = 200}, "model");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().where, "model");
  EXPECT_NE(nothing.error().what.find("none of 200 photos reaches the confidence threshold, 99.99 %"), std::string::npos);
}

}  // namespace
}  // namespace alexnet
