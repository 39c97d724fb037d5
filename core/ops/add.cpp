#include "ops/add.h"

#include "base/simd.h"

namespace alexnet {

void add(std::size_t count, const float* x, float* y) { add_rows(1, count, x, y, count); }

ALEXNET_SIMD_CLONES void add_rows(std::size_t rows, std::size_t columns, const float* x, float* y, std::size_t y_stride) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float* from = x + r * columns;
    float* to = y + r * y_stride;
    for (std::size_t c = 0; c < columns; ++c) to[c] += from[c];
  }
}

}  // namespace alexnet
