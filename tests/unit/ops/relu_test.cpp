#include "ops/relu.h"

#include "support/gradient_check.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(Relu, AgreesWithANaiveLoopOnRandomSizes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t count = random.between(1, 3000);
    const auto x = random.values(count);
    std::vector<double> expected;
    for (std::size_t i = 0; i < count; ++i) expected.push_back(std::max(double{x[i]}, 0.0));
    const ThreadPool pool(random.between(1, 2));
    ReluOp op;
    ASSERT_TRUE(op.reshape(count, pool));
    std::vector<float> y(count);
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_EQ(relative_error(y, expected), 0.0);
  }
}

std::vector<double> naive_relu(const std::vector<double>& x) {
  std::vector<double> y;
  for (const double value : x) y.push_back(std::max(value, 0.0));
  return y;
}

TEST(Relu, PropagatesGradientsOfPositiveValues) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t count = random.between(1, 70000);
    const auto x = random.values(count);
    auto dy = random.values(count);
    std::vector<float> y, dx(count);
    for (const float value : x) y.push_back(std::max(value, 0.0f));
    relu_backward(count, y.data(), dy.data(), dx.data(), ThreadPool(random.several_threads()));
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(dx[i], x[i] > 0.0f ? dy[i] : 0.0f) << i;
    expect_gradient(naive_relu, to_doubles(std::span(x).first(count)), dy, dx, random, 1e-8);
    relu_backward(count, y.data(), dy.data(), dy.data(), ThreadPool(2));
    EXPECT_TRUE(std::equal(dx.begin(), dx.end(), dy.begin())) << "in place";
  }
}

TEST(Relu, HasNoGradientAtZero) {
  const std::vector<float> y = {0.0f, -0.0f, 1.0f};
  std::vector<float> dx = {5, 5, 5};
  relu_backward(3, y.data(), dx.data(), dx.data(), ThreadPool(1));
  EXPECT_EQ(dx, (std::vector<float>{0, 0, 5}));
}

}  // namespace
}  // namespace alexnet
