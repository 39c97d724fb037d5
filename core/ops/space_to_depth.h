// Space to depth: rewrites a strided convolution as one of stride 1, by merging blocks of stride x stride pixels into one pixel
// with all of their channels. A convolution over 3 channels, such as AlexNet's first, uses 3 of the 8 bytes that are multiplied
// at once; over 48 channels it uses all.
//   blocks[n][by][bx][(dy * s + dx) * C + c] = x[n][by * s + dy - top][bx * s + dx - left][c], or `zero` outside of x
//   w'[o][ky'][kx'][(dy * s + dx) * C + c]   = w[o][ky' * s + dy][kx' * s + dx][c], or 0 outside of w
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "ops/conv2d.h"

namespace alexnet {

class SpaceToDepth {
 public:
  // Requires a geometry with one group.
  explicit SpaceToDepth(const Conv2dGeometry& from) : from_(from) {}

  // Returns the geometry of the convolution over blocks. It has no padding: the blocks include it.
  [[nodiscard]] Conv2dGeometry geometry() const;
  // Returns the number of blocks along an axis with this number of windows.
  [[nodiscard]] std::size_t blocks(std::size_t windows) const { return windows + geometry().kernel - 1; }

  // Returns the weights of the convolution over blocks.
  [[nodiscard]] std::vector<std::uint8_t> weight(std::span<const std::uint8_t> weight) const;
  // The size of an image in pixels and in blocks.
  struct Size {
    std::size_t height = 0, width = 0;
    std::size_t rows = 0, columns = 0;
  };
  // Rearranges one image x [height][width][c] into blocks [rows][columns][s * s * c].
  void rearrange_image(const Size& size, const std::int8_t* x, std::int8_t zero, std::int8_t* blocks,
                       const ThreadPool& pool) const;

 private:
  Conv2dGeometry from_;
};

}  // namespace alexnet
