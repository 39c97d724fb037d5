#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "image/new_image.h"
#include "image/resize_points.h"
#include "messages/image.h"

// The loops need a vector multiply of 32-bit integers, which baseline x86-64 lacks: there they are also compiled for AVX2.
#if defined(__x86_64__)
#define ALEXNET_HAS_AVX2 __builtin_cpu_supports("avx2")
#define ALEXNET_AVX2 [[gnu::target("avx2")]]
#else
#define ALEXNET_HAS_AVX2 false
#define ALEXNET_AVX2
#endif

namespace alexnet {
namespace {

constexpr int kPrecision = 32 - 8 - 2;  // fraction bits of a weight; the product with an 8-bit pixel and the sum fit in 32 bits
constexpr std::int32_t kHalf = 1 << (kPrecision - 1);
constexpr double kMaxLength = 1 << 30;  // of a side, so that positions fit in 32 bits

// ---- Weights ----------------------------------------------------------------------------------------------------------------

// A filter by the distance from the center of an output, at a scale of 1.
struct Filter {
  double support;  // the filter is 0 from this distance on
  double (*at)(double distance);
};

constexpr Filter kTriangle = {1, [](double distance) { return distance < 1.0 ? 1.0 - distance : 0.0; }};
// Keys' cubic convolution (1981) with a = -0.5; it is below 0 between 1 and 2.
constexpr Filter kCubic = {2, [](double x) {
                             constexpr double kA = -0.5;
                             if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
                             return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * kA : 0.0;
                           }};

// One axis of a resize: for each output pixel the input pixels that contribute to it, and their weights.
struct Axis {
  std::vector<std::int32_t> first;    // [outputs] the first input pixel
  std::vector<std::int32_t> taps;     // [outputs] the number of input pixels
  std::vector<std::int32_t> weights;  // [outputs][stride] in fixed point; the sum of each row is about 1
  std::size_t stride = 0;

  [[nodiscard]] std::size_t outputs() const { return first.size(); }
  [[nodiscard]] std::size_t begin() const { return static_cast<std::size_t>(first.front()); }
  [[nodiscard]] std::size_t end() const {
    return static_cast<std::size_t>(first.back()) + static_cast<std::size_t>(taps.back());
  }
  [[nodiscard]] std::size_t even_taps() const {
    return (static_cast<std::size_t>(*std::max_element(taps.begin(), taps.end())) + 1) / 2 * 2;
  }
};

// The task along one axis: outputs [begin, begin + count) of `length`, which cover the interval [left, right) of `input`
// pixels.
struct AxisPlan {
  std::size_t input, length, begin, count;
  float left, right;
  const Filter& filter;

  [[nodiscard]] double scale() const { return static_cast<double>(right - left) / static_cast<double>(length); }
  // Where an image shrinks, the filter grows with the distance of the outputs.
  [[nodiscard]] double stretch() const { return std::max(scale(), 1.0); }
  [[nodiscard]] double support() const { return filter.support * stretch(); }
  [[nodiscard]] std::size_t max_taps() const { return static_cast<std::size_t>(std::ceil(support())) * 2 + 2; }
  [[nodiscard]] bool is_whole() const { return left == 0 && right == static_cast<float>(length) && length == input; }
};

// Rounds as Pillow does: adds a half, away from 0, and drops the fraction.
std::int64_t rounded(double value) {
  const double shifted = value < 0 ? value - 0.5 : value + 0.5;
  return static_cast<std::int64_t>(shifted);
}

// Computes the weights of one output pixel whose center is at position `center` of the input.
void fill_weights(const AxisPlan& plan, double center, Axis& axis, std::size_t output, std::vector<double>& shares) {
  const double support = plan.support(), per_pixel = 1.0 / plan.stretch();
  const auto first = std::max<std::int64_t>(0, rounded(center - support));
  const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(plan.input), rounded(center + support));
  const auto taps = static_cast<std::size_t>(std::max<std::int64_t>(0, end - first));
  double sum = 0;
  for (std::size_t i = 0; i < taps; ++i) {
    const double distance = std::abs((static_cast<double>(first + static_cast<std::int64_t>(i)) - center + 0.5) * per_pixel);
    shares[i] = plan.filter.at(distance);
    sum += shares[i];
  }
  for (std::size_t i = 0; i < taps; ++i) {
    const double share = sum != 0.0 ? shares[i] / sum : shares[i];
    axis.weights[output * axis.stride + i] = static_cast<std::int32_t>(rounded(share * (1 << kPrecision)));
  }
  axis.first[output] = static_cast<std::int32_t>(first);
  axis.taps[output] = static_cast<std::int32_t>(taps);
}

Result<Axis> make_axis(const AxisPlan& plan) {
  Axis axis;
  axis.stride = plan.max_taps();
  if (!memory_available((std::uint64_t{plan.count} * (axis.stride + 2) + axis.stride * 2) * sizeof(std::int32_t)))
    return fail<msg::kResizeWeightsMemory>("", plan.count, axis.stride);
  axis.first.resize(plan.count);
  axis.taps.resize(plan.count);
  axis.weights.resize(plan.count * axis.stride);
  std::vector<double> shares(axis.stride);
  for (std::size_t output = 0; output < plan.count; ++output) {
    const double center = plan.left + (static_cast<double>(plan.begin + output) + 0.5) * plan.scale();
    fill_weights(plan, center, axis, output, shares);
  }
  return axis;
}

// ---- The two passes ---------------------------------------------------------------------------------------------------------

// Weights are rounded individually, so that their sum may exceed 1 a little, and those of the cubic filter may be below 0.
inline std::uint8_t to_byte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> kPrecision, 0, 255)); }

