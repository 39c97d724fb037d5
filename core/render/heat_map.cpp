#include "render/heat_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "image/new_image.h"
#include "render/color_map.h"

namespace alexnet {
namespace {

constexpr float kDarkening = 0.35f;    // how much the photo is darkened where the map is 0, at full opacity
constexpr float kLowestColor = 0.25f;  // the lowest color that is used: darker ones would look like shadows

// The two values that an output is interpolated from, and the weight of the second.
struct Neighbors {
  std::size_t low = 0;
  std::size_t high = 0;
  float share = 0;
};

Neighbors neighbors_at(std::size_t out, std::size_t out_side, std::size_t side) {
  const double position = (static_cast<double>(out) + 0.5) * static_cast<double>(side) / static_cast<double>(out_side) - 0.5;
  const double clamped = std::clamp(position, 0.0, static_cast<double>(side - 1));
  const auto low = static_cast<std::size_t>(clamped);
  return {low, std::min(low + 1, side - 1), static_cast<float>(clamped - static_cast<double>(low))};
}

float lerp(float from, float to, float share) { return from + share * (to - from); }

// Returns the opacity of the color of a value in [0, 1] (smoothstep): low values show the photo, high values their color, and
// few show a mixture.
float smoothstep(float value) { return value * value * (3.0f - 2.0f * value); }

}  // namespace

Result<Tensor> resize_map(const ConstTensorView& map, std::size_t height, std::size_t width) {
  TRY_VALUE(Tensor result, Tensor::create({height, width}));
  const std::size_t columns = map.shape[1];
  for (std::size_t y = 0; y < height; ++y) {
    const Neighbors row = neighbors_at(y, height, map.shape[0]);
    const float *low = map.data + row.low * columns, *high = map.data + row.high * columns;
    for (std::size_t x = 0; x < width; ++x) {
      const Neighbors column = neighbors_at(x, width, columns);
      const float above = lerp(low[column.low], low[column.high], column.share);
      const float below = lerp(high[column.low], high[column.high], column.share);
      result.data()[y * width + x] = lerp(above, below, row.share);
    }
  }
  return result;
}

float upper_quantile(const ConstTensorView& map, double share) {
  std::vector<float> sorted(map.shape.elements());
  std::ranges::transform(map.values(), sorted.begin(), [](float value) { return std::fabs(value); });
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(sorted.size() - 1));
  std::ranges::nth_element(sorted, sorted.begin() + rank);
  return std::max(sorted[static_cast<std::size_t>(rank)], std::numeric_limits<float>::min());
}

Result<Image> overlay(const Image& photo, const ConstTensorView& map, float largest, float opacity) {
  TRY_VALUE(const Tensor resized, resize_map(map, photo.height, photo.width));
  TRY_VALUE(Image result, new_image(photo.width, photo.height));
  for (std::size_t i = 0; i < photo.width * photo.height; ++i) {
    const float value = std::clamp(resized.data()[i] / largest, 0.0f, 1.0f);
    const Rgb8 color = sequential_color(kLowestColor + (1.0f - kLowestColor) * value);
    const float alpha = opacity * smoothstep(value), light = 1.0f - opacity * kDarkening;
    for (std::size_t c = 0; c < 3; ++c) {
      const float photo_value = light * static_cast<float>(photo.pixels[3 * i + c]);
      result.pixels[3 * i + c] = static_cast<std::uint8_t>(std::lround(lerp(photo_value, static_cast<float>(color[c]), alpha)));
    }
  }
  return result;
}

Result<Image> draw_map(const ConstTensorView& map, float largest) {
  TRY_VALUE(Image result, new_image(map.shape[1], map.shape[0]));
  const bool has_negatives = std::ranges::any_of(map.values(), [](float value) { return value < 0.0f; });
  for (std::size_t i = 0; i < map.shape.elements(); ++i) {
    const float value = map.data[i] / largest;
    std::ranges::copy(has_negatives ? diverging_color(value) : sequential_color(value),
                      result.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  return result;
}

}  // namespace alexnet
