#include "ops/winograd_tiles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/simd.h"

namespace alexnet {
namespace {

// ---- The matrices ----------------------------------------------------------------------------------------------------------

template <std::size_t Rows, std::size_t Columns>
struct Matrix {
  std::array<std::array<float, Columns>, Rows> at{};
};

template <std::size_t Rows, std::size_t Columns>
constexpr Matrix<Columns, Rows> transposed(const Matrix<Rows, Columns>& m) {
  Matrix<Columns, Rows> result;
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t c = 0; c < Columns; ++c) result.at[c][r] = m.at[r][c];
  return result;
}

// The finite interpolation points; the last point of a patch is infinity.
constexpr std::array<double, 7> kInterpolationPoints = {0, 1, -1, 2, -2, 0.5, -0.5};

// Returns the coefficients of the product of (x - point) over the first `Points` points except number `skipped`. With skipped =
// Points, no point is skipped.
template <std::size_t Points>
constexpr std::array<double, Points + 1> product_without(std::size_t skipped) {
  std::array<double, Points + 1> result{1};
  std::size_t degree = 0;
  for (std::size_t i = 0; i < Points; ++i) {
    if (i == skipped) continue;
    ++degree;
    for (std::size_t d = degree; d > 0; --d) result[d] = result[d - 1] - kInterpolationPoints[i] * result[d];
    result[0] *= -kInterpolationPoints[i];
  }
  return result;
}

// Returns B^T, whose rows are these coefficients.
template <std::size_t Patch>
constexpr Matrix<Patch, Patch> interpolation_matrix() {
  Matrix<Patch, Patch> result;
  for (std::size_t i = 0; i < Patch; ++i) {
    const auto row = product_without<Patch - 1>(i);
    for (std::size_t c = 0; c < Patch; ++c) result.at[i][c] = static_cast<float>(row[c]);
  }
  return result;
}

// Returns A or G: row i has the powers of point i, in G divided by the product of its differences to the other points. The last
// row is for infinity, where only the highest power counts.
template <std::size_t Patch, std::size_t Columns>
constexpr Matrix<Patch, Columns> powers(bool normalized) {
  Matrix<Patch, Columns> result;
  for (std::size_t i = 0; i < Patch - 1; ++i) {
    double power = 1;
    for (std::size_t j = 0; j < Patch - 1 && normalized; ++j)
      if (j != i) power /= kInterpolationPoints[i] - kInterpolationPoints[j];
    for (std::size_t c = 0; c < Columns; ++c, power *= kInterpolationPoints[i]) result.at[i][c] = static_cast<float>(power);
  }
  result.at[Patch - 1][Columns - 1] = 1;
  return result;
}

template <std::size_t Kernel>
constexpr std::size_t kPatch = kTileSide + Kernel - 1;
template <std::size_t Kernel>
constexpr auto kInput = interpolation_matrix<kPatch<Kernel>>();  // B^T
template <std::size_t Kernel>
constexpr auto kWeight = powers<kPatch<Kernel>, Kernel>(/*normalized=*/true);  // G
template <std::size_t Kernel>
constexpr auto kWeightGradient = transposed(kWeight<Kernel>);
template <std::size_t Kernel>
constexpr auto kOutputGradient = powers<kPatch<Kernel>, kTileSide>(/*normalized=*/false);  // A
template <std::size_t Kernel>
constexpr auto kOutput = transposed(kOutputGradient<Kernel>);

// ---- The transform L m L^T, for eight channels at a time -------------------------------------------------------------------

constexpr std::size_t kLanes = 8;
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

// Calls task(0), task(1), …, each with a compile-time constant.
template <std::size_t Count>
[[gnu::always_inline]] inline void unroll(const auto& task) {
  [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
    (task(std::integral_constant<std::size_t, i>{}), ...);
  }(std::make_index_sequence<Count>{});
}

// Computes sum = (row `Row` of L) * values. Entries of 0, 1 and -1 take no multiplication.
template <const auto& L, std::size_t Row>
[[gnu::always_inline]] inline void multiply(const auto& values, Lanes& sum) {
  sum = Lanes{};
  unroll<L.at[0].size()>([&](auto c) __attribute__((always_inline)) {
    constexpr float kFactor = L.at[Row][c];
    if constexpr (kFactor == 1) {
      sum += values[c];
    } else if constexpr (kFactor == -1) {
      sum -= values[c];
    } else if constexpr (kFactor != 0) {
      sum += kFactor * values[c];
    }
  });
}

// Computes L m L^T, where load(row, column, lanes) reads a value of m and store(row, column, lanes) writes one of the result.
template <const auto& L>
[[gnu::always_inline]] inline void transform_2d(const auto& load, const auto& store) {
  constexpr std::size_t kRows = L.at.size(), kColumns = L.at[0].size();
  Lanes half[kRows][kColumns];  // std::array would drop the alignment attribute of Lanes
  unroll<kColumns>([&](auto column) __attribute__((always_inline)) {
    Lanes values[kColumns];
    for (std::size_t row = 0; row < kColumns; ++row) load(row, column, values[row]);
    unroll<kRows>([&](auto row) __attribute__((always_inline)) { multiply<L, row>(values, half[row][column]); });
  });
  unroll<kRows>([&](auto row) __attribute__((always_inline)) {
    unroll<kRows>([&](auto column) __attribute__((always_inline)) {
      Lanes value;
      multiply<L, column>(half[row], value);
      store(row, column, value);
    });
  });
}

// A view of a matrix of pixels. Only the pixels in rows [top, bottom) and columns [left, right) exist; the others are outside
// of the image.
template <typename Value>
struct PatchView {
  Value* data = nullptr;      // pixel (0, 0), whether it exists or not
  std::ptrdiff_t row = 0;     // values from a pixel to the one below it
  std::ptrdiff_t column = 0;  // values from a pixel to the next of its row
  std::size_t top = 0, left = 0;
  std::size_t bottom = SIZE_MAX, right = SIZE_MAX;

