#include "ops/max_pool.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "base/simd.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// Returns how far the last window extends past the end of an axis of `side` values after `begin` of padding. It becomes padding,
// which XNNPACK's pooling ignores, as rounding up requires.
std::uint32_t end_padding(std::size_t side, std::size_t begin, std::size_t end, const MaxPoolGeometry& g) {
  const std::size_t count = window_count(side + begin + end, g.kernel, g.stride, g.rounding);
  CHECK(count > 0);
  const std::size_t last = (count - 1) * g.stride + g.kernel;
  return static_cast<std::uint32_t>(last > side + begin ? last - side - begin : 0);
}

// The positions of an axis that a window covers: those inside of the image.
struct Covered {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Covered covered(std::size_t window, const MaxPoolGeometry& g, std::size_t padding, std::size_t side) {
  const std::size_t begin = window * g.stride;
  // A window may lie in the padding alone: it covers nothing.
  const std::size_t first = begin > padding ? std::min(side, begin - padding) : 0;
  const std::size_t end = begin + g.kernel > padding ? std::min(side, begin + g.kernel - padding) : 0;
  return {first, std::max(first, end)};
}

constexpr std::size_t kChannelStep = 16;  // channels in a cache line; no two threads write to the same line
constexpr std::size_t kPoolTile =
    64;  // channels that are routed together: their `remaining` stays in registers or in the L1 cache

// The size of one window, clipped to the image, and the distances between adjacent columns and rows of the image in values.
struct Window {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t column_step = 0;
  std::size_t row_step = 0;
};

// Adds dy[c] to the gradient of the first value in the window that equals the maximum y[c].
ALEXNET_SIMD_CLONES void route_gradient(const Window& window, const float* x, const float* y, const float* dy, float* dx,
                                        std::size_t count) {
  alignas(64) std::array<float, kPoolTile> remaining;  // dy[c] until its maximum has been found, then 0
  for (std::size_t c = 0; c < count; ++c) remaining[c] = dy[c];
  for (std::size_t ky = 0; ky < window.rows; ++ky) {
    for (std::size_t kx = 0; kx < window.columns; ++kx) {
      const std::size_t offset = ky * window.row_step + kx * window.column_step;
      const float* values = x + offset;
      float* gradients = dx + offset;
#pragma omp simd
      for (std::size_t c = 0; c < count; ++c) {
        const bool is_maximum = values[c] == y[c];
        gradients[c] += is_maximum ? remaining[c] : 0.0f;
        remaining[c] = is_maximum ? 0.0f : remaining[c];
      }
    }
  }
}

// The sizes of the images, and the range of channels that one task computes.
struct Part {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t out_height = 0;
  std::size_t out_width = 0;
  std::size_t first_channel = 0;
  std::size_t last_channel = 0;
};

void clear_rows(const MaxPoolGeometry& g, const Part& part, std::size_t begin, std::size_t end, float* dx) {
  for (std::size_t pixel = begin * part.width; pixel < end * part.width; ++pixel)
    std::fill(dx + pixel * g.channels + part.first_channel, dx + pixel * g.channels + part.last_channel, 0.0f);
}

// Routes the gradients of output row oy. The pointers are to the first value of an image.
void backward_row(const MaxPoolGeometry& g, const Part& part, std::size_t oy, const float* x, const float* y, const float* dy,
                  float* dx) {
  const Covered rows = covered(oy, g, g.padding.top, part.height);
  for (std::size_t ox = 0; ox < part.out_width; ++ox) {
    const Covered columns = covered(ox, g, g.padding.left, part.width);
    const Window window = {.rows = rows.end - rows.begin,
                           .columns = columns.end - columns.begin,
                           .column_step = g.channels,
                           .row_step = part.width * g.channels};
    const std::size_t in = (rows.begin * part.width + columns.begin) * g.channels;
    const std::size_t out = (oy * part.out_width + ox) * g.channels;
    for (std::size_t c = part.first_channel; c < part.last_channel; c += kPoolTile)
      route_gradient(window, x + in + c, y + out + c, dy + out + c, dx + in + c, std::min(kPoolTile, part.last_channel - c));
  }
}

// Clears each row of dx just before the first window covers it, when it is about to be in the cache anyway.
void backward_image(const MaxPoolGeometry& g, const Part& part, const float* x, const float* y, const float* dy, float* dx) {
  std::size_t cleared_rows = 0;
  for (std::size_t oy = 0; oy < part.out_height; ++oy) {
    const std::size_t covered_rows = covered(oy, g, g.padding.top, part.height).end;
    clear_rows(g, part, cleared_rows, covered_rows, dx);
    cleared_rows = covered_rows;
    backward_row(g, part, oy, x, y, dy, dx);
  }
  clear_rows(g, part, cleared_rows, part.height, dx);
}

}  // namespace

Status MaxPool2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto kernel = static_cast<std::uint32_t>(geometry_.kernel);
  const auto stride = static_cast<std::uint32_t>(geometry_.stride);
  const Padding& padding = geometry_.padding;
  const auto top = static_cast<std::uint32_t>(padding.top), left = static_cast<std::uint32_t>(padding.left);
  const std::uint32_t bottom = end_padding(height, padding.top, padding.bottom, geometry_);
  const std::uint32_t right = end_padding(width, padding.left, padding.right, geometry_);
  // XNNPACK sets the padding when it creates an operator, so a new size needs a new operator; it has no weights to pack.
  TRY_VALUE(op_, create_xnn("xnn_create_max_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_max_pooling2d_nhwc_f32(top, right, bottom, left, kernel, kernel, stride, stride,
                                                       /*dilation_height=*/1, /*dilation_width=*/1, -kInfinity, kInfinity,
                                                       /*flags=*/0, op);
            }));
  return xnn_result(xnn_reshape_max_pooling2d_nhwc_f32(op_.get(), batch, height, width, geometry_.channels, geometry_.channels,
                                                       geometry_.channels, nullptr, nullptr, pool.native()),
                    "xnn_reshape_max_pooling2d_nhwc_f32");
}

Status MaxPool2d::forward(const float* x, float* y, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_max_pooling2d_nhwc_f32(op_.get(), x, y), "xnn_setup_max_pooling2d_nhwc_f32"));
  return run_xnn(op_, pool);
}

void max_pool_backward(const MaxPoolGeometry& g, const MaxPoolInputSize& size, const float* x, const float* y, const float* dy,
                       float* dx, const ThreadPool& pool) {
  Part whole = {.height = size.height,
                .width = size.width,
                .out_height = window_count(size.height + g.padding.top + g.padding.bottom, g.kernel, g.stride, g.rounding),
                .out_width = window_count(size.width + g.padding.left + g.padding.right, g.kernel, g.stride, g.rounding)};
  const std::size_t in = size.height * size.width * g.channels;
  const std::size_t out = whole.out_height * whole.out_width * g.channels;
  // Windows overlap, but channels are independent: if there are too few images for all threads, they divide the channels, too.
  const std::size_t steps = (g.channels + kChannelStep - 1) / kChannelStep;
  const std::size_t parts = size.batch % pool.threads() == 0 ? 1 : std::min(steps, pool.threads());
  pool.parallel_for(size.batch * parts, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t item = begin; item < end; ++item) {
      Part part = whole;
      part.first_channel = item % parts * steps / parts * kChannelStep;
      part.last_channel = std::min(g.channels, (item % parts + 1) * steps / parts * kChannelStep);
      const std::size_t n = item / parts;
      backward_image(g, part, x + n * in, y + n * out, dy + n * out, dx + n * in);
    }
  });
}

}  // namespace alexnet
