#include "ops/softmax.h"

#include "support/gradient_check.h"
#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<double> naive(std::span<const double> x, std::size_t batch, std::size_t channels) {
  std::vector<double> y;
  for (std::size_t n = 0; n < batch; ++n) {
    const auto row = x.subspan(n * channels, channels);
    const double most = std::ranges::max(row);
    double sum = 0;
    for (const double value : row) sum += std::exp(value - most);
    for (const double value : row) y.push_back(std::exp(value - most) / sum);
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
    const auto expected = naive(to_doubles(x), batch, channels);
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

TEST(Softmax, BackwardAgreesWithANaiveLoopAndFiniteDifferences) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t batch = random.between(1, 4), channels = random.between(1, 300), count = batch * channels;
    const auto x = random.values(count), dy = random.values(count);
    const auto forward = [&](const std::vector<double>& at) { return naive(at, batch, channels); };
    const auto at = to_doubles(std::span(x).first(count));
    const std::vector<double> exact = forward(at);
    const std::vector<float> y(exact.begin(), exact.end());
    std::vector<float> dx = dy;
    softmax_backward(batch, channels, y.data(), dx.data(), dx.data());
    expect_gradient(forward, at, dy, dx, random);
    std::vector<double> expected(count);  // from the Jacobian y[i] * ((i == j) - y[j])
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = i / channels * channels; j < (i / channels + 1) * channels; ++j)
        expected[i] += dy[j] * exact[i] * ((i == j ? 1.0 : 0.0) - exact[j]);
    EXPECT_LT(relative_error(dx, expected), 2e-7);
  }
}

TEST(Softmax, BackwardAgreesWithPyTorch) {
  for (const auto& row : gradient_rows("softmax")) {
    const auto shape = golden_shape(row);
    const auto y = golden_input(row, "y"), dy = golden_input(row, "dy");
    const auto expected = golden_output(row, "dx");
    std::vector<float> dx(expected.size());
    softmax_backward(shape[0], shape[1], y.data(), dy.data(), dx.data());
    EXPECT_LT(relative_error(dx, expected), 2e-7);
  }
}

}  // namespace
}  // namespace alexnet