  [[nodiscard]] bool contains(std::size_t r, std::size_t c) const { return r >= top && r < bottom && c >= left && c < right; }
  [[nodiscard]] Value* at(std::size_t r, std::size_t c) const {
    return data + static_cast<std::ptrdiff_t>(r) * row + static_cast<std::ptrdiff_t>(c) * column;
  }
};

// Returns a view of all points of a patch, which are `stride` values apart.
template <typename Value>
PatchView<Value> points_of(Value* first, std::size_t stride, std::size_t patch) {
  const auto step = static_cast<std::ptrdiff_t>(stride);
  return {.data = first, .row = step * static_cast<std::ptrdiff_t>(patch), .column = step};
}

// Computes to = L from L^T. Pixels of `from` that do not exist are 0.
template <const auto& L>
[[gnu::always_inline]] inline void transform_all(const PatchView<const float>& from, const PatchView<float>& to,
                                                 std::size_t channels) {
  for (std::size_t i = 0; i < channels; i += kLanes)
    transform_2d<L>(
        [&](std::size_t r, std::size_t c, Lanes& value) __attribute__((always_inline)) {
          value = from.contains(r, c) ? *reinterpret_cast<const Lanes*>(from.at(r, c) + i) : Lanes{};
        },
        [&](std::size_t r, std::size_t c, const Lanes& value)
            __attribute__((always_inline)) { *reinterpret_cast<Lanes*>(to.at(r, c) + i) = value; });
}

// Computes to = max(L from L^T + bias, lower_bound) for the pixels of `to` that exist.
template <const auto& L>
[[gnu::always_inline]] inline void transform_output(const PatchView<const float>& from, const PatchView<float>& to,
                                                    std::size_t channels, const float* bias, float lower_bound) {
  for (std::size_t i = 0; i < channels; i += kLanes)
    transform_2d<L>([&](std::size_t r, std::size_t c, Lanes& value)
                        __attribute__((always_inline)) { value = *reinterpret_cast<const Lanes*>(from.at(r, c) + i); },
                    [&](std::size_t r, std::size_t c, const Lanes& value) __attribute__((always_inline)) {
                      if (!to.contains(r, c)) return;
                      const Lanes sum = value + *reinterpret_cast<const Lanes*>(bias + i);
                      *reinterpret_cast<Lanes*>(to.at(r, c) + i) =
                          sum < lower_bound ? Lanes{} + lower_bound : sum;  // NaN stays NaN
                    });
}

// Each instance is a function of its own, so that the compiler can clone it for each vector width.
using Transform = void (*)(const PatchView<const float>& from, const PatchView<float>& to, std::size_t channels);
using OutputTransform = void (*)(const PatchView<const float>& from, const PatchView<float>& to, std::size_t channels,
                                 const float* bias, float lower_bound);
#define TRANSFORM(name, L)                                                                                              \
  ALEXNET_SIMD_CLONES void name(const PatchView<const float>& from, const PatchView<float>& to, std::size_t channels) { \
    transform_all<L>(from, to, channels);                                                                               \
  }
#define OUTPUT_TRANSFORM(name, L)                                                                                     \
  ALEXNET_SIMD_CLONES void name(const PatchView<const float>& from, const PatchView<float>& to, std::size_t channels, \
                                const float* bias, float lower_bound) {                                               \
    transform_output<L>(from, to, channels, bias, lower_bound);                                                       \
  }
TRANSFORM(transform_input_3, kInput<3>)
TRANSFORM(transform_input_5, kInput<5>)
TRANSFORM(transform_weight_3, kWeight<3>)
TRANSFORM(transform_weight_5, kWeight<5>)
TRANSFORM(transform_weight_gradient_3, kWeightGradient<3>)
TRANSFORM(transform_weight_gradient_5, kWeightGradient<5>)
TRANSFORM(transform_output_gradient_3, kOutputGradient<3>)
TRANSFORM(transform_output_gradient_5, kOutputGradient<5>)
OUTPUT_TRANSFORM(transform_output_3, kOutput<3>)
OUTPUT_TRANSFORM(transform_output_5, kOutput<5>)

// ---- Tiles and views -------------------------------------------------------------------------------------------------------

// Returns a view of side x side pixels from (top, left) on, of an image of height x width.
template <typename Value>
PatchView<Value> patch_view(Value* image, std::size_t height, std::size_t width, std::size_t channels, std::ptrdiff_t top,
                            std::ptrdiff_t left, std::size_t side) {
  const auto channel_step = static_cast<std::ptrdiff_t>(channels), row_step = channel_step * static_cast<std::ptrdiff_t>(width);
  const auto before = [](std::ptrdiff_t at) { return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, -at)); };
  const auto end = [side](std::ptrdiff_t at, std::size_t size) {
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(size) - at, 0, static_cast<std::ptrdiff_t>(side)));
  };
  return {.data = image + top * row_step + left * channel_step,
          .row = row_step,
          .column = channel_step,
          .top = before(top),
          .left = before(left),
          .bottom = end(top, height),
          .right = end(left, width)};
}

