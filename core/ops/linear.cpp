#include "ops/linear.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kRowLanes = 8;
typedef float RowLanes __attribute__((vector_size(kRowLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

struct RowProducts {
  const float* weights = nullptr;  // [out][in]
  const float* bias = nullptr;
  const float* x = nullptr;  // [images][in]
  float* y = nullptr;        // [images][out]
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  float lower_bound = 0;
};

// Computes `Rows` outputs of all images from output `o` on. The weights of several rows are in flight at the same time.
template <std::size_t Rows, std::size_t Images>
[[gnu::always_inline]] inline void multiply_rows(const RowProducts& p, std::size_t o) {
  RowLanes sums[Rows][Images] = {};
  const float* const weights = p.weights + o * p.inputs;
  std::size_t i = 0;
  for (; i + kRowLanes <= p.inputs; i += kRowLanes)
#pragma GCC unroll 4
    for (std::size_t row = 0; row < Rows; ++row)
#pragma GCC unroll 4
      for (std::size_t n = 0; n < Images; ++n)
        sums[row][n] += *reinterpret_cast<const RowLanes*>(weights + row * p.inputs + i) *
                        *reinterpret_cast<const RowLanes*>(p.x + n * p.inputs + i);
  for (std::size_t row = 0; row < Rows; ++row)
    for (std::size_t n = 0; n < Images; ++n) {
      float sum = 0;
      for (std::size_t lane = 0; lane < kRowLanes; ++lane) sum += sums[row][n][lane];
      for (std::size_t rest = i; rest < p.inputs; ++rest) sum += weights[row * p.inputs + rest] * p.x[n * p.inputs + rest];
      p.y[n * p.outputs + o + row] = std::max(sum + p.bias[o + row], p.lower_bound);
    }
}

template <std::size_t Rows, std::size_t Images>
[[gnu::always_inline]] inline void multiply_range(const RowProducts& p, std::size_t begin, std::size_t end) {
  for (; begin + Rows <= end; begin += Rows) multiply_rows<Rows, Images>(p, begin);
  for (; begin < end; ++begin) multiply_rows<1, Images>(p, begin);
}

// One function for each number of images, with as many rows as there are registers for.
ALEXNET_SIMD_CLONES void multiply_1(const RowProducts& p, std::size_t begin, std::size_t end) {
  multiply_range<4, 1>(p, begin, end);
}
ALEXNET_SIMD_CLONES void multiply_2(const RowProducts& p, std::size_t begin, std::size_t end) {
  multiply_range<4, 2>(p, begin, end);
}
ALEXNET_SIMD_CLONES void multiply_3(const RowProducts& p, std::size_t begin, std::size_t end) {
  multiply_range<2, 3>(p, begin, end);
}
ALEXNET_SIMD_CLONES void multiply_4(const RowProducts& p, std::size_t begin, std::size_t end) {
  multiply_range<2, 4>(p, begin, end);
}
using Multiply = void (*)(const RowProducts& p, std::size_t begin, std::size_t end);
constexpr std::array<Multiply, 4> kMultiply = {multiply_1, multiply_2, multiply_3, multiply_4};

constexpr std::size_t kRowsGrain = 16;

}  // namespace

Linear::Linear(ConstTensorView weight, ConstTensorView bias, bool relu) : weight_(weight), bias_(bias), relu_(relu) {
  CHECK(weight.shape.rank() == 2 && bias.shape == Shape{weight.shape[0]});
}

bool Linear::multiplies_rows() const { return batch_ <= kMultiply.size(); }

Status Linear::reshape(std::size_t batch, const ThreadPool& pool) {
  batch_ = batch;
  if (multiplies_rows()) return {};
  TRY(transposed_.reshape({weight_.shape[0], batch}));
  return swapped_.reshape({.m = weight_.shape[0], .n = batch, .k = weight_.shape[1]}, pool);
}

Status Linear::forward(const float* x, float* y, const ThreadPool& pool) {
  if (!multiplies_rows()) return forward_swapped(x, y, pool);
  forward_rows(x, y, pool);
  return {};
}

void Linear::forward_rows(const float* x, float* y, const ThreadPool& pool) const {
  const RowProducts products = {.weights = weight_.data,
                                .bias = bias_.data,
                                .x = x,
                                .y = y,
                                .inputs = weight_.shape[1],
                                .outputs = weight_.shape[0],
                                .lower_bound = relu_ ? 0.0f : -std::numeric_limits<float>::infinity()};
  const Multiply multiply = kMultiply[batch_ - 1];
  pool.parallel_for(products.outputs, kRowsGrain, [&](std::size_t begin, std::size_t end) { multiply(products, begin, end); });
}

Status Linear::forward_swapped(const float* x, float* y, const ThreadPool& pool) {
  TRY(swapped_.run(weight_.data, x, transposed_.data(), pool));
  const std::size_t outputs = weight_.shape[0];
  const float lower_bound = relu_ ? 0.0f : -std::numeric_limits<float>::infinity();
  pool.parallel_for(outputs, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = 0; n < batch_; ++n)
      for (std::size_t o = begin; o < end; ++o)
        y[n * outputs + o] = std::max(transposed_.data()[o * batch_ + n] + bias_.data[o], lower_bound);
  });
  return {};
}

}  // namespace alexnet
