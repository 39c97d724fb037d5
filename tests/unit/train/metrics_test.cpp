#include "train/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<float> softmax(const std::vector<float>& logits, std::size_t classes) {
  std::vector<float> result(classes);
  double sum = 0;
  for (std::size_t i = 0; i < classes; ++i) sum += std::exp(static_cast<double>(logits[i]));
  for (std::size_t i = 0; i < classes; ++i) result[i] = static_cast<float>(std::exp(static_cast<double>(logits[i])) / sum);
  return result;
}

TEST(Metrics, MatchHandComputedValues) {
  Metrics metrics(3, 10);
  metrics.add_probabilities(0, 0, std::vector<float>{0.5f, 0.25f, 0.25f});
  metrics.add_probabilities(1, 0, std::vector<float>{0.25f, 0.5f, 0.25f});
  metrics.add_probabilities(2, 2, std::vector<float>{0.875f, 0.0625f, 0.0625f});
  metrics.add_probabilities(3, 2, std::vector<float>{0.0f, 0.0f, 1.0f});
  const MetricsResult result = metrics.result();
  EXPECT_EQ(result.count, 4u);
  EXPECT_EQ(result.top1, 0.5);
  EXPECT_EQ(result.top5, 1.0);
  EXPECT_NEAR(result.loss, (std::log(2.0) + std::log(4.0) + std::log(16.0) + 0.0) / 4, 1e-12);
  EXPECT_EQ(result.confusion, (std::vector<std::uint64_t>{1, 1, 0, 0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(result.classes[0].count, 2u);
  EXPECT_EQ(result.classes[0].accuracy(), 0.5);
  EXPECT_EQ(result.classes[1].count, 0u);
  EXPECT_EQ(result.classes[1].accuracy(), 0.0);
  ASSERT_EQ(result.mistakes.size(), 2u);
  EXPECT_EQ(result.mistakes[0].photo, 2u) << "the surest mistake comes first";
  EXPECT_EQ(result.mistakes[0].predicted, 0u);
  EXPECT_EQ(result.mistakes[0].probability, 0.875f);
  EXPECT_EQ(result.mistakes[1].photo, 1u);
  // Bins of 1/15: two at 0.5 (one right), one at 0.875 (wrong), one at 1 (right).
  EXPECT_NEAR(result.calibration_error, (std::abs(1.0 - 1.0) + 0.875 + 0.0) / 4, 1e-12);
}

TEST(Metrics, AreZeroWithoutPredictions) {
  const MetricsResult result = Metrics(2, 3).result();
  EXPECT_EQ(result.count, 0u);
  EXPECT_EQ(result.loss, 0);
  EXPECT_EQ(result.top1, 0);
  EXPECT_EQ(result.calibration_error, 0);
}

// Logits and their softmax are the same prediction. Ranks are those of sorting.
TEST(Metrics, MatchRanksBySorting) {
  for (int number = 0; number < 50; ++number) {
    RandomCase random(number);
    const std::size_t classes = random.between(2, 12);
    Metrics by_logits(classes, 4), by_probabilities(classes, 4);
    double loss = 0, top5 = 0;
    const std::size_t photos = random.between(1, 30);
    for (std::size_t photo = 0; photo < photos; ++photo) {
      std::vector<float> logits = random.values(classes);
      logits.resize(classes);
      if (random.coin()) logits[0] = logits[classes - 1];  // a tie
      const std::size_t label = random.between(0, classes - 1);
      std::vector<std::size_t> order(classes);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
      top5 += std::find(order.begin(), order.begin() + std::min<std::size_t>(5, classes), label) <
              order.begin() + std::min<std::size_t>(5, classes);
      loss -= std::log(static_cast<double>(softmax(logits, classes)[label]));
      by_logits.add_logits(photo, label, logits);
      by_probabilities.add_probabilities(photo, label, softmax(logits, classes));
    }
    const MetricsResult one = by_logits.result(), two = by_probabilities.result();
    EXPECT_NEAR(one.loss, loss / static_cast<double>(photos), 1e-5) << number;
    EXPECT_NEAR(one.top5, top5 / static_cast<double>(photos), 1e-12) << number;
    EXPECT_NEAR(one.loss, two.loss, 1e-5) << number;
    EXPECT_EQ(one.top1, two.top1) << number;
    EXPECT_EQ(one.confusion, two.confusion) << number;
    EXPECT_NEAR(one.calibration_error, two.calibration_error, 0.2) << "a bin's edge may lie between two roundings";
    EXPECT_LE(one.mistakes.size(), 4u);
  }
}

TEST(Metrics, KeepTheWorstMistakesInAnyOrderOfAdding) {
  std::vector<std::pair<float, std::size_t>> all;
  Metrics metrics(2, 5);
  for (std::size_t photo = 0; photo < 40; ++photo) {
    const float wrong = 0.5f + static_cast<float>(photo * 7 % 20) / 64.0f;
    metrics.add_probabilities(photo, 0, std::vector<float>{1.0f - wrong, wrong});
    if (wrong > 0.5f) all.emplace_back(-wrong, photo);
  }
  std::ranges::sort(all);
  const MetricsResult result = metrics.result();
  ASSERT_EQ(result.mistakes.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(result.mistakes[i].photo, all[i].second);
}

TEST(Metrics, CountNaNAsWrong) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  Metrics metrics(3, 5);
  metrics.add_logits(0, 0, std::vector<float>{kNaN, kNaN, kNaN});
  metrics.add_probabilities(1, 1, std::vector<float>{kNaN, 0.5f, 0.25f});
  const MetricsResult result = metrics.result();
  EXPECT_EQ(result.top1, 0.0);
  EXPECT_TRUE(std::isnan(result.loss));
}

TEST(Metrics, CanBeCleared) {
  Metrics metrics(4, 2);
  const std::vector<float> wrong = {0, 1, 0, 0};
  for (std::size_t photo = 0; photo < 10; ++photo) metrics.add_logits(photo, 2, wrong);
  metrics.clear();
  EXPECT_EQ(metrics.result().count, 0u);
  EXPECT_TRUE(metrics.result().mistakes.empty());
  metrics.add_logits(0, 1, wrong);
  EXPECT_EQ(metrics.result().top1, 1.0);
  EXPECT_EQ(metrics.result().confusion[1 * 4 + 1], 1u);
}

}  // namespace
}  // namespace alexnet
