#include "tensor/quantized.h"

#include <array>
#include <cmath>

#include "support/random_case.h"

namespace alexnet {
namespace {

std::vector<float> weights_of(const QuantizedView& view) {
  std::vector<float> values(view.shape.elements());
  dequantize(view, values, ThreadPool(1));
  return values;
}

double squared_error(std::span<const float> weights, float scale, int lowest, int highest) {
  double sum = 0;
  for (const float weight : weights) {
    const double number = std::clamp(std::round(double{weight} / scale), double(lowest), double(highest));
    sum += (weight - number * scale) * (weight - number * scale);
  }
  return sum;
}

TEST(Quantized, EightBitsAreWithinHalfAStepOfEachWeight) {
  for (int number = 0; number < kRandomCases; ++number) {
    RandomCase random(number);
    const Shape shape = {random.between(1, 9), random.between(1, 5), random.between(1, 5), random.between(1, 9)};
    const auto weights = random.values(shape.elements());
    const ThreadPool pool(random.between(1, 2));
    const auto tensor = QuantizedTensor::quantize({weights.data(), shape}, 8, pool);
    ASSERT_TRUE(tensor);
    const auto back = weights_of(tensor->view());
    for (std::size_t i = 0; i < back.size(); ++i)
      ASSERT_LE(std::fabs(back[i] - weights[i]), 0.5001f * tensor->view().scales[i * shape[0] / shape.elements()]) << number;
  }
}

// The chosen scale is hardly worse than the best scale of a fine grid.
TEST(Quantized, FourBitsHaveNearlyTheSmallestSquaredError) {
  for (int number = 0; number < 20; ++number) {
    RandomCase random(number);
    const std::size_t channels = random.between(1, 4);
    const std::size_t length = 2 * random.between(8, 300);
    const auto weights = random.values(channels * length);
    const auto tensor = QuantizedTensor::quantize({weights.data(), {channels, length}}, 4, ThreadPool(1));
    ASSERT_TRUE(tensor);
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const auto row = std::span(weights).subspan(channel * length, length);
      double best = squared_error(row, tensor->view().scales[channel], -8, 7);
      const double chosen = best;
      for (float scale = 0.05f; scale < 1.0f; scale += 0.001f) best = std::min(best, squared_error(row, scale, -8, 7));
      EXPECT_LE(chosen, 1.08 * best) << number << " channel " << channel;
    }
  }
}

TEST(Quantized, ValuesHaveTheDocumentedLayout) {
  const std::vector<std::uint8_t> nibbles = {0xF0, 0x98};
  const std::vector<float> scales = {0.5f, 2.0f};
  EXPECT_EQ(weights_of({nibbles.data(), scales.data(), {2, 2}, 4}), (std::vector<float>{-4, 3.5f, 0, 2}));
  const std::vector<std::uint8_t> bytes = {0xFF, 0x7F, 0x80, 0x01};
  EXPECT_EQ(weights_of({bytes.data(), scales.data(), {2, 2}, 8}), (std::vector<float>{-0.5f, 63.5f, -256, 2}));
}

TEST(Quantized, AChannelOfZerosStaysZero) {
  const std::vector<float> weights(8, 0.0f);
  for (const std::size_t bits : {8, 4}) {
    const auto tensor = QuantizedTensor::quantize({weights.data(), {2, 4}}, bits, ThreadPool(1));
    ASSERT_TRUE(tensor);
    EXPECT_GT(tensor->view().scales[1], 0.0f);
    EXPECT_EQ(weights_of(tensor->view()), weights);
  }
}

TEST(Quantized, MultiplesOfIntegersKeepTheirIntegers) {
  const std::array<float, 3> scales = {0.0123f, 3.7e-5f, 0.5f};
  const std::array<int, 9> integers = {-128, 3, 127, 0, -1, 30, 11, -7, 1};
  for (const std::size_t count : {std::size_t{1}, integers.size()}) {
    std::vector<float> weights;
    for (const float scale : scales)
      for (std::size_t i = integers.size() - count; i < integers.size(); ++i)
        weights.push_back(static_cast<float>(integers[i]) * scale);
    const auto tensor = QuantizedTensor::from_multiples({weights.data(), {scales.size(), count}}, ThreadPool(1));
    ASSERT_TRUE(tensor && tensor->has_value());
    const std::vector<float> found = weights_of((*tensor)->view());
    for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(found[i], weights[i], 1e-6f * std::abs(weights[i])) << i;
  }
}

TEST(Quantized, OtherNumbersAreNoMultiples) {
  std::vector<float> weights;
  for (int i = 0; i < 40; ++i) weights.push_back(std::sin(static_cast<float>(i)));
  const auto irrational = QuantizedTensor::from_multiples({weights.data(), {1, weights.size()}}, ThreadPool(1));
  ASSERT_TRUE(irrational);
  EXPECT_FALSE(irrational->has_value());
  weights = {0.0f, 1.0f, 200.0f, 73.0f, 255.0f, -31.0f};  // 9 bits
  const auto wide = QuantizedTensor::from_multiples({weights.data(), {1, weights.size()}}, ThreadPool(1));
  ASSERT_TRUE(wide);
  EXPECT_FALSE(wide->has_value());
}

}  // namespace
}  // namespace alexnet
