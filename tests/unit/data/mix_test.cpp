#include "data/mix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace alexnet {
namespace {

constexpr std::size_t kSide = 10, kDraws = 20000;

std::vector<MixPlan> draws(const Mixing& mixing) {
  std::vector<MixPlan> plans;
  for (std::uint64_t pair = 0; pair < kDraws; ++pair) plans.push_back(draw_mix(mixing, kSide, 3, 1, pair));
  return plans;
}

// Of the smaller part, of those that satisfy `which`.
template <typename Which>
double mean_of_smaller(const std::vector<MixPlan>& plans, const Which& which) {
  double sum = 0, count = 0;
  for (const MixPlan& plan : plans)
    if (which(plan)) sum += 1 - plan.share, ++count;
  return sum / count;
}

double share_of(const std::vector<MixPlan>& plans, const auto& which) {
  return static_cast<double>(std::ranges::count_if(plans, which)) / static_cast<double>(plans.size());
}

TEST(Mix, DoesNothingByDefault) {
  EXPECT_TRUE(changes_nothing(Mixing{}));
  EXPECT_TRUE(changes_nothing(Mixing{.mixup = 1, .chance = 0}));
  EXPECT_FALSE(changes_nothing(Mixing{.cutmix = 1}));
  for (std::uint64_t pair = 0; pair < 100; ++pair) EXPECT_EQ(draw_mix({}, kSide, 0, 0, pair), MixPlan{});
}

// E[min(x, 1 - x)] of Beta(a, a): a quarter at 1 (uniform); at 1/2 (arcsine) 1/2 - 1/pi.
TEST(Mix, DrawsSharesFromBeta) {
  const auto any = [](const MixPlan&) { return true; };
  EXPECT_NEAR(mean_of_smaller(draws({.mixup = 1}), any), 0.25, 0.005);
  EXPECT_NEAR(mean_of_smaller(draws({.mixup = 0.5}), any), 0.5 - 1 / std::numbers::pi, 0.005);
  for (const MixPlan& plan : draws({.mixup = 0.1})) EXPECT_TRUE(plan.share >= 0.5f && plan.share <= 1 && !plan.pastes);
}

TEST(Mix, MixesTheGivenShareOfPairsHalfByEachMethod) {
  const auto plans = draws({.mixup = 1, .cutmix = 1, .chance = 0.4});
  EXPECT_NEAR(share_of(plans, [](const MixPlan& plan) { return plan == MixPlan{}; }), 0.6, 0.015);
  EXPECT_NEAR(share_of(plans, [](const MixPlan& plan) { return plan.pastes; }), 0.2, 0.015);
}

TEST(Mix, PastesRectanglesAnywhereInTheImage) {
  std::vector<int> covered(kSide * kSide);
  const auto plans = draws({.cutmix = 1});
  for (const MixPlan& plan : plans) {
    ASSERT_LE(plan.left + plan.width, kSide);
    ASSERT_LE(plan.top + plan.height, kSide);
    EXPECT_FLOAT_EQ(plan.share, 1 - static_cast<float>(plan.width * plan.height) / (kSide * kSide));
    EXPECT_GE(plan.share, 0.5f);
    for (std::size_t y = plan.top; y < plan.top + plan.height; ++y)
      for (std::size_t x = plan.left; x < plan.left + plan.width; ++x) ++covered[y * kSide + x];
  }
  EXPECT_GT(*std::ranges::min_element(covered), 100);
}

TEST(Mix, IsAPureFunctionOfItsArguments) {
  const Mixing mixing{.mixup = 1, .cutmix = 1};
  EXPECT_EQ(draw_mix(mixing, kSide, 1, 2, 3), draw_mix(mixing, kSide, 1, 2, 3));
  EXPECT_NE(draw_mix(mixing, kSide, 1, 2, 3), draw_mix(mixing, kSide, 1, 2, 4));
  EXPECT_NE(draw_mix(mixing, kSide, 1, 2, 3), draw_mix(mixing, kSide, 1, 3, 3));
  EXPECT_NE(draw_mix(mixing, kSide, 1, 2, 3), draw_mix(mixing, kSide, 2, 2, 3));
}

TEST(Mix, BlendsEachImageWithTheOther) {
  std::vector<float> first(kSide * kSide * 3, 1.0f), second(first.size(), 5.0f);
  mix({.share = 0.75f}, kSide, first, second);
  EXPECT_EQ(first, std::vector<float>(first.size(), 2.0f));
  EXPECT_EQ(second, std::vector<float>(first.size(), 4.0f));
}

TEST(Mix, SwapsTheRectangle) {
  std::vector<float> first(kSide * kSide * 3), second(first.size());
  std::iota(first.begin(), first.end(), 0.0f);
  std::iota(second.begin(), second.end(), 1000.0f);
  mix({.share = 0.94f, .pastes = true, .left = 4, .top = 7, .width = 3, .height = 2}, kSide, first, second);
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::size_t x = i / 3 % kSide, y = i / 3 / kSide;
    const bool inside = x >= 4 && x < 7 && y >= 7 && y < 9;
    EXPECT_EQ(first[i], static_cast<float>(i) + (inside ? 1000.0f : 0.0f));
    EXPECT_EQ(second[i], static_cast<float>(i) + (inside ? 0.0f : 1000.0f));
  }
}

TEST(Mix, RefusesNumbersOutOfRange) {
  EXPECT_TRUE(check(Mixing{.mixup = 1, .cutmix = 1}));
  EXPECT_EQ(check(Mixing{.mixup = 1.5}).error().message(), "mixup: a number from 0 to 1 is expected, found 1.5");
  EXPECT_EQ(check(Mixing{.cutmix = -1}).error().where, "cutmix");
  EXPECT_EQ(check(Mixing{.chance = std::nan("")}).error().where, "mix_chance");
}

}  // namespace
}  // namespace alexnet
