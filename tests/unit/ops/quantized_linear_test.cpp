#include "ops/quantized_linear.h"

#include <array>

#include "quantized_case.h"

namespace alexnet {
namespace {

// Integers are summed exactly; only a few float32 operations at the end round.
std::vector<double> exact(std::size_t batch, const std::vector<float>& x, const QuantizedView& w, const std::vector<float>& b,
                          bool relu) {
  const std::size_t in = w.shape[1];
  const DynamicQuantizer rows = quantized_rows(batch, in, x.data());
  std::vector<double> y;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t o = 0; o < w.shape[0]; ++o) {
      const auto [zero, scale] = rows.row(n);
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < in; ++i) sum += std::int64_t{rows.values()[n * in + i] - zero} * w.value(o * in + i);
      const double value = static_cast<double>(sum) * scale * w.scales[o] + b[o];
      y.push_back(relu ? std::max(value, 0.0) : value);
    }
  return y;
}

void expect_exact(RandomCase& random, std::size_t bits, std::span<const ThreadPool> pools) {
  const std::size_t batch = random.between(1, 20);
  const std::size_t in = (8 / bits) * random.between(1, 90);
  const std::size_t out = random.between(1, 90);
  const bool relu = random.coin();
  const auto x = random.values(batch * in);
  const auto b = random.values(out);
  const QuantizedCase w = random_quantized_case(random, {out, in}, bits);
  const auto expected = exact(batch, x, w.view, b, relu);
  auto linear = QuantizedLinear::create(w.view, {b.data(), {out}}, relu);
  ASSERT_TRUE(linear) << linear.error().message();
  std::vector<std::vector<float>> found;
  for (const ThreadPool& pool : pools) {
    ASSERT_TRUE(linear->reshape(batch, pool));
    found.emplace_back(expected.size());
    ASSERT_TRUE(linear->forward(x.data(), found.back().data(), pool));
  }
  EXPECT_LT(relative_error(found[0], expected), 1e-5);
  EXPECT_EQ(found[0], found[1]) << "for any number of threads";
}

TEST(QuantizedLinear, OfEightBitsAgreesWithExactSumsOnRandomShapes) {
  const std::array<ThreadPool, 2> pools = {ThreadPool(1), ThreadPool(2)};
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    expect_exact(random, 8, pools);
  }
}

TEST(QuantizedLinear, OfFourBitsAgreesWithExactSumsOnRandomShapes) {
  const std::array<ThreadPool, 2> pools = {ThreadPool(1), ThreadPool(2)};
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    expect_exact(random, 4, pools);
  }
}

}  // namespace
}  // namespace alexnet
