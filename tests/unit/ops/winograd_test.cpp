#include "conv2d_case.h"
#include "ops/winograd_conv2d.h"
#include "ops/winograd_weight_gradient.h"

namespace alexnet {
namespace {

constexpr double kTolerance = 3e-5;  // three times the error of direct sums

Conv2dCase random_winograd_case(RandomCase& random) {
  Conv2dCase c = random_conv2d_case(random);
  c.g.stride = 1;
  c.g.kernel = random.coin() ? 3 : 5;
  c.g.groups = random.between(1, 2);
  c.g.input_channels = c.g.groups * 8 * random.between(1, 3);
  c.g.output_channels = c.g.groups * 8 * random.between(1, 3);
  const std::size_t most = c.g.kernel - 1;
  c.g.padding = {random.between(0, most), random.between(0, most), random.between(0, most), random.between(0, most)};
  c.height = random.between(c.g.kernel, 15);
  c.width = random.between(c.g.kernel, 15);
  return c;
}

struct Numbers {
  std::vector<float> x, w, b, dy;
};

Numbers random_values(const Conv2dCase& c, RandomCase& random) {
  return {random.values(c.batch * c.height * c.width * c.g.input_channels), random.values(c.g.weight_shape().elements()),
          random.values(c.g.output_channels),
          random.values(c.batch * c.output_height() * c.output_width() * c.g.output_channels)};
}

std::vector<double> naive_forward(const Conv2dCase& c, const Numbers& n) {
  std::vector<double> y(c.batch * c.output_height() * c.output_width() * c.g.output_channels);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = n.b[i % c.g.output_channels];
  for_each_product(c, [&](std::size_t yi, std::size_t xi, std::size_t wi) { y[yi] += double{n.x[xi]} * n.w[wi]; });
  if (c.g.relu)
    for (double& value : y) value = std::max(value, 0.0);
  return y;
}

std::vector<double> naive_weight_gradient(const Conv2dCase& c, const Numbers& n) {
  std::vector<double> dw(c.g.weight_shape().elements());
  for_each_product(c, [&](std::size_t yi, std::size_t xi, std::size_t wi) { dw[wi] += double{n.dy[yi]} * n.x[xi]; });
  return dw;
}

using enum WinogradConv2d::Tiling;

std::vector<float> forward(const Conv2dCase& c, const Numbers& n, const ThreadPool& pool,
                           WinogradConv2d::Tiling tiling = kUniform) {
  WinogradConv2d conv(c.g, tiling, std::make_shared<WinogradScratch>());
  std::vector<float> y(c.batch * c.output_height() * c.output_width() * c.g.output_channels, 7.0f);
  EXPECT_TRUE(conv.repack({n.w.data(), c.g.weight_shape()}, {n.b.data(), {c.g.output_channels}}, pool));
  EXPECT_TRUE(conv.reshape(c.batch, c.height, c.width, pool));
  EXPECT_TRUE(conv.forward(n.x.data(), y.data(), pool));
  return y;
}

std::vector<float> weight_gradient(const Conv2dCase& c, const Numbers& n, const ThreadPool& pool) {
  WinogradWeightGradient gradient(c.g, std::make_shared<WinogradScratch>());
  std::vector<float> dw(c.g.weight_shape().elements(), 7.0f);
  EXPECT_TRUE(gradient.reshape(c.batch, c.height, c.width, pool));
  for (int run = 0; run < 2; ++run) EXPECT_TRUE(gradient.run(n.x.data(), n.dy.data(), dw.data(), pool));
  return dw;
}

void expect_naive(const Conv2dCase& c, RandomCase& random) {
  const Numbers n = random_values(c, random);
  const ThreadPool one(1), several(random.several_threads());
  const auto y = forward(c, n, one), dw = weight_gradient(c, n, one);
  const auto expected = naive_forward(c, n);
  EXPECT_LT(relative_error(y, expected), kTolerance);
  EXPECT_LT(relative_error(dw, naive_weight_gradient(c, n)), kTolerance);
  const auto fitted = forward(c, n, one, kFitted);
  EXPECT_LT(relative_error(fitted, expected), kTolerance);
  EXPECT_EQ(forward(c, n, several), y);
  EXPECT_EQ(forward(c, n, several, kFitted), fitted);
  EXPECT_EQ(weight_gradient(c, n, several), dw);
}

TEST(Winograd, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    expect_naive(random_winograd_case(random), random);
  }
}

// The size of AlexNet's layers with fewer channels; the last slice is not full.
TEST(Winograd, AgreesWithNaiveLoopsInSeveralSlices) {
  const Conv2dCase fifth_layer = {
      .g = {.input_channels = 16, .output_channels = 512, .kernel = 3, .padding = same_padding(1), .groups = 2, .relu = true},
      .batch = 15,
      .height = 13,
      .width = 13};
  const Conv2dCase second_layer = {.g = {.input_channels = 32, .output_channels = 64, .kernel = 5, .padding = same_padding(2)},
                                   .batch = 8,
                                   .height = 27,
                                   .width = 27};
  int number = 0;
  for (const Conv2dCase& c : {fifth_layer, second_layer}) {
    SCOPED_TRACE(number);
    RandomCase random(2000 + number++);
    expect_naive(c, random);
  }
}

// The weights of the tiles that only the larger batch has are transformed when it is set.
TEST(Winograd, AgreesWithNaiveLoopsAfterTheBatchHasChanged) {
  Conv2dCase c = {.g = {.input_channels = 24, .output_channels = 16, .kernel = 3, .padding = same_padding(1)},
                  .batch = 1,
                  .height = 13,
                  .width = 9};
  RandomCase random(3000);
  const ThreadPool pool(2);
  WinogradConv2d conv(c.g, kFitted, std::make_shared<WinogradScratch>());
  const Numbers weights = random_values(c, random);
  ASSERT_TRUE(conv.repack({weights.w.data(), c.g.weight_shape()}, {weights.b.data(), {c.g.output_channels}}, pool));
  for (const std::size_t batch : {1, 40, 2, 30}) {
    SCOPED_TRACE(batch);
    c.batch = batch;
    Numbers n = random_values(c, random);
    n.w = weights.w, n.b = weights.b;
    std::vector<float> y(c.batch * c.output_height() * c.output_width() * c.g.output_channels, 7.0f);
    ASSERT_TRUE(conv.reshape(c.batch, c.height, c.width, pool));
    ASSERT_TRUE(conv.forward(n.x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, naive_forward(c, n)), kTolerance);
  }
}

// 13 = 5 + 4 + 4 and 27 = 6 * 4 + 3.
TEST(Winograd, TilesFitTheMapsOfAlexNet) {
  const Conv2dGeometry third = {.input_channels = 256, .output_channels = 384, .kernel = 3, .padding = same_padding(1)};
  const Conv2dGeometry second = {.input_channels = 96, .output_channels = 256, .kernel = 5, .padding = same_padding(2)};
  for (const std::size_t batch : {1, 32}) {
    EXPECT_EQ(fitted_tiles(third, 13, 13, batch).products_per_image(), 19u * 19u);
    EXPECT_EQ(fitted_tiles(second, 27, 27, batch).products_per_image(), 55u * 55u);
  }
  // 9 = 5 + 4 saves too little in a single image to read more weights for it.
  EXPECT_EQ(fitted_tiles(third, 5, 9, 32).points(), 49u);
  EXPECT_EQ(fitted_tiles(third, 5, 9, 1).points(), 36u);
}

TEST(Winograd, TilesCoverTheOutputOnce) {
  for (const std::size_t kernel : {3, 5})
    for (std::size_t size = kernel; size < 40; ++size) {
      SCOPED_TRACE(testing::Message() << size << ", kernel " << kernel);
      const Conv2dGeometry g = {.input_channels = 8, .output_channels = 8, .kernel = kernel};
      const WinogradTiles tiles = fitted_tiles(g, size, kernel, 32);
      const std::size_t last = tiles.rows.tiles - 1, end = tiles.rows.start(tiles.rows.tiles, tiles.short_side());
      EXPECT_GE(end, tiles.output_height());
      EXPECT_LT(tiles.rows.start(last, tiles.short_side()), tiles.output_height());
      EXPECT_LE(tiles.products_per_image(), uniform_tiles(g, size, kernel).products_per_image());
      std::size_t points = 0, products = 0;
      for (const auto& row : tiles.classes())
        for (const PointClass& one : row) points += one.points, products += one.points * one.tiles;
      EXPECT_LE(points, tiles.points());
      EXPECT_EQ(products, tiles.products_per_image());
    }
}

// XNNPACK's own kernels turn NaN into infinity when they clamp.
TEST(Winograd, PropagatesNaN) {
  RandomCase random(1);
  const Conv2dCase c = {
      .g = {.input_channels = 8, .output_channels = 8, .kernel = 3, .relu = true}, .batch = 1, .height = 6, .width = 6};
  Numbers n = random_values(c, random);
  n.x[0] = std::numeric_limits<float>::quiet_NaN();
  for (const auto tiling : {kUniform, kFitted}) EXPECT_FALSE(std::isfinite(forward(c, n, ThreadPool(1), tiling)[0]));
  EXPECT_FALSE(std::isfinite(weight_gradient(c, n, ThreadPool(1))[0]));
}

TEST(Winograd, SupportsStrideOneAndMultiplesOfEightChannels) {
  const Conv2dGeometry good = {.input_channels = 16, .output_channels = 8, .kernel = 5};
  EXPECT_TRUE(supports_winograd(good));
  Conv2dGeometry strided = good, narrow = good, large = good, split = good;
  strided.stride = 2, narrow.input_channels = 12, large.kernel = 11, split.groups = 2;
  for (const Conv2dGeometry& g : {strided, narrow, large, split}) EXPECT_FALSE(supports_winograd(g));
}

}  // namespace
}  // namespace alexnet
