#include "ops/dynamic_quantizer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/simd.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kPiece = 8192;      // values
constexpr std::size_t kMinMaxLanes = 32;  // minima side by side
constexpr float kMaxLevel = 127;
constexpr std::size_t kFloatsPerRow = sizeof(xnn_quantization_params) / sizeof(float);
static_assert(kFloatsPerRow * sizeof(float) == sizeof(xnn_quantization_params));

ALEXNET_SIMD_CLONES void find_min_max(const float* x, std::size_t count, float& least, float& most) {
  std::array<float, kMinMaxLanes> low{}, high{};
  const auto take = [&](std::size_t lane, float value) {
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  };
  std::size_t i = 0;
  for (; i + kMinMaxLanes <= count; i += kMinMaxLanes)
    for (std::size_t lane = 0; lane < kMinMaxLanes; ++lane) take(lane, x[i + lane]);
  for (; i < count; ++i) take(0, x[i]);
  least = std::ranges::min(low), most = std::ranges::max(high);
}

// As all are positive, cutting off after adding a half is rounding.
ALEXNET_SIMD_CLONES void quantize(const float* x, std::size_t count, float factor, float zero, std::int8_t* q) {
  const float offset = zero + 0.5f;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    float level = x[i] * factor + offset;
    level = level > 0 ? level : 0;  // and no number becomes 0
    level = level < kMaxLevel ? level : kMaxLevel;
    q[i] = static_cast<std::int8_t>(level);
  }
}

xnn_quantization_params parameters_of(float low, float high) {
  const float scale = high > low ? (high - low) / kMaxLevel : 1.0f;
  const float zero = std::nearbyint(-low / scale);  // no number, where the row has infinities
  return {.zero_point = zero >= 0 ? static_cast<std::int32_t>(std::min(zero, kMaxLevel)) : 0, .scale = scale};
}

}  // namespace

Status DynamicQuantizer::reshape(std::size_t rows, std::size_t columns) {
  rows_ = rows;
  columns_ = columns;
  pieces_ = (columns + kPiece - 1) / kPiece;
  min_max_.resize(rows * pieces_);
  TRY(values_.reshape({rows, (columns + sizeof(float) - 1) / sizeof(float)}));
  return parameters_.reshape({(rows + XNN_EXTRA_QUANTIZATION_PARAMS) * kFloatsPerRow});
}

void DynamicQuantizer::run(const float* x, const ThreadPool& pool) {
  const auto each_piece = [&](const auto& work) {
    pool.parallel_for(rows_ * pieces_, 1, [&](std::size_t first, std::size_t end) {
      for (std::size_t i = first; i < end; ++i) {
        const std::size_t row = i / pieces_, column = i % pieces_ * kPiece;
        work(i, row, row * columns_ + column, std::min(kPiece, columns_ - column));
      }
    });
  };
  each_piece([&](std::size_t piece, std::size_t, std::size_t offset, std::size_t count) {
    find_min_max(x + offset, count, min_max_[piece].low, min_max_[piece].high);
  });

  auto* parameters = reinterpret_cast<xnn_quantization_params*>(parameters_.data());
  for (std::size_t row = 0; row < rows_; ++row) {
    MinMax all;
    for (const MinMax& piece : std::span(min_max_).subspan(row * pieces_, pieces_))
      all = {std::min(all.low, piece.low), std::max(all.high, piece.high)};
    parameters[row] = parameters_of(all.low, all.high);
  }
  // A tile that has fewer rows than it could computes the last one several times over.
  std::fill_n(parameters + rows_, XNN_EXTRA_QUANTIZATION_PARAMS, parameters[rows_ - 1]);

  auto* q = reinterpret_cast<std::int8_t*>(values_.data());
  each_piece([&](std::size_t, std::size_t row, std::size_t offset, std::size_t count) {
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
