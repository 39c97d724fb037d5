#include "ops/max_pool.h"

#include <optional>

#include "support/gradient_check.h"
#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

// Returns the index in x of the maximum of each window, the first of equal ones.
std::vector<std::size_t> maxima(const MaxPoolGeometry& g, const MaxPoolInputSize& size, const std::vector<double>& x) {
  std::vector<std::size_t> found;
  const Padding& p = g.padding;
  for (std::size_t n = 0; n < size.batch; ++n)
    for (std::size_t oy = 0; oy < window_count(size.height + p.top + p.bottom, g.kernel, g.stride, g.rounding); ++oy)
      for (std::size_t ox = 0; ox < window_count(size.width + p.left + p.right, g.kernel, g.stride, g.rounding); ++ox)
        for (std::size_t c = 0; c < g.channels; ++c) {
          std::optional<std::size_t> best;
          for (std::size_t ky = 0; ky < g.kernel; ++ky)
            for (std::size_t kx = 0; kx < g.kernel; ++kx) {
              const std::size_t iy = oy * g.stride + ky, ix = ox * g.stride + kx;  // in the padded image
              if (iy < p.top || iy >= p.top + size.height || ix < p.left || ix >= p.left + size.width) continue;
              const std::size_t at = ((n * size.height + iy - p.top) * size.width + ix - p.left) * g.channels + c;
              if (!best || x[at] > x[*best]) best = at;
            }
          found.push_back(best.value());
        }
  return found;
}

std::vector<double> naive(const MaxPoolGeometry& g, const MaxPoolInputSize& size, const std::vector<double>& x) {
  std::vector<double> y;
  for (const std::size_t index : maxima(g, size, x)) y.push_back(x[index]);
  return y;
}

struct PoolCase {
  MaxPoolGeometry geometry;
  MaxPoolInputSize size;
  [[nodiscard]] std::size_t values() const { return size.batch * size.height * size.width * geometry.channels; }
};

PoolCase random_case(RandomCase& random, std::size_t channels) {
  const std::size_t kernel = random.between(2, 4);
  MaxPoolGeometry g = {.channels = random.between(1, channels),
                       .kernel = kernel,
                       .stride = random.between(1, kernel),
                       .rounding = random.coin() ? Rounding::kUp : Rounding::kDown};
  if (random.coin()) g.padding = {.top = random.between(0, kernel - 1), .left = random.between(0, kernel - 1)};
  if (g.rounding == Rounding::kDown && random.coin()) {
    g.padding.bottom = random.between(0, kernel - 1);
    g.padding.right = random.between(0, kernel - 1);
  }
  return {g, {.batch = random.between(1, 3), .height = random.between(kernel, 15), .width = random.between(kernel, 15)}};
}

TEST(MaxPool, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const auto [g, size] = random_case(random, 40);
    const auto x = random.values(size.batch * size.height * size.width * g.channels);
    const std::vector<double> expected = naive(g, size, to_doubles(x));
    const ThreadPool pool(random.between(1, 2));
    MaxPool2d op(g);
    ASSERT_TRUE(op.reshape(size.batch, size.height, size.width, pool));
    std::vector<float> y(expected.size());
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_EQ(relative_error(y, expected), 0.0);
  }
}

// Returns our dx for x and dy; y comes from the naive forward pass.
std::vector<float> backward(const PoolCase& c, const std::vector<float>& x, const std::vector<float>& dy, std::size_t threads) {
  const std::vector<double> exact = naive(c.geometry, c.size, to_doubles(x));
  const std::vector<float> y(exact.begin(), exact.end());
  std::vector<float> dx(c.values(), 99.0f);
  max_pool_backward(c.geometry, c.size, x.data(), y.data(), dy.data(), dx.data(), ThreadPool(threads));
  return dx;
}

TEST(MaxPool, BackwardAgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const PoolCase c = random_case(random, 150);
    auto x = random.values(c.values());
    if (random.coin())  // ties everywhere
      for (float& value : x) value = std::round(value);
    const auto first = maxima(c.geometry, c.size, to_doubles(x));
    const auto dy = random.values(first.size());
    std::vector<double> expected(c.values());
    for (std::size_t i = 0; i < first.size(); ++i) expected[first[i]] += dy[i];
    const auto dx = backward(c, x, dy, 1);
    EXPECT_LT(relative_error(dx, expected), 1e-6);
    EXPECT_EQ(dx, backward(c, x, dy, random.several_threads()));
  }
}