// Calls visit(tile, image, top, left) for each tile, where (top, left) is the tile's first pixel in y.
void for_each_tile(const WinogradTiles& tiles, std::size_t images, const ThreadPool& pool, const auto& visit) {
  pool.parallel_for(images * tiles.tiles_per_image(), 4, [&](std::size_t first, std::size_t end) {
    for (std::size_t tile = first; tile < end; ++tile) {
      const std::size_t position = tile % tiles.tiles_per_image();
      visit(tile, tile / tiles.tiles_per_image(), static_cast<std::ptrdiff_t>(position / tiles.tile_columns() * kTileSide),
            static_cast<std::ptrdiff_t>(position % tiles.tile_columns() * kTileSide));
    }
  });
}

void clear_unused_tiles(const WinogradTiles& tiles, const WinogradSlice& slice, std::size_t channels, float* points) {
  const std::size_t used = slice.images * tiles.tiles_per_image();
  for (std::size_t point = 0; point < tiles.points() && used < slice.capacity; ++point)
    std::fill_n(points + (point * slice.capacity + used) * channels, (slice.capacity - used) * channels, 0.0f);
}

constexpr std::size_t kMaxSliceBytes = 8 << 20;  // of transformed inputs and outputs

template <typename Function>
Function select_by_kernel(std::size_t kernel, Function of_3, Function of_5) {
  return kernel == 3 ? of_3 : of_5;
}

// Calls visit(o, weights) with a view of the kernel of each output channel of a group.
template <typename Value>
void for_each_kernel(const Conv2dGeometry& g, Value* w, const ThreadPool& pool, const auto& visit) {
  const std::size_t in = g.input_channels / g.groups, row = g.kernel * in;
  pool.parallel_for(g.output_channels / g.groups, 4, [&](std::size_t first, std::size_t end) {
    for (std::size_t o = first; o < end; ++o)
      visit(o, PatchView<Value>{.data = w + o * g.kernel * row,
                                .row = static_cast<std::ptrdiff_t>(row),
                                .column = static_cast<std::ptrdiff_t>(in)});
  });
}

}  // namespace

bool supports_winograd(const Conv2dGeometry& g) {
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  return g.stride == 1 && (g.kernel == 3 || g.kernel == 5) && in % kLanes == 0 && out % kLanes == 0;
}

bool saves_operations(const WinogradTiles& tiles) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  const std::size_t products = tiles.tiles_per_image() * tiles.points() * in * out;
  const std::size_t transforms = tiles.tiles_per_image() * 2 * tiles.points() * tiles.patch() * (in + out);
  const std::size_t direct = tiles.output_height() * tiles.output_width() * g.kernel * g.kernel * in * out;
  return 5 * (products + transforms) < 3 * direct;
}

