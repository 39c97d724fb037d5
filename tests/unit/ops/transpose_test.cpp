#include "ops/transpose.h"

#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(Transpose, AgreesWithNaiveLoopsAndLeavesGapsUntouched) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t rows = random.between(1, 70);
    const std::size_t columns = random.between(1, 70);
    const std::size_t stride = rows + random.between(0, 20);
    const auto x = random.values(rows * columns);
    std::vector<float> y(columns * stride, -1.0f);
    transpose(rows, columns, x.data(), y.data(), stride);
    for (std::size_t c = 0; c < columns; ++c)
      for (std::size_t r = 0; r < stride; ++r) ASSERT_EQ(y[c * stride + r], r < rows ? x[r * columns + c] : -1.0f);
  }
}

}  // namespace
}  // namespace alexnet