// The channels of one pixel; the fourth lane is the first channel of the next pixel and is not used. This is a vector type of
// GCC and Clang, because GCC compiles a plain array to three scalar sums.
using Lanes = std::int32_t __attribute__((vector_size(16)));

[[gnu::always_inline]] inline Lanes load_lanes(const std::int32_t* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

// Resizes the rows [begin, begin + output.height) of `image` horizontally to the width of `output`. `wide` is zeroed memory for
// one row of `image` plus the widest filter. All outputs use the same number of taps: weights beyond an output's own are zero.
[[gnu::always_inline]] inline void horizontal_rows(const Image& image, std::size_t begin, const Axis& axis,
                                                   std::int32_t* __restrict wide, Image& output) {
  const std::size_t in_begin = axis.begin() * 3, in_end = axis.end() * 3;
  const std::size_t taps = axis.even_taps();
  for (std::size_t y = 0; y < output.height; ++y) {
    const std::uint8_t* row = image.row(begin + y);
    for (std::size_t i = in_begin; i < in_end; ++i) wide[i] = row[i];
    std::uint8_t* out = output.row(y);
    for (std::size_t x = 0; x < output.width; ++x, out += 3) {
      const std::int32_t* weights = axis.weights.data() + x * axis.stride;
      const std::int32_t* in = wide + axis.first[x] * 3;
      Lanes even = {kHalf, kHalf, kHalf, kHalf}, odd = {};
      for (std::size_t tap = 0; tap < taps; tap += 2, in += 6) {
        even += load_lanes(in) * weights[tap];
        odd += load_lanes(in + 3) * weights[tap + 1];
      }
      const Lanes sum = even + odd;
      for (int c = 0; c < 3; ++c) out[c] = to_byte(sum[c]);
    }
  }
}

// Resizes vertically into `output`, from the columns of `image` that begin at byte `offset` of a row. Row 0 of `image` is input
// pixel `begin` of the axis.
[[gnu::always_inline]] inline void vertical_rows(const Image& image, std::size_t offset, std::size_t begin, const Axis& axis,
                                                 std::int32_t* __restrict sums, Image& output) {
  const std::size_t bytes = output.width * 3;
  for (std::size_t y = 0; y < output.height; ++y) {
    std::fill_n(sums, bytes, kHalf);
    const std::size_t first = static_cast<std::size_t>(axis.first[y]) - begin;
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(axis.taps[y]); ++tap) {
      const std::uint8_t* __restrict row = image.row(first + tap) + offset;
      const std::int32_t weight = axis.weights[y * axis.stride + tap];
      for (std::size_t i = 0; i < bytes; ++i) sums[i] += row[i] * weight;
    }
    std::uint8_t* __restrict out = output.row(y);
    for (std::size_t i = 0; i < bytes; ++i) out[i] = to_byte(sums[i]);
  }
}

ALEXNET_AVX2 void horizontal_avx2(const Image& image, std::size_t begin, const Axis& axis, std::int32_t* wide, Image& output) {
  horizontal_rows(image, begin, axis, wide, output);
}
ALEXNET_AVX2 void vertical_avx2(const Image& image, std::size_t offset, std::size_t begin, const Axis& axis, std::int32_t* sums,
                                Image& output) {
  vertical_rows(image, offset, begin, axis, sums, output);
}

Result<std::vector<std::int32_t>> scratch(std::size_t count) {
  if (!memory_available(std::uint64_t{count} * sizeof(std::int32_t))) return fail<msg::kResizeRowMemory>("", count);
  return std::vector<std::int32_t>(count);
}

Result<Image> horizontal(const Image& image, std::size_t begin, std::size_t rows, const Axis& axis) {
  TRY_VALUE(Image output, new_image(axis.outputs(), rows));
  TRY_VALUE(std::vector<std::int32_t> wide, scratch((image.width + axis.stride) * 3 + 1));
  if (ALEXNET_HAS_AVX2) {
    horizontal_avx2(image, begin, axis, wide.data(), output);
  } else {
    horizontal_rows(image, begin, axis, wide.data(), output);
  }
  return output;
}

Result<Image> vertical(const Image& image, const Window& window, std::size_t begin, const Axis& axis) {
  TRY_VALUE(Image output, new_image(window.width, axis.outputs()));
  TRY_VALUE(std::vector<std::int32_t> sums, scratch(window.width * 3));
  if (ALEXNET_HAS_AVX2) {
    vertical_avx2(image, window.x * 3, begin, axis, sums.data(), output);
  } else {
    vertical_rows(image, window.x * 3, begin, axis, sums.data(), output);
  }
  return output;
}

