#include "tensor/quantized.h"

#include <algorithm>
#include <atomic>
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

bool are_multiples(std::span<const float> weights, float scale) {
  constexpr float kTolerance = 1e-3f;  // of floats that were multiplied by the scale, 127 * 2^-23 at most
  return std::ranges::all_of(weights, [&](float weight) {
    const float level = std::nearbyint(weight / scale);
    return std::fabs(weight / scale - level) < kTolerance && level >= -128 && level <= 127;
  });
}

// The largest scale of which all weights are multiples by -128 to 127. Scales that do not fit are seen at the first few weights.
std::optional<float> scale_of_multiples(std::span<const float> weights) {
  const float largest = largest_magnitude(weights);
  if (!(largest >= 0x1p-110f)) return largest == 0 ? std::optional(1.0f) : std::nullopt;
  for (int level = 1; level <= 128; ++level)
    if (const float scale = largest / static_cast<float>(level); are_multiples(weights, scale)) return scale;
  return std::nullopt;
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

Result<QuantizedTensor> QuantizedTensor::empty(const Shape& shape, std::size_t bits) {
  QuantizedTensor result;
  result.shape_ = shape;
  result.bits_ = bits;
  const std::size_t bytes = shape.elements() / (8 / bits);
  TRY_VALUE(result.numbers_, Tensor::create({(bytes + sizeof(float) - 1) / sizeof(float)}));
  TRY_VALUE(result.scales_, Tensor::create({shape[0]}));
  return result;
}

Result<QuantizedTensor> QuantizedTensor::quantize(ConstTensorView weights, std::size_t bits, const ThreadPool& pool) {
  CHECK(bits == 8 || (bits == 4 && supports_int4(weights.shape)));
  TRY_VALUE(QuantizedTensor result, empty(weights.shape, bits));
  const std::size_t channels = weights.shape[0];
  const std::size_t length = weights.shape.elements() / channels;
  pool.parallel_for(channels, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t channel = begin; channel < end; ++channel) {
      const auto quantize_channel = bits == 8 ? quantize_int8 : quantize_int4;
      quantize_channel(weights.values().subspan(channel * length, length), result.scales_.data()[channel],
                       result.numbers() + channel * length / (8 / bits));
    }
  });
  return result;
}

Result<std::optional<QuantizedTensor>> QuantizedTensor::from_multiples(ConstTensorView weights, const ThreadPool& pool) {
  TRY_VALUE(QuantizedTensor result, empty(weights.shape, 8));
  const std::size_t channels = weights.shape[0];
  const std::size_t length = weights.shape.elements() / channels;
  std::atomic<bool> found = true;
  pool.parallel_for(channels, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t channel = begin; channel < end && found; ++channel) {
      const auto row = weights.values().subspan(channel * length, length);
      const std::optional<float> scale = scale_of_multiples(row);
      if (!scale) {
        found = false;
        return;
      }
      result.scales_.data()[channel] = *scale;
      for (std::size_t i = 0; i < length; ++i)
        result.numbers()[channel * length + i] = static_cast<std::uint8_t>(round_to_level(row[i], *scale, -128, 127));
    }
  });
  return found ? std::optional(std::move(result)) : std::nullopt;
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
