// y += x, on the calling thread.
#pragma once

#include <cstddef>

namespace alexnet {

void add(std::size_t count, const float* x, float* y);
// The same for rows of `columns` values; those of y begin y_stride values apart.
void add_rows(std::size_t rows, std::size_t columns, const float* x, float* y, std::size_t y_stride);

}  // namespace alexnet
