// Winograd's algorithm: convolutions of stride 1 with fewer multiplications (Winograd 1980; Lavin and Gray, "Fast algorithms
// for convolutional neural networks", CVPR 2016). y is computed in tiles of a x b, each from a patch of x of
// (a + k - 1) x (b + k - 1).
//   y = A^T [(G w G^T) . (B^T x B)] A
//   dw = G^T [(A dy A^T) . (B^T x B)] G
// where . is the elementwise product, summed over the channels: for each point of the patch, a matrix product over all tiles. A
// tile of 4 x 4 takes 36 multiplications instead of 144 if k = 3, and 64 instead of 400 if k = 5.
//
// A tile is either short or long, by one pixel, in each dimension, so that tiles fit the sizes of AlexNet's maps: 13 = 5 + 4 + 4
// with k = 3 (361 points instead of the 576 of four tiles of 4), 27 = 6 * 4 + 3 with k = 5. The points of a short tile are those of
// a long one except the last, so that both use the same transformed weights (ops/winograd_matrices.h).
#pragma once

#include <array>
#include <cstddef>

#include "base/error.h"
#include "ops/conv2d.h"
#include "tensor/tensor.h"

namespace alexnet {

// Returns whether the stride is 1, the kernel 3 or 5, and the channels per group multiples of the vector width (8).
[[nodiscard]] bool supports_winograd(const Conv2dGeometry& geometry);

// Returns the number of points of a short tile in one dimension: tiles of 4 and 5 pixels if k = 3, of 3 and 4 if k = 5.
[[nodiscard]] constexpr std::size_t short_patch(std::size_t kernel) { return kernel == 3 ? 6 : 7; }

// How one dimension of y is divided: long tiles first, then short ones. The last tile may reach beyond y.
struct TileSplit {
  std::size_t tiles = 0;
  std::size_t long_tiles = 0;

  // Returns the first pixel of a tile, if short ones have `short_side` pixels.
  [[nodiscard]] std::size_t start(std::size_t tile, std::size_t short_side) const {
    return tile * short_side + (tile < long_tiles ? tile : long_tiles);
  }
};

// Points with the same number of tiles, which are those that only the long tiles of a dimension have, or not.
struct PointClass {
  std::size_t first = 0;   // number of its first point
  std::size_t points = 0;  // 0 if no tile has them
  std::size_t tiles = 0;   // of an image
};

// How the output y of a convolution is divided into tiles: row by row, image by image.
struct WinogradTiles {
  Conv2dGeometry geometry;
  std::size_t height = 0;  // of x
  std::size_t width = 0;
  TileSplit rows;
  TileSplit columns;

  [[nodiscard]] std::size_t short_side() const { return short_patch(geometry.kernel) + 1 - geometry.kernel; }
  [[nodiscard]] std::size_t output_height() const;
  [[nodiscard]] std::size_t output_width() const;
  [[nodiscard]] std::size_t tiles_per_image() const { return rows.tiles * columns.tiles; }
  // Returns the number of transformed weights of a pair of channels: all points that a tile has.
  [[nodiscard]] std::size_t points() const;
  // Returns the multiplications of an image and a pair of channels: the sum of the points of all tiles.
  [[nodiscard]] std::size_t products_per_image() const;
  // Returns the points [long row][long column]: with s points in a short tile, point (i, j) has the number i * s + j if i, j < s;
  // those of the last row of long tiles follow, then those of the last column, then the one of both.
  [[nodiscard]] std::array<std::array<PointClass, 2>, 2> classes() const;
};

// Returns tiles of 4 x 4 only.
[[nodiscard]] WinogradTiles uniform_tiles(const Conv2dGeometry& geometry, std::size_t height, std::size_t width);
// Returns the tiles that take the least time for a batch, judged by the multiplications and by the transformed weights, which are
// read once.
[[nodiscard]] WinogradTiles fitted_tiles(const Conv2dGeometry& geometry, std::size_t height, std::size_t width,
                                         std::size_t batch);

// Returns whether the algorithm takes clearly less time than direct sums for images of this size, judged by the operations that
// both take. It does not where there are few channels to share the transforms, or the last tiles are mostly outside of y.
[[nodiscard]] bool saves_operations(const WinogradTiles& tiles);

// The tiles that are processed together: those of `images` images, in buffers with room for `capacity` images: for each point, in
// the order of their numbers, [capacity][tiles of the point's class][channels].
struct WinogradSlice {
  std::size_t images = 0;
  std::size_t capacity = 0;
  std::size_t group = 0;  // the group of the convolution

  // Returns the number of tiles that precede those of a point in a buffer.
  [[nodiscard]] std::size_t tiles_before(const WinogradTiles& tiles, std::size_t point) const;
};

// Returns a slice of as many images as keep the transformed inputs and outputs in the last-level cache. All slices of the batch
// have about the same size.
[[nodiscard]] WinogradSlice winograd_slice(const WinogradTiles& tiles, std::size_t batch);

// Buffers that all convolutions of a network share, as they run one after another.
struct WinogradScratch {
  Tensor weights;  // [points][out / groups][in / groups], or the sums of the gradient
  Tensor inputs;   // see WinogradSlice, with the channels in / groups
  Tensor outputs;  // see WinogradSlice, with the channels out / groups

  // Allocates `inputs` and `outputs` for a slice.
  [[nodiscard]] Status reserve_points(const WinogradTiles& tiles, const WinogradSlice& slice);
};

}  // namespace alexnet
