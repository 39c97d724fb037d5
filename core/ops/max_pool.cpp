#include "ops/max_pool.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "base/simd.h"
#include "ops/xnn_call.h"

namespace alexnet {
namespace {

// How far the last window hangs over the end. XNNPACK's pooling leaves padding out of the maximum, which is what rounding up
// means.
std::uint32_t overhang(std::size_t side, const MaxPoolGeometry& g) {
  const std::size_t count = window_count(side, g.kernel, g.stride, g.rounding);
  CHECK(count > 0);
  const std::size_t end = (count - 1) * g.stride + g.kernel;
  return static_cast<std::uint32_t>(end > side ? end - side : 0);
}

constexpr std::size_t kChannelStep = 16;  // a cache line of channels: threads share none
constexpr std::size_t kPoolTile = 64;     // channels at a time, so that what is left of dy stays in registers or beside them

// One window over one range of channels: where it lies, and how far it is to the next column and row of the image.
struct Window {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t column_step = 0;
  std::size_t row_step = 0;
};

// Gives dy[c] to the first of the window's values that equals y[c].
ALEXNET_SIMD_CLONES void route_gradient(const Window& window, const float* x, const float* y, const float* dy, float* dx,
                                        std::size_t count) {
  alignas(64) std::array<float, kPoolTile> remaining;  // dy, until it is given away
  for (std::size_t c = 0; c < count; ++c) remaining[c] = dy[c];
  for (std::size_t ky = 0; ky < window.rows; ++ky) {
    for (std::size_t kx = 0; kx < window.columns; ++kx) {
      const std::size_t offset = ky * window.row_step + kx * window.column_step;
      const float* values = x + offset;
      float* gradients = dx + offset;
#pragma omp simd
      for (std::size_t c = 0; c < count; ++c) {
        const bool found = values[c] == y[c];
        gradients[c] += found ? remaining[c] : 0.0f;
        remaining[c] = found ? 0.0f : remaining[c];
      }
    }
  }
}

// The images' sizes, and the range of channels that one call works on.
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

// The windows that begin in row oy * stride. The pointers are the image's.
void backward_row(const MaxPoolGeometry& g, const Part& part, std::size_t oy, const float* x, const float* y, const float* dy,
                  float* dx) {
  const std::size_t top = oy * g.stride;
  for (std::size_t ox = 0; ox < part.out_width; ++ox) {
    const std::size_t left = ox * g.stride;
    const Window window = {.rows = std::min(g.kernel, part.height - top),
                           .columns = std::min(g.kernel, part.width - left),
                           .column_step = g.channels,
                           .row_step = part.width * g.channels};
    const std::size_t in = (top * part.width + left) * g.channels;
    const std::size_t out = (oy * part.out_width + ox) * g.channels;
    for (std::size_t c = part.first_channel; c < part.last_channel; c += kPoolTile)
      route_gradient(window, x + in + c, y + out + c, dy + out + c, dx + in + c, std::min(kPoolTile, part.last_channel - c));
  }
}

// Rows of dx are cleared just before the first window reaches them, while they come into the cache anyway.
void backward_image(const MaxPoolGeometry& g, const Part& part, const float* x, const float* y, const float* dy, float* dx) {
  std::size_t cleared = 0;
  for (std::size_t oy = 0; oy < part.out_height; ++oy) {
    const std::size_t reached = std::min(part.height, oy * g.stride + g.kernel);
    clear_rows(g, part, cleared, reached, dx);
    cleared = reached;
    backward_row(g, part, oy, x, y, dy, dx);
  }
  clear_rows(g, part, cleared, part.height, dx);
}

}  // namespace

Status MaxPool2d::reshape(std::size_t batch, std::size_t height, std::size_t width, const ThreadPool& pool) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto kernel = static_cast<std::uint32_t>(geometry_.kernel);
  const auto stride = static_cast<std::uint32_t>(geometry_.stride);
  // The overhang is a property of the operator, so that a new size needs a new one; it has no weights to pack.
  TRY_VALUE(op_, create_xnn("xnn_create_max_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
              return xnn_create_max_pooling2d_nhwc_f32(/*top=*/0, overhang(width, geometry_), overhang(height, geometry_),
                                                       /*left=*/0, kernel, kernel, stride, stride, /*dilation=*/1, 1,
                                                       -kInfinity, kInfinity, /*flags=*/0, op);
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
                .out_height = window_count(size.height, g.kernel, g.stride, g.rounding),
                .out_width = window_count(size.width, g.kernel, g.stride, g.rounding)};
  const std::size_t in = size.height * size.width * g.channels;
  const std::size_t out = whole.out_height * whole.out_width * g.channels;
  // Windows overlap, channels do not: where the images alone do not keep the threads busy, they share out channels.
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
