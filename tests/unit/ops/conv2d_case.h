// Random convolutions, and the loop over the products of a convolution that the tests of the forward pass and of both gradients
// use.
#pragma once

#include "ops/conv2d.h"
#include "support/random_case.h"

namespace alexnet {

struct Conv2dCase {
  Conv2dGeometry g;
  std::size_t batch = 0, height = 0, width = 0;

  [[nodiscard]] std::size_t output_height() const {
    return window_count(height + g.padding.top + g.padding.bottom, g.kernel, g.stride);
  }
  [[nodiscard]] std::size_t output_width() const {
    return window_count(width + g.padding.left + g.padding.right, g.kernel, g.stride);
  }
};

inline Conv2dCase random_conv2d_case(RandomCase& random) {
  Conv2dCase c;
  c.g.groups = random.between(1, 3);
  c.g.input_channels = c.g.groups * random.between(1, 9);
  c.g.output_channels = c.g.groups * random.between(1, 19);
  c.g.kernel = random.between(1, 5);
  c.g.stride = random.between(1, 4);
  const std::size_t most = c.g.kernel - 1;
  c.g.padding = {random.between(0, most), random.between(0, most), random.between(0, most), random.between(0, most)};
  c.g.relu = random.coin();
  c.batch = random.between(1, 3);
  c.height = random.between(c.g.kernel, 14);
  c.width = random.between(c.g.kernel, 14);
  return c;
}

// Calls visit(y, x, w) with the indices of each product y += x * w.
template <typename Visit>
void for_each_product(const Conv2dCase& c, const Visit& visit) {
  const Conv2dGeometry& g = c.g;
  const std::size_t in = g.input_channels / g.groups;
  const std::size_t out = g.output_channels / g.groups;
  std::size_t y = 0;
  for (std::size_t n = 0; n < c.batch; ++n)
    for (std::size_t oy = 0; oy < c.output_height(); ++oy)
      for (std::size_t ox = 0; ox < c.output_width(); ++ox)
        for (std::size_t o = 0; o < g.output_channels; ++o, ++y)
          for (std::size_t ky = 0; ky < g.kernel; ++ky)
            for (std::size_t kx = 0; kx < g.kernel; ++kx) {
              const std::size_t iy = oy * g.stride + ky - g.padding.top;  // wraps below 0, and then is >= height
              const std::size_t ix = ox * g.stride + kx - g.padding.left;
              if (iy >= c.height || ix >= c.width) continue;
              for (std::size_t i = 0; i < in; ++i)
                visit(y, ((n * c.height + iy) * c.width + ix) * g.input_channels + o / out * in + i,
                      ((o * g.kernel + ky) * g.kernel + kx) * in + i);
            }
}

}  // namespace alexnet
