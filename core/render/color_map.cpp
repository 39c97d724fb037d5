#include "render/color_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace alexnet {
namespace {

// Evenly spaced, the colours between them mixed.
constexpr std::array<Colour, 10> kSequential = {{{0, 0, 4},
                                                 {27, 12, 66},
                                                 {75, 12, 107},
                                                 {120, 28, 109},
                                                 {165, 44, 96},
                                                 {207, 68, 70},
                                                 {237, 105, 37},
                                                 {251, 154, 6},
                                                 {247, 208, 60},
                                                 {252, 255, 164}}};
constexpr std::array<Colour, 11> kDiverging = {{{5, 48, 97},
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

// `share` of the way from the first colour to the last; a number that is none counts as 0.
template <std::size_t kCount>
Colour between(const std::array<Colour, kCount>& colours, float share) {
  const float at = share > 0.0f ? std::min(share, 1.0f) * (kCount - 1) : 0.0f;
  const std::size_t low = std::min(static_cast<std::size_t>(at), kCount - 2);
  const float rest = at - static_cast<float>(low);
  Colour colour;
  for (std::size_t c = 0; c < 3; ++c) {
    const float from = colours[low][c], to = colours[low + 1][c];
    colour[c] = static_cast<std::uint8_t>(std::lround(from + rest * (to - from)));
  }
  return colour;
}

}  // namespace

Colour sequential_colour(float value) { return between(kSequential, value); }
Colour diverging_colour(float value) { return between(kDiverging, 0.5f + 0.5f * value); }

}  // namespace alexnet
