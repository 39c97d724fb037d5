#include "ops/lrn.h"

#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<double> naive(const LrnGeometry& g, std::span<const float> x, std::size_t pixels) {
  std::vector<double> y;
  const std::size_t before = (g.size - 1) / 2;
  for (std::size_t p = 0; p < pixels; ++p)
    for (std::size_t c = 0; c < g.channels; ++c) {
      double sum = 0;
      for (std::size_t j = 0; j < g.size; ++j) {
        const std::size_t i = c + j - before;  // wraps below 0
        if (i < g.channels) sum += double{x[p * g.channels + i]} * x[p * g.channels + i];
      }
      y.push_back(x[p * g.channels + c] * std::pow(g.k + g.alpha * sum, -double{g.beta}));
    }
  return y;
}

TEST(Lrn, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const LrnGeometry g = {.channels = random.between(1, 600),
                           .size = 2 * random.between(0, 5) + 1,
                           .alpha = static_cast<float>(random.between(1, 20)) * 0.01f,
                           .beta = random.coin() ? 0.75f : 0.5f,
                           .k = static_cast<float>(random.between(1, 2))};
    const std::size_t pixels = random.between(1, 9);
    const auto x = random.values(pixels * g.channels);
    std::vector<float> y(pixels * g.channels);
    lrn_forward(g, pixels, x.data(), y.data(), ThreadPool(random.between(1, 2)));
    EXPECT_LT(relative_error(y, naive(g, x, pixels)), 2e-6);
  }
}

TEST(Lrn, AgreesWithPyTorch) {
  const auto rows = golden_rows("lrn");
  ASSERT_GT(rows.size(), 0u) << "tests/golden/ops.json: run from the root of the repository";
  for (const auto& row : rows) {
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
