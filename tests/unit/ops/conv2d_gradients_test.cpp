#include "conv2d_case.h"
#include "ops/conv2d_input_gradient.h"
#include "ops/conv2d_weight_gradient.h"
#include "support/op_goldens.h"

namespace alexnet {
namespace {

struct Gradients {
  std::vector<double> dx;
  std::vector<double> dw;
};

Gradients naive_gradients(const Conv2dCase& c, const std::vector<float>& x, const std::vector<float>& w,
                          const std::vector<float>& dy) {
  Gradients result{std::vector<double>(c.batch * c.height * c.width * c.g.input_channels),
                   std::vector<double>(c.g.weight_shape().elements())};
  for_each_product(c, [&](std::size_t yi, std::size_t xi, std::size_t wi) {
    result.dx[xi] += double{dy[yi]} * w[wi];
    result.dw[wi] += double{dy[yi]} * x[xi];
  });
  return result;
}

std::size_t outputs(const Conv2dCase& c) { return c.batch * c.output_height() * c.output_width() * c.g.output_channels; }
std::size_t inputs(const Conv2dCase& c) { return c.batch * c.height * c.width * c.g.input_channels; }

void expect_gradients(const Conv2dCase& c, RandomCase& random, const ThreadPool& pool) {
  const auto x = random.values(inputs(c));
  const auto w = random.values(c.g.weight_shape().elements());
  const auto dy = random.values(outputs(c));
  const Gradients expected = naive_gradients(c, x, w, dy);

  auto input_gradient = Conv2dInputGradient::create(c.g);
  ASSERT_TRUE(input_gradient) << input_gradient.error().message();
  ASSERT_TRUE(input_gradient->reshape(c.batch, c.height, c.width, pool));
  ASSERT_TRUE(input_gradient->repack({w.data(), c.g.weight_shape()}, pool));
  std::vector<float> dx(expected.dx.size(), 7.0f);
  ASSERT_TRUE(input_gradient->run(dy.data(), dx.data(), pool));
  EXPECT_LT(relative_error(dx, expected.dx), 1e-5);

  Conv2dWeightGradient weight_gradient(c.g);
  ASSERT_TRUE(weight_gradient.reshape(c.batch, c.height, c.width, pool));
  std::vector<float> dw(expected.dw.size(), 7.0f);
  ASSERT_TRUE(weight_gradient.run(x.data(), dy.data(), dw.data(), pool));
  EXPECT_LT(relative_error(dw, expected.dw), 1e-5);
}

TEST(Conv2dGradients, AgreeWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Conv2dCase c = random_conv2d_case(random);
    expect_gradients(c, random, ThreadPool(random.between(1, 3)));
  }
}

// Several blocks of channels, several chunks of rows, and a batch that the number of threads does not divide.
TEST(Conv2dGradients, AgreeWithNaiveLoopsInSeveralChunks) {
  const Conv2dCase many_channels = {
      .g = {.input_channels = 300, .output_channels = 40, .kernel = 3, .padding = same_padding(1)},
      .batch = 3,
      .height = 6,
      .width = 5};
  const Conv2dCase many_rows = {
      .g = {.input_channels = 3, .output_channels = 16, .kernel = 11, .stride = 4}, .batch = 5, .height = 99, .width = 107};
  const Conv2dCase groups = {
      .g = {.input_channels = 192, .output_channels = 64, .kernel = 3, .padding = same_padding(1), .groups = 2},
      .batch = 2,
      .height = 13,
      .width = 13};
  int number = 0;
  for (const Conv2dCase& c : {many_channels, many_rows, groups})
    for (const std::size_t threads : {1u, 2u}) {
      SCOPED_TRACE(number);
      RandomCase random(1000 + number++);
      expect_gradients(c, random, ThreadPool(threads));
    }
}

// dx and dw are the gradients of <dy, conv(x)>. A convolution is linear in x and in w, so that the finite difference is exact
// for any step.
TEST(Conv2dGradients, AgreeWithFiniteDifferencesOfTheForwardPass) {
  for (int number = 0; number < 20; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(2000 + number);
    Conv2dCase c = random_conv2d_case(random);
    c.g.relu = false;
    const ThreadPool pool(2);
    const auto x = random.values(inputs(c));
    const auto w = random.values(c.g.weight_shape().elements());
    const auto dy = random.values(outputs(c));
    const std::vector<float> bias(c.g.output_channels, 0.0f);
    const auto objective = [&](const std::vector<float>& at_x, const std::vector<float>& at_w) {
      auto conv = Conv2d::create(c.g, {at_w.data(), c.g.weight_shape()}, {bias.data(), {c.g.output_channels}});
      EXPECT_TRUE(conv && conv->reshape(c.batch, c.height, c.width, pool));
      std::vector<float> y(outputs(c));
      EXPECT_TRUE(conv->forward(at_x.data(), y.data(), pool));
      double sum = 0;
      for (std::size_t i = 0; i < y.size(); ++i) sum += double{y[i]} * dy[i];
      return sum;
    };
    const Gradients expected = naive_gradients(c, x, w, dy);
    const double here = objective(x, w);
    const std::size_t xi = random.between(0, inputs(c) - 1);
    const std::size_t wi = random.between(0, w.size() - 33);
    auto moved_x = x;
    moved_x[xi] += 1.0f;
    auto moved_w = w;
    moved_w[wi] += 1.0f;
    EXPECT_NEAR(objective(moved_x, w) - here, expected.dx[xi], 1e-3);
    EXPECT_NEAR(objective(x, moved_w) - here, expected.dw[wi], 1e-3);
  }
}

TEST(Conv2dGradients, AgreeWithPyTorch) {
  const ThreadPool pool(2);
  for (const auto& row : gradient_rows("conv2d")) {
    const auto xs = golden_shape(row);
    const auto ws = golden_shape(row, "w");
    const auto p = row["padding"].get<std::vector<std::size_t>>();
    const Conv2dCase c = {.g = {.input_channels = xs[3],
                                .output_channels = ws[0],
                                .kernel = ws[1],
                                .stride = row["stride"],
                                .padding = {.top = p[0], .left = p[1], .bottom = p[2], .right = p[3]},
                                .groups = row["groups"]},
                          .batch = xs[0],
                          .height = xs[1],
                          .width = xs[2]};
    SCOPED_TRACE(row["stride"].dump() + " " + row["padding"].dump() + " " + row["groups"].dump());
    const auto x = golden_input(row);
    const auto w = golden_input(row, "w");
    const auto dy = golden_input(row, "dy");
    auto input_gradient = Conv2dInputGradient::create(c.g);
    ASSERT_TRUE(input_gradient && input_gradient->reshape(c.batch, c.height, c.width, pool));
    ASSERT_TRUE(input_gradient->repack({w.data(), c.g.weight_shape()}, pool));
    std::vector<float> dx(inputs(c));
    ASSERT_TRUE(input_gradient->run(dy.data(), dx.data(), pool));
    EXPECT_LT(relative_error(dx, golden_output(row, "dx")), 1e-5);
    Conv2dWeightGradient weight_gradient(c.g);
    ASSERT_TRUE(weight_gradient.reshape(c.batch, c.height, c.width, pool));
    std::vector<float> dw(c.g.weight_shape().elements());
    ASSERT_TRUE(weight_gradient.run(x.data(), dy.data(), dw.data(), pool));
    EXPECT_LT(relative_error(dw, golden_output(row, "dw")), 1e-5);
  }
}

TEST(Conv2dGradients, TheInputGradientFollowsNewWeights) {
  const Conv2dCase c = {.g = {.input_channels = 40, .output_channels = 70, .kernel = 3, .padding = same_padding(1)},
                        .batch = 1,
                        .height = 5,
                        .width = 5};
  RandomCase random(3000);
  const ThreadPool pool(2);
  auto gradient = Conv2dInputGradient::create(c.g);
  ASSERT_TRUE(gradient && gradient->reshape(c.batch, c.height, c.width, pool));
  const auto dy = random.values(outputs(c));
  const auto x = random.values(inputs(c));
  for (int step = 0; step < 3; ++step) {
    const auto w = random.values(c.g.weight_shape().elements());
    ASSERT_TRUE(gradient->repack({w.data(), c.g.weight_shape()}, pool));
    std::vector<float> dx(inputs(c));
    ASSERT_TRUE(gradient->run(dy.data(), dx.data(), pool));
    EXPECT_LT(relative_error(dx, naive_gradients(c, x, w, dy).dx), 1e-5);
  }
}

TEST(Conv2dGradients, RejectPaddingOfAWholeKernel) {
  EXPECT_EQ(Conv2dInputGradient::create({.input_channels = 1, .output_channels = 1, .kernel = 2, .padding = same_padding(2)})
                .error()
                .kind,
            ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace alexnet
