#include "ops/column_sum.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

struct Case {
  ColumnSum size;
  std::vector<float> x;
  std::vector<float> before;  // of the sums
};

Case random_case(RandomCase& random) {
  Case c;
  c.size = {.rows = random.between(0, 300), .columns = random.between(1, 700), .accumulate = random.coin()};
  c.x = random.values(c.size.rows * c.size.columns);
  c.before = random.values(c.size.columns);
  return c;
}

std::vector<double> naive(const Case& c, const std::vector<float>& x) {
  std::vector<double> sums(c.size.columns);
  for (std::size_t column = 0; column < c.size.columns; ++column) {
    if (c.size.accumulate) sums[column] = c.before[column];
    for (std::size_t r = 0; r < c.size.rows; ++r) sums[column] += x[r * c.size.columns + column];
  }
  return sums;
}

TEST(ColumnSum, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Case c = random_case(random);
    std::vector<float> sum = c.before, again = c.before;
    column_sum(c.size, c.x.data(), sum.data(), ThreadPool(1));
    EXPECT_LT(relative_error(sum, naive(c, c.x)), 1e-6);
    column_sum(c.size, c.x.data(), again.data(), ThreadPool(random.several_threads()));
    EXPECT_EQ(sum, again);
  }
}

TEST(ColumnSum, FusedReluBackwardMatchesSeparatePasses) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Case c = random_case(random);
    const auto y = random.values(c.size.rows * c.size.columns);
    std::vector<float> masked = c.x;
    for (std::size_t i = 0; i < masked.size(); ++i) masked[i] = y[i] > 0.0f ? masked[i] : 0.0f;
    std::vector<float> dy = c.x, sum = c.before;
    relu_backward_and_column_sum(c.size, y.data(), dy.data(), sum.data(), ThreadPool(random.several_threads()));
    const std::size_t count = c.size.rows * c.size.columns;
    EXPECT_TRUE(std::equal(dy.begin(), dy.begin() + static_cast<std::ptrdiff_t>(count), masked.begin()));
    EXPECT_LT(relative_error(sum, naive(c, masked)), 1e-6);
  }
}

// A plain float sum of a million times 0.1 has an error of 1e-2.
TEST(ColumnSum, KeepsPrecisionOverManyRows) {
  constexpr std::size_t kRows = 1'000'000;
  std::vector<float> x(kRows, 0.1f), dy = x;
  float sum = 0;
  column_sum({.rows = kRows, .columns = 1}, x.data(), &sum, ThreadPool(1));
  EXPECT_NEAR(sum / (double{0.1f} * kRows), 1.0, 1e-6);
  relu_backward_and_column_sum({.rows = kRows, .columns = 1}, x.data(), dy.data(), &sum, ThreadPool(1));
  EXPECT_NEAR(sum / (double{0.1f} * kRows), 1.0, 1e-6);
}

}  // namespace
}  // namespace alexnet
