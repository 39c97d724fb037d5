#include "ops/dynamic_quantizer.h"

#include "quantized_case.h"

namespace alexnet {
namespace {

// A step between neighbours is scale; a value is rounded by half of it, and the zero, itself a whole number, is off by half.
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
      const float least = std::min(0.0f, std::ranges::min(row));
      const float most = std::max(0.0f, std::ranges::max(row));
      const auto [zero, scale] = quantizer.row(r);
      EXPECT_NEAR(scale, (most - least) / 255, 1e-6f * scale);
      EXPECT_NEAR(static_cast<float>(zero), std::clamp(-128 - least / scale, -128.0f, 127.0f), 0.51f);
      for (std::size_t c = 0; c < columns; ++c)
        EXPECT_NEAR(static_cast<float>(quantizer.values()[r * columns + c] - zero) * scale, row[c], 1.01f * scale);
    }
  }
}

TEST(DynamicQuantizer, ZeroIsExact) {
  const std::vector<float> x = {0, -1.25f, 0, 3.5f};
  const DynamicQuantizer quantizer = quantized_rows(1, 4, x.data());
  EXPECT_EQ(quantizer.values()[0], quantizer.row(0).zero);
  EXPECT_EQ(quantizer.values()[2], quantizer.row(0).zero);
}

}  // namespace
}  // namespace alexnet
