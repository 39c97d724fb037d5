#include "ops/dropout.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

constexpr std::size_t kMany = 100'000;

std::vector<float> mask_of(const DropoutKey& key, float rate, std::size_t count, std::size_t threads = 1) {
  std::vector<float> mask(count, 1.0f);
  dropout_forward(key, rate, count, mask.data(), mask.data(), ThreadPool(threads));
  return mask;
}

TEST(Dropout, AppliesTheSameMaskForwardAndBackward) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t count = random.between(1, 9000);
    const DropoutKey key = {random.between(0, 99), random.between(0, 99), static_cast<std::uint32_t>(random.between(0, 9))};
    const float rate = static_cast<float>(random.between(0, 9)) * 0.1f;
    const auto x = random.values(count), dy = random.values(count);
    std::vector<float> y(count), dx(count);
    dropout_forward(key, rate, count, x.data(), y.data(), ThreadPool(random.several_threads()));
    dropout_backward(key, rate, count, dy.data(), dx.data(), ThreadPool(random.several_threads()));
    const auto mask = mask_of(key, rate, count);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_TRUE(mask[i] == 0.0f || mask[i] == 1.0f / (1.0f - rate)) << i;
      ASSERT_EQ(y[i], mask[i] * x[i]) << i;
      ASSERT_EQ(dx[i], mask[i] * dy[i]) << i;
    }
  }
}

TEST(Dropout, DropsTheGivenRateAndKeepsTheMean) {
  for (const float rate : {0.1f, 0.5f, 0.9f}) {
    const auto mask = mask_of({.seed = kSeed}, rate, kMany);
    double dropped = 0, sum = 0;
    for (const float value : mask) dropped += value == 0.0f, sum += value;
    const double deviation = std::sqrt(rate * (1 - rate) / double{kMany});
    EXPECT_NEAR(dropped / double{kMany}, rate, 4 * deviation) << rate;
    EXPECT_NEAR(sum / double{kMany}, 1.0, 4 * deviation / (1 - rate)) << rate;
  }
}

TEST(Dropout, DrawsAnotherMaskForEverySeedStepAndLayer) {
  const DropoutKey key = {.seed = 1, .step = 2, .layer = 3};
  const auto mask = mask_of(key, 0.5f, kMany);
  for (const DropoutKey& other : {DropoutKey{2, 2, 3}, DropoutKey{1, 3, 3}, DropoutKey{1, 2, 4}}) {
    const auto its = mask_of(other, 0.5f, kMany);
    double same = 0;
    for (std::size_t i = 0; i < kMany; ++i) same += mask[i] == its[i];
    EXPECT_NEAR(same / double{kMany}, 0.5, 0.01);
  }
}

// Values i and i + 1, 2, 3, 4 (of the same draw and of the next) are uncorrelated.
TEST(Dropout, NeighborsAreIndependent) {
  const auto mask = mask_of({.seed = 7}, 0.5f, kMany);
  for (std::size_t distance = 1; distance <= 4; ++distance) {
    double both = 0;
    for (std::size_t i = 0; i + distance < kMany; ++i) both += mask[i] != 0.0f && mask[i + distance] != 0.0f;
    EXPECT_NEAR(both / double{kMany}, 0.25, 0.01) << distance;
  }
}

TEST(Dropout, OfRateZeroIsTheIdentity) {
  const std::vector<float> ones(1001, 1.0f);
  EXPECT_EQ(mask_of({}, 0.0f, ones.size()), ones);
}

}  // namespace
}  // namespace alexnet
