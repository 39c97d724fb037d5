// The two color types of the program. Alpha, where there is any, is not part of them.
#pragma once

#include <array>
#include <cstdint>

namespace alexnet {

using Rgb8 = std::array<std::uint8_t, 3>;  // red, green, blue: the color of a pixel of an Image

// A color for computations. Channels are in 0..255 for a color that can be shown; sums and differences may be outside.
struct RgbF {
  float red = 0;
  float green = 0;
  float blue = 0;
};

// Returns a + (b - a) * share, channel by channel: a at share 0, b at share 1.
[[nodiscard]] constexpr RgbF mixed(const RgbF& a, const RgbF& b, float share) {
  return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share, a.blue + (b.blue - a.blue) * share};
}

}  // namespace alexnet
