// The transforms of Winograd's algorithm (ops/winograd_tiles.h). Buffers of points have the layout of WinogradSlice. The result of
// no transform depends on the number of threads.
#pragma once

#include "base/thread_pool.h"
#include "ops/winograd_tiles.h"

namespace alexnet {

// Transforms the input x [images][height][width][in]: points = B^T x B. Unused capacity is set to 0.
void winograd_input(const WinogradTiles& tiles, const WinogradSlice& slice, const float* x, float* points,
                    const ThreadPool& pool);
// Transforms products to the output: y = A^T points A + bias, with the ReLU of the geometry.
void winograd_output(const WinogradTiles& tiles, const WinogradSlice& slice, const float* points, const float* bias, float* y,
                     const ThreadPool& pool);
// Transforms the gradient of the output: points = A dy A^T. Unused capacity is set to 0. Requires uniform_tiles().
void winograd_output_gradient(const WinogradTiles& tiles, const WinogradSlice& slice, const float* dy, float* points,
                              const ThreadPool& pool);
// Transforms the weights of one group: points [point_count][out / groups][in / groups] = G w G^T, where point_count is points() of any
// tiles of the geometry.
void winograd_weight(const Conv2dGeometry& geometry, std::size_t point_count, const float* w, float* points,
                     const ThreadPool& pool);
// Transforms products to the gradient of the weights of one group: dw = G^T points G. Requires uniform_tiles().
void winograd_weight_gradient(const WinogradTiles& tiles, const float* points, float* dw, const ThreadPool& pool);

}  // namespace alexnet
