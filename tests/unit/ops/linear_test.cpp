#include "ops/linear.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

// Batches for both the product by rows and the swapped one.
TEST(Linear, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t batch = random.between(1, 9);
    const std::size_t in = random.between(1, 70);
    const std::size_t out = random.between(1, 70);
    const bool relu = random.coin();
    const auto x = random.values(batch * in);
    const auto w = random.values(out * in);
    const auto b = random.values(out);
    std::vector<double> expected;
    for (std::size_t n = 0; n < batch; ++n)
      for (std::size_t o = 0; o < out; ++o) {
        double sum = b[o];
        for (std::size_t i = 0; i < in; ++i) sum += double{x[n * in + i]} * w[o * in + i];
        expected.push_back(relu ? std::max(sum, 0.0) : sum);
      }
    const ThreadPool pool(random.between(1, 2));
    Linear linear({w.data(), {out, in}}, {b.data(), {out}}, relu);
    ASSERT_TRUE(linear.reshape(batch, pool));
    std::vector<float> y(batch * out);
    ASSERT_TRUE(linear.forward(x.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-5);
    std::vector<float> on_one_thread(batch * out);
    ASSERT_TRUE(linear.forward(x.data(), on_one_thread.data(), ThreadPool(1)));
    if (batch <= 4) {
      EXPECT_EQ(on_one_thread, y);
    }
  }
}

}  // namespace
}  // namespace alexnet
