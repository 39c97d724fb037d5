#include "ops/space_to_depth.h"

#include <algorithm>
#include <cstring>

namespace alexnet {

Conv2dGeometry SpaceToDepth::geometry() const {
  Conv2dGeometry g = from_;
  g.input_channels = from_.input_channels * from_.stride * from_.stride;
  g.kernel = (from_.kernel + from_.stride - 1) / from_.stride;
  g.stride = 1;
  g.padding = {};
  return g;
}

std::vector<std::uint8_t> SpaceToDepth::weight(std::span<const std::uint8_t> weight) const {
  const Conv2dGeometry to = geometry();
  const std::size_t s = from_.stride, channels = from_.input_channels;
  std::vector<std::uint8_t> result(to.weight_shape().elements());
  for (std::size_t o = 0; o < from_.output_channels; ++o)
    for (std::size_t y = 0; y < from_.kernel; ++y)
      for (std::size_t x = 0; x < from_.kernel; ++x) {
        const std::size_t source = ((o * from_.kernel + y) * from_.kernel + x) * channels;
        const std::size_t block = (o * to.kernel + y / s) * to.kernel + x / s;
        const std::size_t target = block * to.input_channels + (y % s * s + x % s) * channels;
        std::copy_n(weight.begin() + static_cast<std::ptrdiff_t>(source), channels,
                    result.begin() + static_cast<std::ptrdiff_t>(target));
      }
  return result;
}

void SpaceToDepth::rearrange_image(const Size& size, const std::int8_t* x, std::int8_t zero, std::int8_t* blocks,
                                   const ThreadPool& pool) const {
  const std::size_t s = from_.stride, channels = from_.input_channels, left = from_.padding.left, top = from_.padding.top;
  const std::size_t run = s * channels;  // bytes of a block that are contiguous in the image, too
  // Copies the pixels [begin, begin + s) of a row of the padded image. `row` is the row's first pixel, or nullptr for padding.
  const auto copy_run = [&](const std::int8_t* row, std::size_t begin, std::int8_t* out) {
    if (row != nullptr && begin >= left && begin + s - left <= size.width) {
      std::memcpy(out, row + (begin - left) * channels, run);
      return;
    }
    std::memset(out, zero, run);
    for (std::size_t i = begin; row != nullptr && i < begin + s; ++i)
      if (i >= left && i - left < size.width) std::memcpy(out + (i - begin) * channels, row + (i - left) * channels, channels);
  };
  pool.parallel_for(size.rows * s, s, [&](std::size_t first, std::size_t end) {
    for (std::size_t y = first; y < end; ++y) {  // a row of the padded image
      const bool inside = y >= top && y - top < size.height;
      const std::int8_t* row = inside ? x + (y - top) * size.width * channels : nullptr;
      std::int8_t* out = blocks + y / s * size.columns * s * run + y % s * run;
      for (std::size_t column = 0; column < size.columns; ++column) copy_run(row, column * s, out + column * s * run);
    }
  });
}

}  // namespace alexnet
