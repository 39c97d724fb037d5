#include "ops/matmul.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(MatMul, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const MatMulSize size = {random.between(1, 40), random.between(1, 40), random.between(1, 40)};
    const auto a = random.values(size.m * size.k);
    const auto b = random.values(size.n * size.k);
    std::vector<double> expected;
    for (std::size_t m = 0; m < size.m; ++m)
      for (std::size_t n = 0; n < size.n; ++n) {
        double sum = 0;
        for (std::size_t k = 0; k < size.k; ++k) sum += double{a[m * size.k + k]} * b[n * size.k + k];
        expected.push_back(sum);
      }
    const ThreadPool pool(random.between(1, 2));
    MatMul product;
    ASSERT_TRUE(product.reshape(size, pool));
    std::vector<float> y(size.m * size.n);
    ASSERT_TRUE(product.run(a.data(), b.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-5);
  }
}

}  // namespace
}  // namespace alexnet
