#include "ops/conv2d.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

struct Case {
  Conv2dGeometry g;
  std::size_t batch, height, width;
};

std::vector<double> naive(const Case& c, const std::vector<float>& x, const std::vector<float>& w,
                          const std::vector<float>& b) {
  const Conv2dGeometry& g = c.g;
  const std::size_t oh = window_count(c.height + g.padding.top + g.padding.bottom, g.kernel, g.stride);
  const std::size_t ow = window_count(c.width + g.padding.left + g.padding.right, g.kernel, g.stride);
  const std::size_t in = g.input_channels / g.groups;
  const std::size_t out = g.output_channels / g.groups;
  std::vector<double> y;
  for (std::size_t n = 0; n < c.batch; ++n)
    for (std::size_t oy = 0; oy < oh; ++oy)
      for (std::size_t ox = 0; ox < ow; ++ox)
        for (std::size_t o = 0; o < g.output_channels; ++o) {
          double sum = b[o];
          for (std::size_t ky = 0; ky < g.kernel; ++ky)
            for (std::size_t kx = 0; kx < g.kernel; ++kx) {
              const std::size_t iy = oy * g.stride + ky - g.padding.top;  // wraps below 0, and then is >= height
              const std::size_t ix = ox * g.stride + kx - g.padding.left;
              if (iy >= c.height || ix >= c.width) continue;
              for (std::size_t i = 0; i < in; ++i)
                sum += double{x[((n * c.height + iy) * c.width + ix) * g.input_channels + o / out * in + i]} *
                       w[((o * g.kernel + ky) * g.kernel + kx) * in + i];
            }
          y.push_back(g.relu ? std::max(sum, 0.0) : sum);
        }
  return y;
}

Case draw(RandomCase& random) {
  Case c;
  c.g.groups = random.between(1, 3);
  c.g.input_channels = c.g.groups * random.between(1, 9);
  c.g.output_channels = c.g.groups * random.between(1, 19);
  c.g.kernel = random.between(1, 5);
  c.g.stride = random.between(1, 4);
  const std::size_t most = c.g.kernel - 1;
  c.g.padding = {random.between(0, most), random.between(0, most), random.between(0, most), random.between(0, most)};
  c.g.relu = random.coin();
  c.batch = random.between(1, 3);
  c.height = random.between(c.g.kernel, 14);
  c.width = random.between(c.g.kernel, 14);
  return c;
}

TEST(Conv2d, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Case c = draw(random);
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

TEST(Conv2d, TakesANewSizeAtAnyTime) {
  RandomCase random(0);
  const Conv2dGeometry g = {.input_channels = 3, .output_channels = 8, .kernel = 3, .padding = same_padding(1)};
  const auto w = random.values(8 * 27);
  const auto b = random.values(8);
  const ThreadPool pool(1);
  auto conv = Conv2d::create(g, {w.data(), {8, 3, 3, 3}}, {b.data(), {8}});
  ASSERT_TRUE(conv);
  for (const std::size_t side : {5, 9, 4}) {
    const Case c = {g, 2, side, side};
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