TEST(MaxPool, BackwardAgreesWithFiniteDifferences) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const PoolCase c = random_case(random, 8);
    const auto x = random.values(c.values());
    const auto forward = [&](const std::vector<double>& at) { return naive(c.geometry, c.size, at); };
    const auto dy = random.values(forward(to_doubles(x)).size());
    expect_gradient(forward, to_doubles(std::span(x).first(c.values())), dy, backward(c, x, dy, 1), random, 1e-8);
  }
}

TEST(MaxPool, BackwardAgreesWithPyTorchWithOverlapsAndTies) {
  for (const auto& row : gradient_rows("max_pool")) {
    const auto shape = golden_shape(row);
    const PoolCase c = {{.channels = shape[3],
                         .kernel = row["kernel"],
                         .stride = row["stride"],
                         .rounding = row["rounding"] == "up" ? Rounding::kUp : Rounding::kDown},
                        {shape[0], shape[1], shape[2]}};
    EXPECT_LT(relative_error(backward(c, golden_input(row), golden_input(row, "dy"), 2), golden_output(row, "dx")), 1e-7);
  }
}

TEST(MaxPool, BackwardWritesZerosBetweenAndAfterWindows) {
  const PoolCase c = {{.channels = 1, .kernel = 2, .stride = 3}, {.batch = 1, .height = 7, .width = 6}};
  const auto dx = backward(c, std::vector<float>(c.values(), 1.0f), std::vector<float>(4, 1.0f), 1);
  std::vector<float> expected(c.values());
  for (const std::size_t corner : {0, 3, 18, 21}) expected[corner] = 1.0f;
  EXPECT_EQ(dx, expected);
}

TEST(MaxPool, AgreesWithPyTorchInBothRoundings) {
  for (const auto& row : golden_rows("max_pool")) {
    const auto shape = golden_shape(row);
    const Rounding rounding = row["rounding"] == "up" ? Rounding::kUp : Rounding::kDown;
    if (row["stride"] > row["kernel"]) {  // XNNPACK does not support it, but the number of windows is checked
      EXPECT_EQ(window_count(shape[1], row["kernel"], row["stride"], rounding), row["y"]["shape"][1].get<std::size_t>());
      EXPECT_EQ(window_count(shape[2], row["kernel"], row["stride"], rounding), row["y"]["shape"][2].get<std::size_t>());
      continue;
    }
    MaxPool2d op({.channels = shape[3], .kernel = row["kernel"], .stride = row["stride"], .rounding = rounding});
    const auto x = golden_input(row);
    const auto expected = golden_output(row);
    ASSERT_EQ(shape[0] * window_count(shape[1], row["kernel"], row["stride"], rounding) *
                  window_count(shape[2], row["kernel"], row["stride"], rounding) * shape[3],
              expected.size());
    const ThreadPool pool(1);
    ASSERT_TRUE(op.reshape(shape[0], shape[1], shape[2], pool));
    std::vector<float> y(expected.size());
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-7);
  }
}

TEST(WindowCount, MatchesAlexNetsLayerSizes) {
  EXPECT_EQ(window_count(227, 11, 4), 55u);
  EXPECT_EQ(window_count(224, 11, 4), 54u);  // the paper's 55 require padding
  EXPECT_EQ(window_count(55, 3, 2), 27u);
  EXPECT_EQ(window_count(54, 3, 2), 26u);
  EXPECT_EQ(window_count(54, 3, 2, Rounding::kUp), 27u);
  EXPECT_EQ(window_count(55, 3, 2, Rounding::kUp), 27u);
}

TEST(WindowCount, NoWindowBeginsOutsideTheInput) {
  EXPECT_EQ(window_count(2, 3, 2), 0u);
  EXPECT_EQ(window_count(3, 1, 3, Rounding::kUp), 1u);  // a second window would begin at the end
  EXPECT_EQ(window_count(4, 1, 3, Rounding::kUp), 2u);
}

}  // namespace
}  // namespace alexnet
