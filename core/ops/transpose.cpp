#include "ops/transpose.h"

#include <algorithm>

#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kBlock = 16;  // one cache line of floats

// Transposes a full block, whose size is a constant, so that the compiler keeps it in registers.
inline void transpose_block(const float* x, std::size_t x_stride, float* y, std::size_t y_stride) {
  for (std::size_t c = 0; c < kBlock; ++c)
    for (std::size_t r = 0; r < kBlock; ++r) y[c * y_stride + r] = x[r * x_stride + c];
}

}  // namespace

ALEXNET_SIMD_CLONES void transpose(std::size_t rows, std::size_t columns, const float* x, float* y, std::size_t y_stride) {
  for (std::size_t c0 = 0; c0 < columns; c0 += kBlock)
    for (std::size_t r0 = 0; r0 < rows; r0 += kBlock) {
      const float* from = x + r0 * columns + c0;
      float* to = y + c0 * y_stride + r0;
      if (r0 + kBlock <= rows && c0 + kBlock <= columns) {
        transpose_block(from, columns, to, y_stride);
        continue;
      }
      for (std::size_t c = 0; c < std::min(kBlock, columns - c0); ++c)
        for (std::size_t r = 0; r < std::min(kBlock, rows - r0); ++r) to[c * y_stride + r] = from[r * columns + c];
    }
}

}  // namespace alexnet
