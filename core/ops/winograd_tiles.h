// Convolutions of stride 1 with fewer multiplications (Winograd 1980; Lavin and Gray, "Fast algorithms for convolutional neural
// networks", CVPR 2016): y is computed in tiles of 4 x 4, each from a patch of x whose side is 4 + k - 1.
//   y = A^T [(G w G^T) . (B^T x B)] A                . is the product number by number, summed over the channels: a matrix
//   dw = G^T [(A dy A^T) . (B^T x B)] G              product over all tiles for each of the patch's points
// With k = 3 a tile costs 36 products instead of 144, with k = 5 64 instead of 400. The polynomials are interpolated at 0, 1,
// -1, 2, -2, with k = 5 also at 1/2 and -1/2, and at infinity; that costs two to three of fp32's bits.
// Everything on the side of the points lies as [points][tiles or output channels][channels].
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/conv2d.h"
#include "tensor/tensor.h"

namespace alexnet {

inline constexpr std::size_t kTileSide = 4;

// Stride 1, a kernel of 3 or 5, and channels that fill vectors.
[[nodiscard]] bool supports_winograd(const Conv2dGeometry& geometry);

// Images x and y of a convolution, and the tiles of y, row by row and image by image.
struct WinogradTiles {
  Conv2dGeometry geometry;
  std::size_t height = 0;  // of x
  std::size_t width = 0;

  [[nodiscard]] std::size_t patch() const { return kTileSide + geometry.kernel - 1; }  // pixels along its side
  [[nodiscard]] std::size_t points() const { return patch() * patch(); }
  [[nodiscard]] std::size_t output_height() const;
  [[nodiscard]] std::size_t output_width() const;
  [[nodiscard]] std::size_t tile_rows() const { return (output_height() + kTileSide - 1) / kTileSide; }
  [[nodiscard]] std::size_t tile_columns() const { return (output_width() + kTileSide - 1) / kTileSide; }
  [[nodiscard]] std::size_t tiles_per_image() const { return tile_rows() * tile_columns(); }
};

// Tiles that are worked on together: those of `images` images, of the `capacity` that there is for them in
// [points][capacity][channels].
struct WinogradSlice {
  std::size_t images = 0;
  std::size_t capacity = 0;
  std::size_t group = 0;  // of the convolution
};

// As many images at a time as keep both sides' points in the last cache, about the same number each time.
[[nodiscard]] WinogradSlice winograd_slice(const WinogradTiles& tiles, std::size_t batch);

// Memory that the convolutions of a network share, as one works after the other.
struct WinogradScratch {
  Tensor weights;  // [points][out / groups][in / groups], or the gradient's sums
  Tensor inputs;   // [points][capacity][in / groups]
  Tensor outputs;  // [points][capacity][out / groups]

  // Makes capacity for the points of both sides.
  [[nodiscard]] Status reserve_points(const WinogradTiles& tiles, const WinogradSlice& slice);
};

// points [points][capacity][in / groups] = B^T x B; capacity that no tile takes is set to 0.
void winograd_input(const WinogradTiles& tiles, const WinogradSlice& slice, const float* x, float* points,
                    const ThreadPool& pool);
// y = A^T points A + bias, points [points][capacity][out / groups], with the geometry's ReLU.
void winograd_output(const WinogradTiles& tiles, const WinogradSlice& slice, const float* points, const float* bias, float* y,
                     const ThreadPool& pool);
// points [points][capacity][out / groups] = A dy A^T; capacity that no tile takes is set to 0.
void winograd_output_gradient(const WinogradTiles& tiles, const WinogradSlice& slice, const float* dy, float* points,
                              const ThreadPool& pool);
// points [points][out / groups][in / groups] = G w G^T, w the group's weights.
void winograd_weight(const WinogradTiles& tiles, const float* w, float* points, const ThreadPool& pool);
// dw = G^T points G.
void winograd_weight_gradient(const WinogradTiles& tiles, const float* points, float* dw, const ThreadPool& pool);

}  // namespace alexnet
