// A strided convolution as one of stride 1 over blocks of pixels: of `stride` x `stride` pixels a block makes one, with all
// their channels. A layer that sees 3 channels at a time, as AlexNet's first, keeps 3 of a vector's 8 bytes busy; of 48 none
// is idle.
//   blocks[n][by][bx][(dy * s + dx) * C + c] = x[n][by * s + dy - top][bx * s + dx - left][c], or `zero` outside
//   w'[o][ky'][kx'][(dy * s + dx) * C + c]   = w[o][ky' * s + dy][kx' * s + dx][c], or 0 outside
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
  // Of a geometry without groups.
  explicit SpaceToDepth(const Conv2dGeometry& from) : from_(from) {}

  // The convolution over the blocks, whose padding is in them.
  [[nodiscard]] Conv2dGeometry geometry() const;
  // How many blocks there are along a side of `count` windows.
  [[nodiscard]] std::size_t blocks(std::size_t windows) const { return windows + geometry().kernel - 1; }

  [[nodiscard]] std::vector<std::uint8_t> weight(std::span<const std::uint8_t> weight) const;
  // One image of `height` x `width`, into `rows` x `columns` blocks.
  struct Size {
    std::size_t height = 0, width = 0;
    std::size_t rows = 0, columns = 0;
  };
  void rearrange_image(const Size& size, const std::int8_t* x, std::int8_t zero, std::int8_t* blocks,
                       const ThreadPool& pool) const;

 private:
  Conv2dGeometry from_;
};

}  // namespace alexnet
