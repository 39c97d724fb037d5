#include "base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace alexnet {
namespace {

using Words = std::array<std::uint32_t, 4>;
constexpr std::uint64_t kOnes = ~std::uint64_t{0};
constexpr std::size_t kDraws = 100'000;

// Known answers of philox4x32-10 from the Random123 distribution (tests/kat_vectors). The counter is (index, stream) and the
// key is the seed, lower half first.
TEST(RandomWords, MatchRandom123) {
  EXPECT_EQ(random_words(0, 0, 0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(random_words(kOnes, kOnes, kOnes), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(random_words(0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomWords, DifferForEverySeedStreamAndIndex) {
  std::set<Words> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
      for (std::uint64_t index = 0; index < 10; ++index) seen.insert(random_words(seed, stream, index));
    }
  }
  EXPECT_EQ(seen.size(), 1000u);
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double skewness = 0;
  double fourth = 0;  // E[(x - mean)^4] / variance^2
  float least = 0;
  float greatest = 0;
};

Moments moments_of(float (*draw)(std::uint64_t, std::uint64_t, std::uint64_t)) {
  std::vector<double> values(kDraws);
  for (std::size_t i = 0; i < kDraws; ++i) values[i] = draw(1, 2, i);
  const auto mean_of = [&](auto f) {
    double sum = 0;
    for (const double value : values) sum += f(value);
    return sum / static_cast<double>(kDraws);
  };
  Moments m;
  m.mean = mean_of([](double v) { return v; });
  m.variance = mean_of([&](double v) { return std::pow(v - m.mean, 2); });
  m.skewness = mean_of([&](double v) { return std::pow(v - m.mean, 3); }) / std::pow(m.variance, 1.5);
  m.fourth = mean_of([&](double v) { return std::pow(v - m.mean, 4); }) / std::pow(m.variance, 2);
  m.least = static_cast<float>(*std::min_element(values.begin(), values.end()));
  m.greatest = static_cast<float>(*std::max_element(values.begin(), values.end()));
  return m;
}

// The tolerances are about five standard errors of 1e5 draws.
TEST(RandomUniform, HasTheMomentsOfAUniformNumber) {
  const Moments m = moments_of(random_uniform);
  EXPECT_NEAR(m.mean, 0.5, 0.005);
  EXPECT_NEAR(m.variance, 1.0 / 12, 0.002);
  EXPECT_NEAR(m.fourth, 1.8, 0.02);
  EXPECT_GE(m.least, 0.0f);
  EXPECT_LT(m.greatest, 1.0f);
  EXPECT_LT(m.least, 0.001f);
  EXPECT_GT(m.greatest, 0.999f);
}

TEST(RandomNormal, HasTheMomentsOfANormalNumber) {
  const Moments m = moments_of(random_normal);
  EXPECT_NEAR(m.mean, 0.0, 0.016);
  EXPECT_NEAR(m.variance, 1.0, 0.023);
  EXPECT_NEAR(m.skewness, 0.0, 0.04);
  EXPECT_NEAR(m.fourth, 3.0, 0.08);
  EXPECT_GT(m.greatest, 3.5f);
  EXPECT_LT(m.greatest, 6.0f) << "24 bits reach no further";
}

TEST(RandomTruncatedNormal, StaysWithinTwoStandardDeviations) {
  const Moments m = moments_of(random_truncated_normal);
  EXPECT_GE(m.least, -2.0f);
  EXPECT_LE(m.greatest, 2.0f);
  EXPECT_GT(m.greatest, 1.99f);
  EXPECT_NEAR(m.mean, 0.0, 0.014);
  // 1 - 2 * 2 phi(2) / (2 Phi(2) - 1)
  EXPECT_NEAR(m.variance, 0.7737, 0.014);
  EXPECT_NEAR(m.skewness, 0.0, 0.04);
}

TEST(RandomTruncatedNormal, EqualsTheNormalNumberWithinTwoStandardDeviations) {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const float normal = random_normal(3, 4, i);
    if (std::abs(normal) <= 2) {
      EXPECT_EQ(random_truncated_normal(3, 4, i), normal) << i;
    }
  }
}

}  // namespace
}  // namespace alexnet
