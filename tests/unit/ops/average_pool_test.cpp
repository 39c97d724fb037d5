#include "ops/average_pool.h"

#include "support/gradient_check.h"
#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<double> naive(const AveragePoolGeometry& g, std::size_t batch, const std::vector<double>& x) {
  std::vector<double> y;
  const auto begin = [&g](std::size_t i, std::size_t length) { return i * length / g.side; };
  const auto end = [&g](std::size_t i, std::size_t length) { return ((i + 1) * length + g.side - 1) / g.side; };
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t oy = 0; oy < g.side; ++oy)
      for (std::size_t ox = 0; ox < g.side; ++ox)
        for (std::size_t c = 0; c < g.channels; ++c) {
          double sum = 0;
          std::size_t count = 0;
          for (std::size_t iy = begin(oy, g.height); iy < end(oy, g.height); ++iy)
            for (std::size_t ix = begin(ox, g.width); ix < end(ox, g.width); ++ix, ++count)
              sum += x[((n * g.height + iy) * g.width + ix) * g.channels + c];
          y.push_back(sum / static_cast<double>(count));
        }
  return y;
}

AveragePoolGeometry random_geometry(RandomCase& random) {
  return {.height = random.between(1, 14),
          .width = random.between(1, 14),
          .channels = random.between(1, 40),
          .side = random.between(1, 7)};
}

TEST(AdaptiveAveragePool, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const AveragePoolGeometry g = random_geometry(random);
    const std::size_t batch = random.between(1, 3);
    const auto x = random.values(batch * g.height * g.width * g.channels);
    std::vector<float> y(batch * g.side * g.side * g.channels);
    adaptive_average_pool_forward(g, batch, x.data(), y.data(), ThreadPool(random.between(1, 2)));
    EXPECT_LT(relative_error(y, naive(g, batch, to_doubles(x))), 2e-6);
  }
}

TEST(AdaptiveAveragePool, AgreesWithPyTorch) {
  for (const auto& row : golden_rows("adaptive_average_pool")) {
    const auto shape = golden_shape(row);
    const AveragePoolGeometry g = {.height = shape[1], .width = shape[2], .channels = shape[3], .side = row["side"]};
    const auto x = golden_input(row);
    const auto expected = golden_output(row);
    std::vector<float> y(expected.size());
    adaptive_average_pool_forward(g, shape[0], x.data(), y.data(), ThreadPool(1));
    EXPECT_LT(relative_error(y, expected), 2e-6);
  }
}

// The operation is linear: a column of its matrix is the output for an input of a single 1.
TEST(AdaptiveAveragePool, BackwardIsTheTransposedForward) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    AveragePoolGeometry g = random_geometry(random);
    g.channels = 1;
    const std::size_t inputs = g.height * g.width;
    const auto dy = random.values(g.side * g.side);
    std::vector<double> expected(inputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      std::vector<double> one(inputs);
      one[i] = 1;
      const auto column = naive(g, 1, one);
      for (std::size_t o = 0; o < column.size(); ++o) expected[i] += column[o] * dy[o];
    }
    std::vector<float> dx(inputs);
    adaptive_average_pool_backward(g, 1, dy.data(), dx.data(), ThreadPool(1));
    EXPECT_LT(relative_error(dx, expected), 2e-6);
  }
}

TEST(AdaptiveAveragePool, BackwardAgreesWithFiniteDifferences) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const AveragePoolGeometry g = random_geometry(random);
    const std::size_t batch = random.between(1, 3), inputs = batch * g.height * g.width * g.channels;
    const auto x = random.values(inputs), dy = random.values(batch * g.side * g.side * g.channels);
    std::vector<float> dx(inputs), again(inputs);
    adaptive_average_pool_backward(g, batch, dy.data(), dx.data(), ThreadPool(1));
    const auto forward = [&](const std::vector<double>& at) { return naive(g, batch, at); };
    expect_gradient(forward, to_doubles(std::span(x).first(inputs)), dy, dx, random);
    adaptive_average_pool_backward(g, batch, dy.data(), again.data(), ThreadPool(random.several_threads()));
    EXPECT_EQ(dx, again);
  }
}

TEST(AdaptiveAveragePool, BackwardAgreesWithPyTorch) {
  for (const auto& row : gradient_rows("adaptive_average_pool")) {
    const auto shape = golden_shape(row);
    const AveragePoolGeometry g = {.height = shape[1], .width = shape[2], .channels = shape[3], .side = row["side"]};
    const auto dy = golden_input(row, "dy");
    const auto expected = golden_output(row, "dx");
    std::vector<float> dx(expected.size());
    adaptive_average_pool_backward(g, shape[0], dy.data(), dx.data(), ThreadPool(1));
    EXPECT_LT(relative_error(dx, expected), 2e-6);
  }
}

}  // namespace
}  // namespace alexnet
