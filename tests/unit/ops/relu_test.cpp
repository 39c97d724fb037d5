#include "ops/relu.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(Relu, AgreesWithANaiveLoopOnRandomSizes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t count = random.between(1, 3000);
    const auto x = random.values(count);
    std::vector<double> expected;
    for (std::size_t i = 0; i < count; ++i) expected.push_back(std::max(double{x[i]}, 0.0));
    const ThreadPool pool(random.between(1, 2));
    ReluOp op;
    ASSERT_TRUE(op.reshape(count, pool));
    std::vector<float> y(count);
    ASSERT_TRUE(op.forward(x.data(), y.data(), pool));
    EXPECT_EQ(relative_error(y, expected), 0.0);
  }
}

}  // namespace
}  // namespace alexnet