// ---- Both passes together ---------------------------------------------------------------------------------------------------

Result<Image> crop(const Image& image, const Window& window) {
  TRY_VALUE(Image output, new_image(window.width, window.height));
  for (std::size_t y = 0; y < window.height; ++y) {
    std::memcpy(output.row(y), image.row(window.y + y) + window.x * 3, window.width * 3);
  }
  return output;
}

bool fits(double begin, double length, std::size_t input) {
  return begin >= 0 && length > 0 && static_cast<float>(begin + length) <= static_cast<float>(input) &&
         static_cast<float>(begin) < static_cast<float>(begin + length);
}

Status check_plan(const Image& image, const PartialResize& plan) {
  const Region& region = plan.region;
  const Window& window = plan.window;
  constexpr auto kLimit = static_cast<std::size_t>(kMaxLength);
  if (plan.width == 0 || plan.height == 0 || plan.width > kLimit || plan.height > kLimit || image.width > kLimit ||
      image.height > kLimit) {
    return fail<msg::kResizeSide>("resize", image.width, image.height, plan.width, plan.height, kLimit);
  }
  if (!fits(region.left, region.width, image.width) || !fits(region.top, region.height, image.height)) {
    return fail<msg::kResizeRegion>("resize", region.width, region.height, region.left, region.top, image.width, image.height);
  }
  if (window.width == 0 || window.height == 0 || window.x >= plan.width || window.width > plan.width - window.x ||
      window.y >= plan.height || window.height > plan.height - window.y) {
    return fail<msg::kResizeWindow>("resize", window.width, window.height, window.x, window.y, plan.width, plan.height);
  }
  return {};
}

// Whether Pillow 13 resizes vertically first: where the height shrinks by more than twice as many pixels as the width. It compares
// the sides of the whole image, whatever the region is.
bool is_vertical_first(const Image& image, const PartialResize& plan) {
  const auto shrinks = [](std::size_t from, std::size_t to) { return static_cast<double>(from) - static_cast<double>(to); };
  return image.height > plan.height && shrinks(image.height, plan.height) > 2 * shrinks(image.width, plan.width);
}

// Resizes by one pass for each axis.
Result<Image> resize_filtered(const Image& image, const PartialResize& plan, const Filter& filter) {
  const Region& region = plan.region;
  const Window& window = plan.window;
  const AxisPlan columns{image.width,
                         plan.width,
                         window.x,
                         window.width,
                         static_cast<float>(region.left),
                         static_cast<float>(region.left + region.width),
                         filter};
  const AxisPlan rows{image.height,
                      plan.height,
                      window.y,
                      window.height,
                      static_cast<float>(region.top),
                      static_cast<float>(region.top + region.height),
                      filter};
  // A pass that would change nothing is skipped, as in Pillow.
  if (columns.is_whole() && rows.is_whole()) return crop(image, window);
  if (rows.is_whole()) {
    TRY_VALUE(const Axis x_axis, make_axis(columns));
    return horizontal(image, window.y, window.height, x_axis);
  }
  TRY_VALUE(const Axis y_axis, make_axis(rows));
  if (columns.is_whole()) return vertical(image, window, 0, y_axis);
  TRY_VALUE(Axis x_axis, make_axis(columns));
  if (is_vertical_first(image, plan)) {
    const auto begin = static_cast<std::int32_t>(x_axis.begin());
    TRY_VALUE(const Image low, vertical(image, {x_axis.begin(), 0, x_axis.end() - x_axis.begin(), window.height}, 0, y_axis));
    for (std::int32_t& first : x_axis.first) first -= begin;
    return horizontal(low, 0, window.height, x_axis);
  }
  TRY_VALUE(const Image narrow, horizontal(image, y_axis.begin(), y_axis.end() - y_axis.begin(), x_axis));
  return vertical(narrow, Window{0, 0, window.width, window.height}, y_axis.begin(), y_axis);
}

}  // namespace

Result<Image> resize_part(const Image& image, const PartialResize& plan) {
  TRY(check_plan(image, plan));
  switch (plan.interpolation) {
    case Interpolation::kNearest:
      return resize_nearest(image, plan);
    case Interpolation::kBilinear:
      return resize_bilinear(image, plan);
    case Interpolation::kBicubic:
      return resize_filtered(image, plan, kCubic);
    case Interpolation::kBilinearAntialiased:
      break;
  }
  return resize_filtered(image, plan, kTriangle);
}

Result<std::vector<float>> resize_to_floats(const Image& image, const PartialResize& plan) {
  TRY(check_plan(image, plan));
  return bilinear_floats(image, plan);
}

Result<Image> resize(const Image& image, std::size_t width, std::size_t height, const Region& region,
                     Interpolation interpolation) {
  return resize_part(image, {width, height, region, {0, 0, width, height}, interpolation});
}

Result<Image> resize(const Image& image, std::size_t width, std::size_t height, Interpolation interpolation) {
  return resize(image, width, height, image.covered(), interpolation);
}

}  // namespace alexnet
