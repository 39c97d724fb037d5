#include "render/color_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace alexnet {
namespace {

// The colors of both maps are evenly spaced; those in between are interpolated.
constexpr std::array<Rgb8, 10> kSequential = {{{0, 0, 4},
                                               {27, 12, 66},
                                               {75, 12, 107},
                                               {120, 28, 109},
                                               {165, 44, 96},
                                               {207, 68, 70},
                                               {237, 105, 37},
                                               {251, 154, 6},
                                               {247, 208, 60},
                                               {252, 255, 164}}};
constexpr std::array<Rgb8, 11> kDiverging = {{{5, 48, 97},
                                              {33, 102, 172},
                                              {67, 147, 195},
                                              {146, 197, 222},
                                              {209, 229, 240},
                                              {247, 247, 247},
                                              {253, 219, 199},
                                              {244, 165, 130},
                                              {214, 96, 77},
                                              {178, 24, 43},
                                              {103, 0, 31}}};

// `share` of the way from the first color to the last; a number that is none counts as 0.
template <std::size_t kCount>
Rgb8 interpolate(const std::array<Rgb8, kCount>& colors, float share) {
  const float position = share > 0.0f ? std::min(share, 1.0f) * (kCount - 1) : 0.0f;
  const std::size_t low = std::min(static_cast<std::size_t>(position), kCount - 2);
  const float fraction = position - static_cast<float>(low);
  Rgb8 color;
  for (std::size_t c = 0; c < 3; ++c) {
    const float from = colors[low][c], to = colors[low + 1][c];
    color[c] = static_cast<std::uint8_t>(std::lround(from + fraction * (to - from)));
  }
  return color;
}

}  // namespace

Rgb8 sequential_color(float value) { return interpolate(kSequential, value); }
Rgb8 diverging_color(float value) { return interpolate(kDiverging, 0.5f + 0.5f * value); }

}  // namespace alexnet
