#include "conv2d_case.h"

namespace alexnet {
namespace {

std::vector<double> naive(const Conv2dCase& c, const std::vector<float>& x, const std::vector<float>& w,
                          const std::vector<float>& b) {
  std::vector<double> y(c.batch * c.output_height() * c.output_width() * c.g.output_channels);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = b[i % c.g.output_channels];
  for_each_product(c, [&](std::size_t yi, std::size_t xi, std::size_t wi) { y[yi] += double{x[xi]} * w[wi]; });
  if (c.g.relu)
    for (double& value : y) value = std::max(value, 0.0);
  return y;
}

TEST(Conv2d, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Conv2dCase c = random_conv2d_case(random);
    const ThreadPool pool(random.between(1, 2));
    const Conv2dGeometry& g = c.g;
    const auto x = random.values(c.batch * c.height * c.width * g.input_channels);
    const auto w = random.values(g.output_channels * g.kernel * g.kernel * g.input_channels / g.groups);
    const auto b = random.values(g.output_channels);
    const auto expected = naive(c, x, w, b);

    auto conv = Conv2d::create(g, {w.data(), {g.output_channels, g.kernel, g.kernel, g.input_channels / g.groups}},
                               {b.data(), {g.output_channels}});
    ASSERT_TRUE(conv) << conv.error().message();
    ASSERT_TRUE(conv->reshape(c.batch, c.height, c.width, pool));
    std::vector<float> y(expected.size());
    ASSERT_TRUE(conv->forward(x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-5);
  }
}

TEST(Conv2d, CanBeReshapedAtAnyTime) {
  RandomCase random(0);
  const Conv2dGeometry g = {.input_channels = 3, .output_channels = 8, .kernel = 3, .padding = same_padding(1)};
  const auto w = random.values(8 * 27);
  const auto b = random.values(8);
  const ThreadPool pool(1);
  auto conv = Conv2d::create(g, {w.data(), {8, 3, 3, 3}}, {b.data(), {8}});
  ASSERT_TRUE(conv);
  for (const std::size_t side : {5, 9, 4}) {
    const Conv2dCase c = {g, 2, side, side};
    const auto x = random.values(2 * side * side * 3);
    const auto expected = naive(c, x, w, b);
    std::vector<float> y(expected.size());
    ASSERT_TRUE(conv->reshape(2, side, side, pool));
    ASSERT_TRUE(conv->forward(x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-5) << side;
  }
}

}  // namespace
}  // namespace alexnet
