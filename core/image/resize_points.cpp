#include "image/resize_points.h"

#include <algorithm>
#include <cmath>

#include "image/new_image.h"

namespace alexnet {
namespace {

// The outputs [begin, begin + count) of `length`, which cover the interval [left, right) of `input` pixels.
struct Interval {
  std::size_t input, length, begin, count;
  float left, right;
};

Interval columns_of(const Image& image, const PartialResize& plan) {
  const auto left = static_cast<float>(plan.region.left), right = static_cast<float>(plan.region.left + plan.region.width);
  return {image.width, plan.width, plan.window.x, plan.window.width, left, right};
}

Interval rows_of(const Image& image, const PartialResize& plan) {
  const auto top = static_cast<float>(plan.region.top), bottom = static_cast<float>(plan.region.top + plan.region.height);
  return {image.height, plan.height, plan.window.y, plan.window.height, top, bottom};
}

// Returns the pixel that holds the center of each output. Pillow adds up the steps in this way (ImagingScaleAffine), so that what
// falls between two pixels by rounding is the same.
std::vector<std::size_t> nearest_pixels(const Interval& axis) {
  const double step = static_cast<double>(axis.right - axis.left) / static_cast<double>(axis.length);
  double center = axis.left + step * 0.5;
  std::vector<std::size_t> pixels;
  for (std::size_t i = 0; i < axis.begin + axis.count; ++i, center += step) {
    if (i >= axis.begin) pixels.push_back(std::min(static_cast<std::size_t>(center), axis.input - 1));
  }
  return pixels;
}

// The two pixels beside the center of an output, and the share of the second.
struct Neighbors {
  std::size_t lower, upper;
  float share;
};

// In 32-bit floats, as TensorFlow computes it (half_pixel_centers).
std::vector<Neighbors> neighbors(const Interval& axis) {
  const float step = (axis.right - axis.left) / static_cast<float>(axis.length);
  std::vector<Neighbors> result;
  for (std::size_t i = axis.begin; i < axis.begin + axis.count; ++i) {
    const float position = axis.left + (static_cast<float>(i) + 0.5f) * step - 0.5f;
    const float below = std::floor(position);
    const auto pixel = [&](float at) { return std::min(static_cast<std::size_t>(std::max(at, 0.0f)), axis.input - 1); };
    result.push_back({pixel(below), pixel(std::ceil(position)), position - below});
  }
  return result;
}

// Whether there is memory for the result and for a table of `bytes` bytes for each of its rows and columns.
bool tables_fit(const Window& window, std::size_t bytes) {
  return memory_available((std::uint64_t{window.width} + window.height) * bytes * 2);
}

}  // namespace

Result<Image> resize_nearest(const Image& image, const PartialResize& plan) {
  if (!tables_fit(plan.window, sizeof(std::size_t))) return fail<msg::kImageMemory>("resize", plan.width, plan.height);
  TRY_VALUE(Image output, new_image(plan.window.width, plan.window.height));
  const std::vector<std::size_t> columns = nearest_pixels(columns_of(image, plan)), rows = nearest_pixels(rows_of(image, plan));
  for (std::size_t y = 0; y < output.height; ++y) {
    std::uint8_t* out = output.row(y);
    for (const std::size_t column : columns) out = std::copy_n(image.row(rows[y]) + column * 3, 3, out);
  }
  return output;
}

Result<std::vector<float>> bilinear_floats(const Image& image, const PartialResize& plan) {
  const std::size_t count = plan.window.width * plan.window.height * 3;
  if (!tables_fit(plan.window, sizeof(Neighbors)) || !memory_available(std::uint64_t{count} * sizeof(float)))
    return fail<msg::kImageMemory>("resize", plan.width, plan.height);
  std::vector<float> values(count);
  const std::vector<Neighbors> columns = neighbors(columns_of(image, plan)), rows = neighbors(rows_of(image, plan));
  float* out = values.data();
  for (const Neighbors& row : rows) {
    const std::uint8_t* const upper = image.row(row.lower);
    const std::uint8_t* const lower = image.row(row.upper);
    for (const auto& [left, right, share] : columns) {
      const auto between = [&](const std::uint8_t* pixels, std::size_t c) {
        const float first = pixels[left * 3 + c], second = pixels[right * 3 + c];
        return first + (second - first) * share;
      };
      for (std::size_t c = 0; c < 3; ++c) {
        const float top = between(upper, c), bottom = between(lower, c);
        *out++ = top + (bottom - top) * row.share;
      }
    }
  }
  return values;
}

Result<Image> resize_bilinear(const Image& image, const PartialResize& plan) {
  TRY_VALUE(const std::vector<float> values, bilinear_floats(image, plan));
  TRY_VALUE(Image output, new_image(plan.window.width, plan.window.height));
  const auto rounded = [](float value) {
    return static_cast<std::uint8_t>(value + 0.5f);  // NOLINT(bugprone-incorrect-roundings): no value is negative
  };
  std::ranges::transform(values, output.pixels.begin(), rounded);
  return output;
}

}  // namespace alexnet
