#include "ops/dynamic_quantizer.h"

#include <algorithm>
#include <cmath>

#include "base/simd.h"
#include "ops/min_max.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kChunkValues = 8192;  // values
constexpr float kMaxLevel = 127;
constexpr std::size_t kFloatsPerRow = sizeof(xnn_quantization_params) / sizeof(float);
static_assert(kFloatsPerRow * sizeof(float) == sizeof(xnn_quantization_params));

// All levels are positive, so that adding 0.5 and truncating rounds to nearest.
ALEXNET_SIMD_CLONES void quantize(const float* x, std::size_t count, float factor, float zero, std::int8_t* q) {
  const float offset = zero + 0.5f;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    float level = x[i] * factor + offset;
    level = level > 0 ? level : 0;  // also maps NaN to 0
    level = level < kMaxLevel ? level : kMaxLevel;
    q[i] = static_cast<std::int8_t>(level);
  }
}

xnn_quantization_params parameters_of(float low, float high) {
  const float scale = high > low ? (high - low) / kMaxLevel : 1.0f;
  const float zero = std::nearbyint(-low / scale);  // NaN if the row has infinities
  return {.zero_point = zero >= 0 ? static_cast<std::int32_t>(std::min(zero, kMaxLevel)) : 0, .scale = scale};
}

}  // namespace

Status DynamicQuantizer::reshape(std::size_t rows, std::size_t columns) {
  rows_ = rows;
  columns_ = columns;
  chunks_ = (columns + kChunkValues - 1) / kChunkValues;
  min_max_.resize(rows * chunks_);
  TRY(values_.reshape({rows, (columns + sizeof(float) - 1) / sizeof(float)}));
  return parameters_.reshape({(rows + XNN_EXTRA_QUANTIZATION_PARAMS) * kFloatsPerRow});
}

void DynamicQuantizer::run(const float* x, const ThreadPool& pool) {
  const auto each_chunk = [&](const auto& task) {
    pool.parallel_for(rows_ * chunks_, 1, [&](std::size_t first, std::size_t end) {
      for (std::size_t i = first; i < end; ++i) {
        const std::size_t row = i / chunks_, column = i % chunks_ * kChunkValues;
        task(i, row, row * columns_ + column, std::min(kChunkValues, columns_ - column));
      }
    });
  };
  each_chunk([&](std::size_t chunk, std::size_t, std::size_t offset, std::size_t count) {
    min_max_[chunk] = min_max_with_zero(x + offset, count);
  });

  auto* parameters = reinterpret_cast<xnn_quantization_params*>(parameters_.data());
  for (std::size_t row = 0; row < rows_; ++row) {
    MinMax all;
    for (const MinMax& chunk : std::span(min_max_).subspan(row * chunks_, chunks_))
      all = {std::min(all.low, chunk.low), std::max(all.high, chunk.high)};
    parameters[row] = parameters_of(all.low, all.high);
  }
  // XNNPACK's tiles have a fixed number of rows; a partial tile repeats the last row.
  std::fill_n(parameters + rows_, XNN_EXTRA_QUANTIZATION_PARAMS, parameters[rows_ - 1]);

  auto* q = reinterpret_cast<std::int8_t*>(values_.data());
  each_chunk([&](std::size_t, std::size_t row, std::size_t offset, std::size_t count) {
    quantize(x + offset, count, 1.0f / parameters[row].scale, static_cast<float>(parameters[row].zero_point), q + offset);
  });
}

DynamicQuantizer::Row DynamicQuantizer::row(std::size_t index) const {
  return {parameters()[index].zero_point, parameters()[index].scale};
}

const xnn_quantization_params* DynamicQuantizer::parameters() const {
  return reinterpret_cast<const xnn_quantization_params*>(parameters_.data());
}

}  // namespace alexnet
