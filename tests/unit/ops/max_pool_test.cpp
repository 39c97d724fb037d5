#include "ops/max_pool.h"

#include <limits>

#include "support/op_goldens.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(MaxPool, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t kernel = random.between(2, 4);
    const MaxPoolGeometry g = {.channels = random.between(1, 40),
                               .kernel = kernel,
                               .stride = random.between(1, kernel),
                               .rounding = random.coin() ? Rounding::kUp : Rounding::kDown};
    const std::size_t batch = random.between(1, 3);
    const std::size_t height = random.between(g.kernel, 15);
    const std::size_t width = random.between(g.kernel, 15);
    const auto x = random.values(batch * height * width * g.channels);
    std::vector<double> expected;
    for (std::size_t n = 0; n < batch; ++n)
      for (std::size_t oy = 0; oy < window_count(height, g.kernel, g.stride, g.rounding); ++oy)
        for (std::size_t ox = 0; ox < window_count(width, g.kernel, g.stride, g.rounding); ++ox)
          for (std::size_t c = 0; c < g.channels; ++c) {
            double most = -std::numeric_limits<double>::infinity();
            for (std::size_t iy = oy * g.stride; iy < std::min(height, oy * g.stride + g.kernel); ++iy)
              for (std::size_t ix = ox * g.stride; ix < std::min(width, ox * g.stride + g.kernel); ++ix)
                most = std::max(most, double{x[((n * height + iy) * width + ix) * g.channels + c]});
            expected.push_back(most);
          }
    const ThreadPool pool(random.between(1, 2));
    MaxPool2d op(g);
    ASSERT_TRUE(op.reshape(batch, height, width, pool));
    std::vector<float> y(expected.size());
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_EQ(relative_error(y, expected), 0.0);
  }
}

TEST(MaxPool, AgreesWithPyTorchInBothRoundings) {
  const auto rows = golden_rows("max_pool");
  ASSERT_GT(rows.size(), 0u) << "tests/golden/ops.json: run from the root of the repository";
  for (const auto& row : rows) {
    const auto shape = golden_shape(row);
    const Rounding rounding = row["rounding"] == "up" ? Rounding::kUp : Rounding::kDown;
    if (row["stride"] > row["kernel"]) {  // not for XNNPACK; the count of windows is checked all the same
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

TEST(WindowCount, OfAlexNetsSides) {
  EXPECT_EQ(window_count(227, 11, 4), 55u);
  EXPECT_EQ(window_count(224, 11, 4), 54u);  // why the paper's network pads
  EXPECT_EQ(window_count(55, 3, 2), 27u);
  EXPECT_EQ(window_count(54, 3, 2), 26u);
  EXPECT_EQ(window_count(54, 3, 2, Rounding::kUp), 27u);
  EXPECT_EQ(window_count(55, 3, 2, Rounding::kUp), 27u);
}

TEST(WindowCount, NoWindowBeginsOutsideOrInTooLittleRoom) {
  EXPECT_EQ(window_count(2, 3, 2), 0u);
  EXPECT_EQ(window_count(3, 1, 3, Rounding::kUp), 1u);  // a second window would begin at the end
  EXPECT_EQ(window_count(4, 1, 3, Rounding::kUp), 2u);
}

}  // namespace
}  // namespace alexnet
