#include "tensor/quantized.h"

#include <algorithm>
#include <cmath>

namespace alexnet {
namespace {

float largest_magnitude(std::span<const float> weights) {
  float largest = 0;
  for (const float weight : weights) largest = std::max(largest, std::fabs(weight));
  return largest;
}

int round_to_level(float weight, float scale, int lowest, int highest) {
  return static_cast<int>(std::clamp(std::nearbyint(weight / scale), static_cast<float>(lowest), static_cast<float>(highest)));
}

// The reciprocal of a tiny scale would be infinite. A channel of zeros may have any scale.
float safe_scale(float scale) { return scale >= 0x1p-120f ? scale : 1.0f; }

void quantize_int8(std::span<const float> weights, float& scale, std::uint8_t* out) {
  scale = safe_scale(largest_magnitude(weights) / 127);
  for (std::size_t i = 0; i < weights.size(); ++i)
    out[i] = static_cast<std::uint8_t>(round_to_level(weights[i], scale, -127, 127));
}

// The sum of the squared rounding errors. It rounds as round_to_level() does, but in a loop that compilers vectorize.
double int4_squared_error(std::span<const float> weights, float scale) {
  const float inverse = 1 / scale;
  double sum = 0;
  for (std::size_t begin = 0; begin < weights.size(); begin += 1024) {
    float part = 0;
    const std::size_t end = std::min(weights.size(), begin + 1024);
#pragma omp simd reduction(+ : part)
    for (std::size_t i = begin; i < end; ++i) {
      // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
      const float rounded = weights[i] * inverse + 12582912.0f - 12582912.0f;
      const float level = std::min(std::max(rounded, -8.0f), 7.0f);
      const float error = weights[i] - level * scale;
      part += error * error;
    }
    sum += part;
  }
  return sum;
}

// Few weights have nearly the largest magnitude: the best scale clips them.
float best_int4_scale(std::span<const float> weights) {
  const float full = safe_scale(largest_magnitude(weights) / 7.5f);
  constexpr int kCandidates = 40;
  float best = full;
  double least = int4_squared_error(weights, full);
  for (int candidate = 1; candidate < kCandidates; ++candidate) {
    const float scale = full * (1 - 0.8f * static_cast<float>(candidate) / kCandidates);
    const double error = int4_squared_error(weights, scale);
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

void quantize_int4(std::span<const float> weights, float& scale, std::uint8_t* out) {
  scale = best_int4_scale(weights);
  for (std::size_t i = 0; i < weights.size(); i += 2) {
    const int low = round_to_level(weights[i], scale, -8, 7) + 8;
    const int high = round_to_level(weights[i + 1], scale, -8, 7) + 8;
    out[i / 2] = static_cast<std::uint8_t>(low | high << 4);
  }
}

}  // namespace

Result<QuantizedTensor> QuantizedTensor::quantize(ConstTensorView weights, std::size_t bits, const ThreadPool& pool) {
  CHECK(bits == 8 || (bits == 4 && supports_int4(weights.shape)));
  QuantizedTensor result;
  result.shape_ = weights.shape;
  result.bits_ = bits;
  const std::size_t channels = weights.shape[0];
  const std::size_t length = weights.shape.elements() / channels;
  const std::size_t bytes = weights.shape.elements() / (8 / bits);
  TRY_VALUE(result.numbers_, Tensor::create({(bytes + sizeof(float) - 1) / sizeof(float)}));
  TRY_VALUE(result.scales_, Tensor::create({channels}));
  auto* const numbers = reinterpret_cast<std::uint8_t*>(result.numbers_.data());
  pool.parallel_for(channels, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t channel = begin; channel < end; ++channel) {
      const auto quantize_channel = bits == 8 ? quantize_int8 : quantize_int4;
      quantize_channel(weights.values().subspan(channel * length, length), result.scales_.data()[channel],
                       numbers + channel * length / (8 / bits));
    }
  });
  return result;
}

void dequantize(const QuantizedView& weights, std::span<float> out, const ThreadPool& pool) {
  CHECK(out.size() == weights.shape.elements());
  const std::size_t length = out.size() / weights.shape[0];
  pool.parallel_for(weights.shape[0], 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin * length; i < end * length; ++i)
      out[i] = weights.scales[i / length] * static_cast<float>(weights.value(i));
  });
}

}  // namespace alexnet
