// Winograd's algorithm: convolutions of stride 1 with fewer multiplications (Winograd 1980; Lavin and Gray, "Fast algorithms
// for convolutional neural networks", CVPR 2016). y is computed in tiles of 4 x 4, each from a patch of x of side 4 + k - 1.
//   y = A^T [(G w G^T) . (B^T x B)] A
//   dw = G^T [(A dy A^T) . (B^T x B)] G
// where . is the elementwise product, summed over the channels: for each point of the patch, a matrix product over all tiles. A
// tile takes 36 multiplications instead of 144 if k = 3, and 64 instead of 400 if k = 5. The interpolation points are 0, 1, -1,
// 2, -2, if k = 5 also 1/2 and -1/2, and infinity; the transforms cost two to three bits of float32's precision. Transformed
// values have the layout [points][tiles or output channels][channels].
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "tensor/tensor.h"

namespace alexnet {

inline constexpr std::size_t kTileSide = 4;

// Returns whether the stride is 1, the kernel 3 or 5, and the channels per group multiples of the vector width (8).
[[nodiscard]] bool supports_winograd(const Conv2dGeometry& geometry);

// How the output y of a convolution is divided into tiles: row by row, image by image.
struct WinogradTiles {
  Conv2dGeometry geometry;
  std::size_t height = 0;  // of x
  std::size_t width = 0;

  [[nodiscard]] std::size_t patch() const { return kTileSide + geometry.kernel - 1; }  // the side of a patch in pixels
  [[nodiscard]] std::size_t points() const { return patch() * patch(); }
  [[nodiscard]] std::size_t output_height() const;
  [[nodiscard]] std::size_t output_width() const;
  [[nodiscard]] std::size_t tile_rows() const { return (output_height() + kTileSide - 1) / kTileSide; }
  [[nodiscard]] std::size_t tile_columns() const { return (output_width() + kTileSide - 1) / kTileSide; }
  [[nodiscard]] std::size_t tiles_per_image() const { return tile_rows() * tile_columns(); }
};

// Returns whether the algorithm takes clearly less time than direct sums for images of this size, judged by the operations that
// both take. It does not where there are few channels to share the transforms, or the last tiles are mostly outside of y.
[[nodiscard]] bool saves_operations(const WinogradTiles& tiles);

// The tiles that are processed together: those of `images` images, in buffers [points][capacity][channels] with room for
// `capacity` tiles.
struct WinogradSlice {
  std::size_t images = 0;
  std::size_t capacity = 0;  // tiles
  std::size_t group = 0;     // the group of the convolution
};

// Returns a slice of as many images as keep the transformed inputs and outputs in the last-level cache. All slices of the batch
// have about the same size.
[[nodiscard]] WinogradSlice winograd_slice(const WinogradTiles& tiles, std::size_t batch);

// Buffers that all convolutions of a network share, as they run one after another.
struct WinogradScratch {
  Tensor weights;  // [points][out / groups][in / groups], or the sums of the gradient
  Tensor inputs;   // [points][capacity][in / groups]
  Tensor outputs;  // [points][capacity][out / groups]

  // Allocates `inputs` and `outputs` for a slice.
  [[nodiscard]] Status reserve_points(const WinogradTiles& tiles, const WinogradSlice& slice);
};

// Transforms the input: points [points][capacity][in / groups] = B^T x B. Unused capacity is set to 0.
void winograd_input(const WinogradTiles& tiles, const WinogradSlice& slice, const float* x, float* points,
                    const ThreadPool& pool);
// Transforms products to the output: y = A^T points A + bias, points [points][capacity][out / groups], with the ReLU of the
// geometry.
void winograd_output(const WinogradTiles& tiles, const WinogradSlice& slice, const float* points, const float* bias, float* y,
                     const ThreadPool& pool);
// Transforms the gradient of the output: points [points][capacity][out / groups] = A dy A^T. Unused capacity is set to 0.
void winograd_output_gradient(const WinogradTiles& tiles, const WinogradSlice& slice, const float* dy, float* points,
                              const ThreadPool& pool);
// Transforms the weights of one group: points [points][out / groups][in / groups] = G w G^T.
void winograd_weight(const WinogradTiles& tiles, const float* w, float* points, const ThreadPool& pool);
// Transforms products to the gradient of the weights of one group: dw = G^T points G.
void winograd_weight_gradient(const WinogradTiles& tiles, const float* points, float* dw, const ThreadPool& pool);

}  // namespace alexnet
