#include "ops/column_sum.h"

#include <algorithm>
#include <array>

#include "base/simd.h"

namespace alexnet {
namespace {

constexpr std::size_t kColumnStep = 16;  // columns in a cache line; no two threads write to the same line
constexpr std::size_t kSumTile = 256;    // columns that are summed together: their sums fit into the L1 cache
constexpr std::size_t kFloatRows = 64;   // rows that are summed in float

// The size of a rectangle of the matrix; its rows begin `stride` values apart.
struct Tile {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;
};

ALEXNET_SIMD_CLONES void add_rows(const Tile& tile, const float* x, float* sums) {
  std::size_t r = 0;
  for (; r + 4 <= tile.rows; r += 4, x += 4 * tile.stride) {
    const float* x1 = x + tile.stride;
    const float* x2 = x1 + tile.stride;
    const float* x3 = x2 + tile.stride;
#pragma omp simd
    for (std::size_t c = 0; c < tile.columns; ++c) sums[c] += (x[c] + x1[c]) + (x2[c] + x3[c]);
  }
  for (; r < tile.rows; ++r, x += tile.stride) {
#pragma omp simd
    for (std::size_t c = 0; c < tile.columns; ++c) sums[c] += x[c];
  }
}

ALEXNET_SIMD_CLONES void mask_and_add_rows(const Tile& tile, const float* y, float* dy, float* sums) {
  for (std::size_t r = 0; r < tile.rows; ++r, y += tile.stride, dy += tile.stride) {
#pragma omp simd
    for (std::size_t c = 0; c < tile.columns; ++c) {
      dy[c] = y[c] > 0.0f ? dy[c] : 0.0f;
      sums[c] += dy[c];
    }
  }
}

// Calls add(tile, offset, sums) for tiles of kFloatRows rows and kSumTile columns, and adds those sums in double. `offset` is
// the index of the tile's first value.
template <typename Add>
void sum_by_tiles(const ColumnSum& size, float* sum, const ThreadPool& pool, const Add& add) {
  const std::size_t steps = (size.columns + kColumnStep - 1) / kColumnStep;
  pool.parallel_for(steps, 1, [&](std::size_t begin, std::size_t end) {
    const std::size_t last = std::min(size.columns, end * kColumnStep);
    for (std::size_t first = begin * kColumnStep; first < last; first += kSumTile) {
      const std::size_t columns = std::min(kSumTile, last - first);
      std::array<double, kSumTile> totals;
      for (std::size_t c = 0; c < columns; ++c) totals[c] = size.accumulate ? double{sum[first + c]} : 0.0;
      for (std::size_t r = 0; r < size.rows; r += kFloatRows) {
        alignas(64) std::array<float, kSumTile> sums;
        std::fill_n(sums.begin(), columns, 0.0f);
        add(Tile{std::min(kFloatRows, size.rows - r), columns, size.columns}, r * size.columns + first, sums.data());
        for (std::size_t c = 0; c < columns; ++c) totals[c] += sums[c];
      }
      for (std::size_t c = 0; c < columns; ++c) sum[first + c] = static_cast<float>(totals[c]);
    }
  });
}

}  // namespace

void column_sum(const ColumnSum& size, const float* x, float* sum, const ThreadPool& pool) {
  sum_by_tiles(size, sum, pool, [&](const Tile& tile, std::size_t offset, float* sums) { add_rows(tile, x + offset, sums); });
}

void relu_backward_and_column_sum(const ColumnSum& size, const float* y, float* dy, float* sum, const ThreadPool& pool) {
  sum_by_tiles(size, sum, pool, [&](const Tile& tile, std::size_t offset, float* sums) {
    mask_and_add_rows(tile, y + offset, dy + offset, sums);
  });
}

}  // namespace alexnet
