#include "ops/dynamic_quantizer.h"

#include "quantized_case.h"

namespace alexnet {
namespace {

// Adjacent levels differ by the scale. Rounding a value has an error of at most half of it, and so has rounding the zero point.
TEST(DynamicQuantizer, EachRowIsWithinAStepOfItself) {
  for (int number = 0; number < kRandomCases; ++number) {
    SCOPED_TRACE(number);
    RandomCase random(number);
    const std::size_t rows = random.between(1, 5);
    const std::size_t columns = random.between(1, 300);
    auto x = random.values(rows * columns);
    for (float& value : x) value += 2.0f * static_cast<float>(number % 3) - 2.0f;
    const DynamicQuantizer quantizer = quantized_rows(rows, columns, x.data());
    for (std::size_t r = 0; r < rows; ++r) {
      const auto row = std::span(x).subspan(r * columns, columns);
      const float low = std::min(0.0f, std::ranges::min(row)), high = std::max(0.0f, std::ranges::max(row));
      const auto [zero, scale] = quantizer.row(r);
      EXPECT_NEAR(scale, (high - low) / 127, 1e-6f * scale);
      EXPECT_NEAR(static_cast<float>(zero), -low / scale, 0.51f);
      for (std::size_t c = 0; c < columns; ++c) {
        const int q = quantizer.values()[r * columns + c];
        EXPECT_GE(q, 0);
        EXPECT_NEAR(static_cast<float>(q - zero) * scale, row[c], 1.01f * scale);
      }
    }
  }
}

TEST(DynamicQuantizer, ZeroIsExact) {
  const std::vector<float> x = {0, -1.25f, 0, 3.5f};
  const DynamicQuantizer quantizer = quantized_rows(1, 4, x.data());
  EXPECT_EQ(quantizer.values()[0], quantizer.row(0).zero);
  EXPECT_EQ(quantizer.values()[2], quantizer.row(0).zero);
  EXPECT_EQ(quantized_rows(2, 3, std::vector<float>(6).data()).row(1).scale, 1.0f) << "of nothing but zeros";
}

TEST(DynamicQuantizer, DoesNotDependOnTheNumberOfThreads) {
  RandomCase random(3);
  constexpr std::size_t kColumns = 50'000;  // several chunks per row
  auto x = random.values(2 * kColumns);
  x.resize(2 * kColumns);
  const DynamicQuantizer expected = quantized_rows(2, kColumns, x.data());
  DynamicQuantizer found;
  ASSERT_TRUE(found.reshape(2, kColumns));
  found.run(x.data(), ThreadPool(3));
  EXPECT_EQ(found.row(1).scale, expected.row(1).scale);
  EXPECT_TRUE(std::equal(found.values(), found.values() + 2 * kColumns, expected.values()));
}

}  // namespace
}  // namespace alexnet
