// Matrix transposition: y[c][r] = x[r][c].
#pragma once

#include <cstddef>

namespace alexnet {

// x [rows][columns]; y has `columns` rows of `rows` values that begin y_stride values apart. Runs on the calling thread.
void transpose(std::size_t rows, std::size_t columns, const float* x, float* y, std::size_t y_stride);

}  // namespace alexnet
