#include "ops/lrn.h"

#include "support/gradient_check.h"
#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

// Returns k + alpha * (sum of squares) for every channel of every pixel.
std::vector<double> scales(const LrnGeometry& g, const std::vector<double>& x, std::size_t pixels) {
  std::vector<double> s;
  const std::size_t before = (g.size - 1) / 2;
  for (std::size_t p = 0; p < pixels; ++p)
    for (std::size_t c = 0; c < g.channels; ++c) {
      double sum = 0;
      for (std::size_t j = 0; j < g.size; ++j) {
        const std::size_t i = c + j - before;  // wraps below 0
        if (i < g.channels) sum += x[p * g.channels + i] * x[p * g.channels + i];
      }
      s.push_back(g.k + g.alpha * sum);
    }
  return s;
}

std::vector<double> naive(const LrnGeometry& g, const std::vector<double>& x, std::size_t pixels) {
  std::vector<double> y = scales(g, x, pixels);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[i] * std::pow(y[i], -double{g.beta});
  return y;
}

// Returns dx: the contributions of all y[c] to each x[i].
std::vector<double> naive_backward(const LrnGeometry& g, const std::vector<double>& x, const std::vector<float>& dy,
                                   std::size_t pixels) {
  const std::vector<double> s = scales(g, x, pixels);
  std::vector<double> dx(s.size());
  const std::size_t before = (g.size - 1) / 2;
  for (std::size_t p = 0; p < pixels; ++p)
    for (std::size_t c = 0; c < g.channels; ++c) {
      const std::size_t y = p * g.channels + c;
      dx[y] += dy[y] * std::pow(s[y], -double{g.beta});
      for (std::size_t j = 0; j < g.size; ++j) {
        const std::size_t i = c + j - before;
        if (i >= g.channels) continue;
        const std::size_t at = p * g.channels + i;
        dx[at] -= 2.0 * g.alpha * g.beta * dy[y] * x[y] * x[at] * std::pow(s[y], -double{g.beta} - 1);
      }
    }
  return dx;
}

LrnGeometry random_geometry(RandomCase& random, std::size_t channels) {
  return {.channels = random.between(1, channels),
          .size = random.between(1, 11),
          .alpha = static_cast<float>(random.between(1, 20)) * 0.01f,
          .beta = random.coin() ? 0.75f : 0.5f,
          .k = static_cast<float>(random.between(1, 2))};
}

TEST(Lrn, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const LrnGeometry g = random_geometry(random, 600);
    const std::size_t pixels = random.between(1, 9);
    const auto x = random.values(pixels * g.channels);
    std::vector<float> y(pixels * g.channels);
    lrn_forward(g, pixels, x.data(), y.data(), ThreadPool(random.between(1, 2)));
    EXPECT_LT(relative_error(y, naive(g, to_doubles(x), pixels)), 2e-6);
  }
}

TEST(Lrn, BackwardAgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const LrnGeometry g = random_geometry(random, 600);
    const std::size_t pixels = random.between(1, 200);
    const auto x = random.values(pixels * g.channels), dy = random.values(pixels * g.channels);
    std::vector<float> dx(pixels * g.channels), again(dx.size());
    lrn_backward(g, pixels, x.data(), dy.data(), dx.data(), ThreadPool(1));
    EXPECT_LT(relative_error(dx, naive_backward(g, to_doubles(x), dy, pixels)), 2e-6);
    lrn_backward(g, pixels, x.data(), dy.data(), again.data(), ThreadPool(random.several_threads()));
    EXPECT_EQ(dx, again);
  }
}

TEST(Lrn, BackwardAgreesWithFiniteDifferences) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const LrnGeometry g = random_geometry(random, 300);
    const std::size_t pixels = random.between(1, 4), count = pixels * g.channels;
    const auto x = random.values(count), dy = random.values(count);
    std::vector<float> dx(count);
    lrn_backward(g, pixels, x.data(), dy.data(), dx.data(), ThreadPool(1));
    const auto forward = [&](const std::vector<double>& at) { return naive(g, at, pixels); };
    expect_gradient(forward, to_doubles(std::span(x).first(count)), dy, dx, random);
  }
}

TEST(Lrn, BackwardAgreesWithPyTorch) {
  for (const auto& row : gradient_rows("lrn")) {
    const auto shape = golden_shape(row);
    const LrnGeometry g = {
        .channels = shape[3], .size = row["size"], .alpha = row["alpha"], .beta = row["beta"], .k = row["k"]};
    const auto x = golden_input(row), dy = golden_input(row, "dy");
    const auto expected = golden_output(row, "dx");
    std::vector<float> dx(expected.size());
    lrn_backward(g, shape[0] * shape[1] * shape[2], x.data(), dy.data(), dx.data(), ThreadPool(1));
    EXPECT_LT(relative_error(dx, expected), 2e-6);
  }
}

TEST(Lrn, AgreesWithPyTorch) {
  for (const auto& row : golden_rows("lrn")) {
    const auto shape = golden_shape(row);
    const LrnGeometry g = {
        .channels = shape[3], .size = row["size"], .alpha = row["alpha"], .beta = row["beta"], .k = row["k"]};
    const auto x = golden_input(row);
    const auto expected = golden_output(row);
    std::vector<float> y(expected.size());
    lrn_forward(g, shape[0] * shape[1] * shape[2], x.data(), y.data(), ThreadPool(1));
    EXPECT_LT(relative_error(y, expected), 2e-6);
  }
}

}  // namespace
}  // namespace alexnet
