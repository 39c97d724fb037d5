#include "ops/weight_only_linear.h"

#include <array>

#include "quantized_case.h"

namespace alexnet {
namespace {

std::vector<double> in_double_precision(std::size_t batch, const std::vector<float>& x, const QuantizedView& w,
                                        const std::vector<float>& b, bool relu) {
  const std::size_t in = w.shape[1];
  std::vector<double> y;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t o = 0; o < w.shape[0]; ++o) {
      double sum = 0;
      for (std::size_t i = 0; i < in; ++i) sum += double{x[n * in + i]} * w.value(o * in + i);
      const double value = sum * double{w.scales[o]} + double{b[o]};
      y.push_back(relu ? std::max(value, 0.0) : value);
    }
  return y;
}

TEST(WeightOnlyLinear, AgreesWithSumsInDoublePrecisionOnRandomShapes) {
  const std::array<ThreadPool, 2> pools = {ThreadPool(1), ThreadPool(2)};
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t batch = random.between(1, 9), in = random.between(1, 300), out = random.between(1, 90);
    const bool relu = random.coin();
    const auto x = random.values(batch * in);
    const auto b = random.values(out);
    const QuantizedCase w = random_quantized_case(random, {out, in}, 8);
    const auto expected = in_double_precision(batch, x, w.view, b, relu);
    const WeightOnlyLinear linear(w.view, {b.data(), {out}}, relu);
    std::vector<std::vector<float>> found;
    for (const ThreadPool& pool : pools) {
      found.emplace_back(expected.size());
      linear.forward(x.data(), found.back().data(), batch, pool);
    }
    EXPECT_LT(relative_error(found[0], expected), 1e-5);
    EXPECT_EQ(found[0], found[1]) << "for any number of threads";
    std::vector<float> alone(out);
    linear.forward(x.data() + (batch - 1) * in, alone.data(), 1, pools[0]);
    EXPECT_TRUE(std::ranges::equal(alone, std::span(found[0]).last(out))) << "for any batch";
  }
}

}  // namespace
}  // namespace alexnet
