#include "ops/quantized_conv2d.h"

#include <array>

#include "conv2d_case.h"
#include "quantized_case.h"

namespace alexnet {
namespace {

// Integers are summed exactly; only a few float32 operations at the end round.
std::vector<double> exact(const Conv2dCase& c, const std::vector<float>& x, const QuantizedView& w,
                          const std::vector<float>& b) {
  const std::size_t image = c.height * c.width * c.g.input_channels;
  const DynamicQuantizer rows = quantized_rows(c.batch, image, x.data());
  const std::size_t outputs = c.output_height() * c.output_width() * c.g.output_channels;
  std::vector<std::int64_t> sums(c.batch * outputs);
  for_each_product(c, [&](std::size_t yi, std::size_t xi, std::size_t wi) {
    sums[yi] += std::int64_t{rows.values()[xi] - rows.row(xi / image).zero} * w.value(wi);
  });
  std::vector<double> y;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t o = i % c.g.output_channels;
    const double value = static_cast<double>(sums[i]) * rows.row(i / outputs).scale * w.scales[o] + b[o];
    y.push_back(c.g.relu ? std::max(value, 0.0) : value);
  }
  return y;
}

TEST(QuantizedConv2d, AgreesWithExactSumsOnRandomShapes) {
  const std::array<ThreadPool, 2> pools = {ThreadPool(1), ThreadPool(2)};
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const Conv2dCase c = random_conv2d_case(random);
    const auto x = random.values(c.batch * c.height * c.width * c.g.input_channels);
    const auto b = random.values(c.g.output_channels);
    const QuantizedCase w = random_quantized_case(random, c.g.weight_shape(), 8);
    const auto expected = exact(c, x, w.view, b);
    auto conv = QuantizedConv2d::create(c.g, w.view, {b.data(), {c.g.output_channels}});
    ASSERT_TRUE(conv) << conv.error().message();
    std::vector<std::vector<float>> found;
    for (const ThreadPool& pool : pools) {
      ASSERT_TRUE(conv->reshape(c.batch, c.height, c.width, pool));
      found.emplace_back(expected.size());
      ASSERT_TRUE(conv->forward(x.data(), found.back().data(), pool));
    }
    EXPECT_LT(relative_error(found[0], expected), 1e-5);
    EXPECT_EQ(found[0], found[1]) << "for any number of threads";
  }
}

TEST(QuantizedConv2d, AcceptsLargerAndSmallerBatchesThanTheFirst) {
  const ThreadPool pool(1);
  RandomCase random(1);
  Conv2dCase c = random_conv2d_case(random);
  c.g.kernel = 3, c.g.stride = 1, c.g.padding = same_padding(1), c.height = c.width = 7;
  const QuantizedCase w = random_quantized_case(random, c.g.weight_shape(), 8);
  const auto b = random.values(c.g.output_channels);
  auto conv = QuantizedConv2d::create(c.g, w.view, {b.data(), {c.g.output_channels}});
  ASSERT_TRUE(conv) << conv.error().message();
  for (const std::size_t batch : {1, 40, 2, 41}) {
    c.batch = batch;
    const auto x = random.values(batch * c.height * c.width * c.g.input_channels);
    const auto expected = exact(c, x, w.view, b);
    std::vector<float> found(expected.size());
    ASSERT_TRUE(conv->reshape(batch, c.height, c.width, pool));
    ASSERT_TRUE(conv->forward(x.data(), found.data(), pool));
    EXPECT_LT(relative_error(found, expected), 1e-5) << batch;
  }
}

}  // namespace
}  // namespace alexnet
