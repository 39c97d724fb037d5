#include "ops/matmul.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(MatMul, AgreesWithNaiveLoopsOnRandomShapes) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    MatMulSize size = {.m = random.between(1, 40), .n = random.between(1, 40), .k = random.between(1, 40)};
    if (random.coin()) size.b = RightOperand::kByRow;
    const std::size_t stride = size.n + random.between(0, 5);
    size.y_stride = stride == size.n ? 0 : stride;
    const auto a = random.values(size.m * size.k);
    const auto b = random.values(size.n * size.k);
    std::vector<double> expected(size.m * stride, -1.0);  // the gaps between the rows do not change
    for (std::size_t m = 0; m < size.m; ++m)
      for (std::size_t n = 0; n < size.n; ++n) {
        double sum = 0;
        for (std::size_t k = 0; k < size.k; ++k)
          sum += double{a[m * size.k + k]} * b[size.b == RightOperand::kByRow ? k * size.n + n : n * size.k + k];
        expected[m * stride + n] = sum;
      }
    const ThreadPool pool(random.between(1, 2));
    MatMul product;
    ASSERT_TRUE(product.reshape(size, pool));
    std::vector<float> y(size.m * stride, -1.0f);
    ASSERT_TRUE(product.run(a.data(), b.data(), y.data(), pool));
    EXPECT_LT(relative_error(y, expected), 1e-5);
  }
}

}  // namespace
}  // namespace alexnet
