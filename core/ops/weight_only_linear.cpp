#include "ops/weight_only_linear.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kByteLanes = 8;
typedef float FloatLanes __attribute__((vector_size(kByteLanes * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef std::int8_t ByteLanes __attribute__((vector_size(kByteLanes), aligned(1), may_alias));

constexpr std::size_t kOutputsGrain = 16;

struct Products {
  const std::int8_t* weights = nullptr;  // [out][in]
  const float* scales = nullptr;         // [out]
  const float* bias = nullptr;           // [out]
  const float* x = nullptr;              // [images][in]
  float* y = nullptr;                    // [images][out]
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  float lower_bound = 0;
};

// Computes one output of `Images` images from image `n` on: each weight is converted once for all of them.
template <std::size_t Images>
[[gnu::always_inline]] inline void multiply_row(const Products& p, std::size_t o, std::size_t n) {
  FloatLanes sums[Images][2] = {};
  const std::int8_t* const row = p.weights + o * p.inputs;
  const float* const x = p.x + n * p.inputs;
  std::size_t i = 0;
  for (; i + 2 * kByteLanes <= p.inputs; i += 2 * kByteLanes)
#pragma GCC unroll 2
    for (std::size_t half = 0; half < 2; ++half) {
      const std::size_t at = i + half * kByteLanes;
      const FloatLanes weights = __builtin_convertvector(*reinterpret_cast<const ByteLanes*>(row + at), FloatLanes);
#pragma GCC unroll 4
      for (std::size_t image = 0; image < Images; ++image)
        sums[image][half] += weights * *reinterpret_cast<const FloatLanes*>(x + image * p.inputs + at);
    }
  for (std::size_t image = 0; image < Images; ++image) {
    float sum = 0;
    for (std::size_t lane = 0; lane < kByteLanes; ++lane) sum += sums[image][0][lane] + sums[image][1][lane];
    for (std::size_t rest = i; rest < p.inputs; ++rest) sum += static_cast<float>(row[rest]) * x[image * p.inputs + rest];
    p.y[(n + image) * p.outputs + o] = std::max(sum * p.scales[o] + p.bias[o], p.lower_bound);
  }
}

ALEXNET_SIMD_CLONES void multiply(const Products& p, std::size_t images, std::size_t begin, std::size_t end) {
  for (std::size_t o = begin; o < end; ++o) {
    std::size_t n = 0;
    for (; n + 4 <= images; n += 4) multiply_row<4>(p, o, n);
    for (; n < images; ++n) multiply_row<1>(p, o, n);
  }
}

}  // namespace

WeightOnlyLinear::WeightOnlyLinear(const QuantizedView& weight, ConstTensorView bias, bool relu)
    : weight_(weight), bias_(bias), relu_(relu) {
  CHECK(weight.bits == 8 && weight.shape.rank() == 2 && bias.shape == Shape{weight.shape[0]});
}

void WeightOnlyLinear::forward(const float* x, float* y, std::size_t batch, const ThreadPool& pool) const {
  const Products products = {.weights = reinterpret_cast<const std::int8_t*>(weight_.data),
                             .scales = weight_.scales,
                             .bias = bias_.data,
                             .x = x,
                             .y = y,
                             .inputs = weight_.shape[1],
                             .outputs = weight_.shape[0],
                             .lower_bound = relu_ ? 0.0f : -std::numeric_limits<float>::infinity()};
  pool.parallel_for(products.outputs, kOutputsGrain,
                    [&](std::size_t begin, std::size_t end) { multiply(products, batch, begin, end); });
}

}  // namespace alexnet
