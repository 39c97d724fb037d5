// y += x. Runs on the calling thread.
#pragma once

#include <cstddef>

namespace alexnet {

// x and y [count].
void add(std::size_t count, const float* x, float* y);
// x [rows][columns]; y has rows of `columns` values that begin y_stride values apart.
void add_rows(std::size_t rows, std::size_t columns, const float* x, float* y, std::size_t y_stride);

}  // namespace alexnet
