#include "ops/fake_quantizer.h"

#include <cmath>
#include <vector>

#include "support/random_case.h"

namespace alexnet {
namespace {

// The definition, one value at a time.
float rounded(float x, double scale, double zero, double first, double last) {
  return static_cast<float>((std::clamp(std::nearbyint(x / scale) + zero, first, last) - zero) * scale);
}

std::vector<float> quantized(const ActivationQuantization& how, const std::vector<float>& x, std::size_t rows,
                             const ThreadPool& pool) {
  std::vector<float> y(x.size());
  fake_quantize(how, x.data(), y.data(), rows, x.size() / rows, pool);
  return y;
}

TEST(FakeQuantizer, RoundsByAGivenScale) {
  for (const bool is_signed : {false, true})
    for (const int zero : {0, is_signed ? -128 : 255, 7}) {
      const ActivationQuantization how{.scale = 0.031f, .zero_point = zero, .is_signed = is_signed};
      RandomCase random(zero);
      std::vector<float> x = random.values(10'000);
      x.resize(10'000);
      for (float& value : x) value *= 6;  // beyond the range, too
      const double first = is_signed ? -128 : 0;
      const std::vector<float> y = quantized(how, x, 2, ThreadPool(2));
      for (std::size_t i = 0; i < x.size(); ++i)
        EXPECT_NEAR(y[i], rounded(x[i], double{how.scale}, zero, first, first + 255), 1e-5f) << x[i];
    }
}

TEST(FakeQuantizer, RoundsEachRowByItsRange) {
  constexpr std::size_t kColumns = 5'000;
  RandomCase random(3);
  std::vector<float> x = random.values(2 * kColumns);
  x.resize(2 * kColumns);
  for (std::size_t i = kColumns; i < x.size(); ++i) x[i] = std::max(0.0f, 20 * x[i]);
  for (const auto rule : {QuantizationRule::kDynamic, QuantizationRule::kSymmetric}) {
    const std::vector<float> y = quantized({.rule = rule}, x, 2, ThreadPool(2));
    EXPECT_EQ(y, quantized({.rule = rule}, x, 2, ThreadPool(1))) << "for any number of threads";
    for (std::size_t row = 0; row < 2; ++row) {
      const auto values = std::span(x).subspan(row * kColumns, kColumns);
      const double low = std::min(0.0, double{std::ranges::min(values)}), high = double{std::ranges::max(values)};
      const bool is_symmetric = rule == QuantizationRule::kSymmetric;
      const double scale = is_symmetric ? std::max(-low, high) / 127 : (high - low) / 255;
      const double zero = is_symmetric ? 0 : std::nearbyint(-low / scale);
      for (std::size_t i = 0; i < kColumns; ++i) {
        const float found = y[row * kColumns + i];
        // A value halfway between two levels may get either of them: this computes in double precision.
        if (std::abs(std::remainder(values[i] / scale, 1.0)) > 0.4999) continue;
        EXPECT_NEAR(found, rounded(values[i], scale, zero, is_symmetric ? -127 : 0, is_symmetric ? 127 : 255), 1e-5);
      }
    }
  }
}

TEST(FakeQuantizer, LeavesZerosAndWorksInPlace) {
  std::vector<float> x(40, 0.0f);
  for (const auto rule : {QuantizationRule::kStatic, QuantizationRule::kDynamic, QuantizationRule::kSymmetric}) {
    fake_quantize({.rule = rule, .zero_point = 3}, x.data(), x.data(), 4, 10, ThreadPool(1));
    EXPECT_EQ(x, std::vector<float>(40, 0.0f));
  }
}

}  // namespace
}  // namespace alexnet