std::size_t WinogradTiles::output_height() const {
  return window_count(height + geometry.padding.top + geometry.padding.bottom, geometry.kernel, 1);
}
std::size_t WinogradTiles::output_width() const {
  return window_count(width + geometry.padding.left + geometry.padding.right, geometry.kernel, 1);
}

Status WinogradScratch::reserve_points(const WinogradTiles& tiles, const WinogradSlice& slice) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t point_values = tiles.points() * slice.capacity;
  TRY(inputs.reshape({point_values * g.input_channels / g.groups}));
  return outputs.reshape({point_values * g.output_channels / g.groups});
}

WinogradSlice winograd_slice(const WinogradTiles& tiles, std::size_t batch) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = (g.input_channels + g.output_channels) / g.groups;
  const std::size_t image_bytes = tiles.points() * tiles.tiles_per_image() * channels * sizeof(float);
  const std::size_t max_images = std::max<std::size_t>(1, kMaxSliceBytes / image_bytes);
  const std::size_t slices = (batch + max_images - 1) / max_images;
  const std::size_t images = (batch + slices - 1) / slices;
  return {.images = images, .capacity = images * tiles.tiles_per_image()};
}

void winograd_input(const WinogradTiles& tiles, const WinogradSlice& slice, const float* x, float* points,
                    const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.input_channels / g.groups;
  const Transform transform = select_by_kernel(g.kernel, transform_input_3, transform_input_5);
  const auto above = static_cast<std::ptrdiff_t>(g.padding.top), before = static_cast<std::ptrdiff_t>(g.padding.left);
  for_each_tile(tiles, slice.images, pool, [&](std::size_t tile, std::size_t image, std::ptrdiff_t top, std::ptrdiff_t left) {
    const float* from = x + image * tiles.height * tiles.width * g.input_channels + slice.group * channels;
    transform(patch_view(from, tiles.height, tiles.width, g.input_channels, top - above, left - before, tiles.patch()),
              points_of(points + tile * channels, slice.capacity * channels, tiles.patch()), channels);
  });
  clear_unused_tiles(tiles, slice, channels, points);
}

void winograd_output(const WinogradTiles& tiles, const WinogradSlice& slice, const float* points, const float* bias, float* y,
                     const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.output_channels / g.groups, first = slice.group * channels;
  const std::size_t height = tiles.output_height(), width = tiles.output_width();
  const OutputTransform transform = select_by_kernel(g.kernel, transform_output_3, transform_output_5);
  const float lower_bound = g.relu ? 0.0f : -std::numeric_limits<float>::infinity();
  for_each_tile(tiles, slice.images, pool, [&](std::size_t tile, std::size_t image, std::ptrdiff_t top, std::ptrdiff_t left) {
    float* to = y + image * height * width * g.output_channels + first;
    transform(points_of(points + tile * channels, slice.capacity * channels, tiles.patch()),
              patch_view(to, height, width, g.output_channels, top, left, kTileSide), channels, bias + first, lower_bound);
  });
}

void winograd_output_gradient(const WinogradTiles& tiles, const WinogradSlice& slice, const float* dy, float* points,
                              const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.output_channels / g.groups;
  const std::size_t height = tiles.output_height(), width = tiles.output_width();
  const Transform transform = select_by_kernel(g.kernel, transform_output_gradient_3, transform_output_gradient_5);
  for_each_tile(tiles, slice.images, pool, [&](std::size_t tile, std::size_t image, std::ptrdiff_t top, std::ptrdiff_t left) {
    const float* from = dy + image * height * width * g.output_channels + slice.group * channels;
    transform(patch_view(from, height, width, g.output_channels, top, left, kTileSide),
              points_of(points + tile * channels, slice.capacity * channels, tiles.patch()), channels);
  });
  clear_unused_tiles(tiles, slice, channels, points);
}

void winograd_weight(const WinogradTiles& tiles, const float* w, float* points, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  const Transform transform = select_by_kernel(g.kernel, transform_weight_3, transform_weight_5);
  for_each_kernel(g, w, pool, [&](std::size_t o, const PatchView<const float>& weights) {
    transform(weights, points_of(points + o * in, out * in, tiles.patch()), in);
  });
}

void winograd_weight_gradient(const WinogradTiles& tiles, const float* points, float* dw, const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups;
  const Transform transform = select_by_kernel(g.kernel, transform_weight_gradient_3, transform_weight_gradient_5);
  for_each_kernel(g, dw, pool, [&](std::size_t o, const PatchView<float>& gradient) {
    transform(points_of(points + o * in, out * in, tiles.patch()), gradient, in);
  });
}

}  // namespace alexnet
