#include "ops/winograd_transforms.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/simd.h"
#include "ops/winograd_matrices.h"

namespace alexnet {
namespace {

// ---- The transform L m R^T, for eight channels at a time -------------------------------------------------------------------

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

// Computes L m R^T, where load(row, column, lanes) reads a value of m and store(row, column, lanes) writes one of the result.
template <const auto& L, const auto& R>
[[gnu::always_inline]] inline void transform_2d(const auto& load, const auto& store) {
  constexpr std::size_t kRows = L.at.size(), kInnerRows = L.at[0].size();
  constexpr std::size_t kColumns = R.at.size(), kInnerColumns = R.at[0].size();
  Lanes half[kRows][kInnerColumns];  // std::array would drop the alignment attribute of Lanes
  unroll<kInnerColumns>([&](auto column) __attribute__((always_inline)) {
    Lanes values[kInnerRows];
    for (std::size_t row = 0; row < kInnerRows; ++row) load(row, column, values[row]);
    unroll<kRows>([&](auto row) __attribute__((always_inline)) { multiply<L, row>(values, half[row][column]); });
  });
  unroll<kRows>([&](auto row) __attribute__((always_inline)) {
    unroll<kColumns>([&](auto column) __attribute__((always_inline)) {
      Lanes value;
      multiply<R, column>(half[row], value);
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

// A view of the points of a tile, by their classes (WinogradTiles::classes()).
template <typename Value>
struct PointsView {
  Value* first[2][2] = {};      // of each class
  std::size_t step[2][2] = {};  // values from a point to the next of its class

  template <std::size_t Kernel>
  [[nodiscard, gnu::always_inline]] Value* at(std::size_t i, std::size_t j) const {
    constexpr std::size_t kShort = short_patch(Kernel);
    const std::size_t a = i < kShort ? 0 : 1, b = j < kShort ? 0 : 1;
    const std::size_t number = a == 1 ? (b == 1 ? 0 : j) : (b == 1 ? i : i * kShort + j);
    return first[a][b] + number * step[a][b];
  }
};

// Computes to = L from R^T, where `from` and `to` are views or functions that return the address of a value or nullptr.
template <const auto& L, const auto& R>
[[gnu::always_inline]] inline void transform_all(const auto& from, const auto& to, std::size_t channels) {
  for (std::size_t i = 0; i < channels; i += kLanes)
    transform_2d<L, R>(
        [&](std::size_t r, std::size_t c, Lanes& value) __attribute__((always_inline)) {
          const float* address = from(r, c);
          value = address != nullptr ? *reinterpret_cast<const Lanes*>(address + i) : Lanes{};
        },
        [&](std::size_t r, std::size_t c, const Lanes& value)
            __attribute__((always_inline)) { *reinterpret_cast<Lanes*>(to(r, c) + i) = value; });
}

// Computes to = L from R^T from pixels to points. Pixels that do not exist are 0.
template <std::size_t Kernel, const auto& L, const auto& R>
[[gnu::always_inline]] inline void transform_to_points(const PatchView<const float>& from, const PointsView<float>& to,
                                                       std::size_t channels) {
  transform_all<L, R>([&](std::size_t r, std::size_t c)
                          __attribute__((always_inline)) { return from.contains(r, c) ? from.at(r, c) : nullptr; },
                      [&](std::size_t r, std::size_t c) __attribute__((always_inline)) { return to.template at<Kernel>(r, c); },
                      channels);
}

// Computes to = max(L from R^T + bias, lower_bound) for the pixels of `to` that exist.
template <std::size_t Kernel, const auto& L, const auto& R>
[[gnu::always_inline]] inline void transform_output(const PointsView<const float>& from, const PatchView<float>& to,
                                                    std::size_t channels, const float* bias, float lower_bound) {
  for (std::size_t i = 0; i < channels; i += kLanes)
    transform_2d<L, R>(
        [&](std::size_t r, std::size_t c, Lanes& value)
            __attribute__((always_inline)) { value = *reinterpret_cast<const Lanes*>(from.template at<Kernel>(r, c) + i); },
        [&](std::size_t r, std::size_t c, const Lanes& value) __attribute__((always_inline)) {
          if (!to.contains(r, c)) return;
          const Lanes sum = value + *reinterpret_cast<const Lanes*>(bias + i);
          *reinterpret_cast<Lanes*>(to.at(r, c) + i) = sum < lower_bound ? Lanes{} + lower_bound : sum;  // NaN stays NaN
        });
}

// Each instance is a function of its own, so that the compiler can clone it for each vector width.
using PointsTransform = void (*)(const PatchView<const float>& from, const PointsView<float>& to, std::size_t channels);
using OutputTransform = void (*)(const PointsView<const float>& from, const PatchView<float>& to, std::size_t channels,
                                 const float* bias, float lower_bound);
using GradientTransform = void (*)(const PointsView<const float>& from, const PatchView<float>& to, std::size_t channels);
#define POINTS_TRANSFORM(name, kernel, L, R)                                                                             \
  ALEXNET_SIMD_CLONES void name(const PatchView<const float>& from, const PointsView<float>& to, std::size_t channels) { \
    transform_to_points<kernel, L, R>(from, to, channels);                                                               \
  }
#define OUTPUT_TRANSFORM(name, kernel, L, R)                                                                           \
  ALEXNET_SIMD_CLONES void name(const PointsView<const float>& from, const PatchView<float>& to, std::size_t channels, \
                                const float* bias, float lower_bound) {                                                \
    transform_output<kernel, L, R>(from, to, channels, bias, lower_bound);                                             \
  }
#define GRADIENT_TRANSFORM(name, kernel, L)                                                                                  \
  ALEXNET_SIMD_CLONES void name(const PointsView<const float>& from, const PatchView<float>& to, std::size_t channels) {     \
    transform_all<L, L>([&](std::size_t r, std::size_t c)                                                                    \
                            __attribute__((always_inline)) { return from.template at<kernel>(r, c); },                       \
                        [&](std::size_t r, std::size_t c) __attribute__((always_inline)) { return to.at(r, c); }, channels); \
  }
// The transforms of tiles [long rows][long columns].
#define BY_TILE(MACRO, name, kernel, matrix)                                                       \
  MACRO(name##_short_short, kernel, (matrix<kernel, false>), (matrix<kernel, false>))              \
  MACRO(name##_short_long, kernel, (matrix<kernel, false>), (matrix<kernel, true>))                \
  MACRO(name##_long_short, kernel, (matrix<kernel, true>), (matrix<kernel, false>))                \
  MACRO(name##_long_long, kernel, (matrix<kernel, true>), (matrix<kernel, true>))                  \
  constexpr decltype(&(name##_short_short)) name[2][2] = {{name##_short_short, name##_short_long}, \
                                                          {name##_long_short, name##_long_long}};
// NOLINTBEGIN(readability-identifier-naming): the tables are named as the functions in them
BY_TILE(POINTS_TRANSFORM, input_3, 3, kInput)
BY_TILE(POINTS_TRANSFORM, input_5, 5, kInput)
BY_TILE(OUTPUT_TRANSFORM, output_3, 3, kOutput)
BY_TILE(OUTPUT_TRANSFORM, output_5, 5, kOutput)
// NOLINTEND(readability-identifier-naming)
POINTS_TRANSFORM(weight_3_short, 3, (kWeight<3, false>), (kWeight<3, false>))
POINTS_TRANSFORM(weight_3_long, 3, (kWeight<3, true>), (kWeight<3, true>))
POINTS_TRANSFORM(weight_5_long, 5, (kWeight<5, true>), (kWeight<5, true>))
POINTS_TRANSFORM(output_gradient_3, 3, (kOutputGradient<3, false>), (kOutputGradient<3, false>))
POINTS_TRANSFORM(output_gradient_5, 5, (kOutputGradient<5, true>), (kOutputGradient<5, true>))
GRADIENT_TRANSFORM(weight_gradient_3, 3, (kWeightGradient<3, false>))
GRADIENT_TRANSFORM(weight_gradient_5, 5, (kWeightGradient<5, true>))
#undef BY_TILE

// ---- Tiles and views -------------------------------------------------------------------------------------------------------

struct Rectangle {
  std::ptrdiff_t top = 0;
  std::ptrdiff_t left = 0;
  std::size_t height = 0;
  std::size_t width = 0;
};

// Returns a view of the pixels of a rectangle of an image of height x width, which it may exceed.
template <typename Value>
PatchView<Value> patch_view(Value* image, std::size_t height, std::size_t width, std::size_t channels,
                            const Rectangle& rectangle) {
  const auto [top, left, rows, columns] = rectangle;
  const auto channel_step = static_cast<std::ptrdiff_t>(channels), row_step = channel_step * static_cast<std::ptrdiff_t>(width);
  const auto before = [](std::ptrdiff_t at) { return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, -at)); };
  const auto end = [](std::ptrdiff_t at, std::size_t size, std::size_t side) {
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(size) - at, 0, static_cast<std::ptrdiff_t>(side)));
  };
  return {.data = image + top * row_step + left * channel_step,
          .row = row_step,
          .column = channel_step,
          .top = before(top),
          .left = before(left),
          .bottom = end(top, height, rows),
          .right = end(left, width, columns)};
}

struct TilePosition {
  std::size_t image = 0;  // of the slice
  std::size_t row = 0;    // of tiles
  std::size_t column = 0;
};

// Returns the part of y that a tile covers, if short tiles have `side` pixels.
Rectangle rectangle_of(const WinogradTiles& tiles, const TilePosition& tile) {
  const std::size_t side = tiles.short_side();
  return {.top = static_cast<std::ptrdiff_t>(tiles.rows.start(tile.row, side)),
          .left = static_cast<std::ptrdiff_t>(tiles.columns.start(tile.column, side)),
          .height = side + (tile.row < tiles.rows.long_tiles ? 1 : 0),
          .width = side + (tile.column < tiles.columns.long_tiles ? 1 : 0)};
}

// Where the points of each tile of a slice are.
template <typename Value>
class PointsBuffer {
 public:
  PointsBuffer(const WinogradTiles& tiles, const WinogradSlice& slice, std::size_t channels, Value* points)
      : classes_(tiles.classes()), channels_(channels), columns_{tiles.columns.tiles, tiles.columns.long_tiles} {
    for (std::size_t a = 0; a < 2; ++a)
      for (std::size_t b = 0; b < 2; ++b) {
        first_.first[a][b] = points + slice.tiles_before(tiles, classes_[a][b].first) * channels;
        first_.step[a][b] = classes_[a][b].tiles * slice.capacity * channels;
      }
  }

  [[nodiscard]] PointsView<Value> of(const TilePosition& tile) const {
    PointsView<Value> view = first_;
    for (std::size_t a = 0; a < 2; ++a)
      for (std::size_t b = 0; b < 2; ++b)
        view.first[a][b] += (tile.image * classes_[a][b].tiles + tile.row * columns_[b] + tile.column) * channels_;
    return view;
  }

  // Sets the values of the images from `used` on to 0.
  void clear_from(std::size_t used, std::size_t capacity) const {
    for (std::size_t a = 0; a < 2; ++a)
      for (std::size_t b = 0; b < 2; ++b)
        for (std::size_t point = 0; point < classes_[a][b].points && used < capacity; ++point)
          std::fill_n(first_.first[a][b] + point * first_.step[a][b] + used * classes_[a][b].tiles * channels_,
                      (capacity - used) * classes_[a][b].tiles * channels_, 0.0f);
  }

 private:
  std::array<std::array<PointClass, 2>, 2> classes_;
  std::size_t channels_;
  std::array<std::size_t, 2> columns_;  // tiles of a row that have the points of a class
  PointsView<Value> first_;             // of the first tile
};

void for_each_tile(const WinogradTiles& tiles, std::size_t images, const ThreadPool& pool, const auto& visit) {
  pool.parallel_for(images * tiles.tiles_per_image(), 4, [&](std::size_t first, std::size_t end) {
    for (std::size_t tile = first; tile < end; ++tile) {
      const std::size_t position = tile % tiles.tiles_per_image();
      visit(TilePosition{.image = tile / tiles.tiles_per_image(),
                         .row = position / tiles.columns.tiles,
                         .column = position % tiles.columns.tiles});
    }
  });
}

// Returns the transform of a tile among those [long rows][long columns].
template <typename Transform>
Transform transform_of(const WinogradTiles& tiles, const TilePosition& tile, const Transform (&of_3)[2][2],
                       const Transform (&of_5)[2][2]) {
  const std::size_t row = tile.row < tiles.rows.long_tiles ? 1 : 0, column = tile.column < tiles.columns.long_tiles ? 1 : 0;
  return tiles.geometry.kernel == 3 ? of_3[row][column] : of_5[row][column];
}

// Calls visit(weights, points) with views of the kernel and the points of each output channel of a group.
template <typename Weight, typename Point>
void for_each_kernel(const Conv2dGeometry& g, Weight* w, Point* points, const ThreadPool& pool, const auto& visit) {
  const std::size_t in = g.input_channels / g.groups, out = g.output_channels / g.groups, row = g.kernel * in;
  const std::size_t s = short_patch(g.kernel), step = out * in;
  pool.parallel_for(out, 4, [&](std::size_t first, std::size_t end) {
    for (std::size_t o = first; o < end; ++o) {
      Point* of_channel = points + o * in;
      visit(PatchView<Weight>{.data = w + o * g.kernel * row,
                              .row = static_cast<std::ptrdiff_t>(row),
                              .column = static_cast<std::ptrdiff_t>(in)},
            PointsView<Point>{.first = {{of_channel, of_channel + (s * s + s) * step},
                                        {of_channel + s * s * step, of_channel + (s * s + 2 * s) * step}},
                              .step = {{step, step}, {step, step}}});
    }
  });
}

void check_uniform(const WinogradTiles& tiles) {
  const bool is_long = tiles.geometry.kernel == 5;
  CHECK(tiles.rows.long_tiles == (is_long ? tiles.rows.tiles : 0) &&
        tiles.columns.long_tiles == (is_long ? tiles.columns.tiles : 0));
}

}  // namespace

void winograd_input(const WinogradTiles& tiles, const WinogradSlice& slice, const float* x, float* points,
                    const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.input_channels / g.groups;
  const auto above = static_cast<std::ptrdiff_t>(g.padding.top), before = static_cast<std::ptrdiff_t>(g.padding.left);
  const PointsBuffer<float> buffer(tiles, slice, channels, points);
  for_each_tile(tiles, slice.images, pool, [&](const TilePosition& tile) {
    const float* from = x + tile.image * tiles.height * tiles.width * g.input_channels + slice.group * channels;
    const auto [top, left, height, width] = rectangle_of(tiles, tile);
    const Rectangle patch = {top - above, left - before, height + g.kernel - 1, width + g.kernel - 1};
    transform_of(tiles, tile, input_3, input_5)(patch_view(from, tiles.height, tiles.width, g.input_channels, patch),
                                                buffer.of(tile), channels);
  });
  buffer.clear_from(slice.images, slice.capacity);
}

void winograd_output(const WinogradTiles& tiles, const WinogradSlice& slice, const float* points, const float* bias, float* y,
                     const ThreadPool& pool) {
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.output_channels / g.groups, first = slice.group * channels;
  const std::size_t height = tiles.output_height(), width = tiles.output_width();
  const float lower_bound = g.relu ? 0.0f : -std::numeric_limits<float>::infinity();
  const PointsBuffer<const float> buffer(tiles, slice, channels, points);
  for_each_tile(tiles, slice.images, pool, [&](const TilePosition& tile) {
    float* to = y + tile.image * height * width * g.output_channels + first;
    transform_of(tiles, tile, output_3, output_5)(buffer.of(tile),
                                                  patch_view(to, height, width, g.output_channels, rectangle_of(tiles, tile)),
                                                  channels, bias + first, lower_bound);
  });
}

void winograd_output_gradient(const WinogradTiles& tiles, const WinogradSlice& slice, const float* dy, float* points,
                              const ThreadPool& pool) {
  check_uniform(tiles);
  const Conv2dGeometry& g = tiles.geometry;
  const std::size_t channels = g.output_channels / g.groups;
  const std::size_t height = tiles.output_height(), width = tiles.output_width();
  const PointsTransform transform = g.kernel == 3 ? output_gradient_3 : output_gradient_5;
  const PointsBuffer<float> buffer(tiles, slice, channels, points);
  for_each_tile(tiles, slice.images, pool, [&](const TilePosition& tile) {
    const float* from = dy + tile.image * height * width * g.output_channels + slice.group * channels;
    transform(patch_view(from, height, width, g.output_channels, rectangle_of(tiles, tile)), buffer.of(tile), channels);
  });
  buffer.clear_from(slice.images, slice.capacity);
}

void winograd_weight(const Conv2dGeometry& g, std::size_t point_count, const float* w, float* points, const ThreadPool& pool) {
  const bool is_long = point_count > short_patch(g.kernel) * short_patch(g.kernel);
  CHECK(is_long || g.kernel == 3);
  const PointsTransform transform = g.kernel == 5 ? weight_5_long : is_long ? weight_3_long : weight_3_short;
  for_each_kernel(g, w, points, pool, [&](const PatchView<const float>& weights, const PointsView<float>& transformed) {
    transform(weights, transformed, g.input_channels / g.groups);
  });
}

void winograd_weight_gradient(const WinogradTiles& tiles, const float* points, float* dw, const ThreadPool& pool) {
  check_uniform(tiles);
  const Conv2dGeometry& g = tiles.geometry;
  const GradientTransform transform = g.kernel == 3 ? weight_gradient_3 : weight_gradient_5;
  for_each_kernel(g, dw, points, pool, [&](const PatchView<float>& gradient, const PointsView<const float>& products) {
    transform(products, gradient, g.input_channels / g.groups);
  });
}

}  // namespace alexnet
