#include "ops/softmax.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<double> naive(std::span<const float> x, std::size_t batch, std::size_t channels) {
  std::vector<double> y;
  for (std::size_t n = 0; n < batch; ++n) {
    const auto row = x.subspan(n * channels, channels);
    const double most = std::ranges::max(row);
    double sum = 0;
    for (const float value : row) sum += std::exp(value - most);
    for (const float value : row) y.push_back(std::exp(value - most) / sum);
  }
  return y;
}

TEST(Softmax, AgreesWithANaiveLoopOnRandomSizes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t batch = random.between(1, 4);
    const std::size_t channels = random.between(1, 1200);
    const auto x = random.values(batch * channels);
    const auto expected = naive(x, batch, channels);
    const ThreadPool pool(random.between(1, 2));
    SoftmaxOp op;
    ASSERT_TRUE(op.reshape(batch, channels, pool));
    std::vector<float> y(expected.size());
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 2e-6);
  }
}

TEST(Softmax, OfHugeScoresDoesNotOverflow) {
  std::vector<float> x(40, 0.0f);
  x[0] = 1000.0f;
  x[1] = -1000.0f;
  const ThreadPool pool(1);
  SoftmaxOp op;
  ASSERT_TRUE(op.reshape(1, 3, pool));
  std::vector<float> y(3);
  ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
  EXPECT_FLOAT_EQ(y[0], 1.0f);
  EXPECT_NEAR(y[1], 0.0f, 1e-30f);
}

}  // namespace
}  // namespace alexnet
