// Colors that were multiplied by their opacity.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace alexnet {

// Undoes the multiplication in pixels of `channels` bytes, of which the last is the opacity. Rounds; a color above its opacity becomes
// 255.
inline void divide_by_opacity(std::span<std::uint8_t> values, std::size_t channels) {
  for (std::size_t i = 0; i + channels <= values.size(); i += channels) {
    const int opacity = std::max<int>(values[i + channels - 1], 1);
    for (std::size_t c = i; c + 1 < i + channels; ++c) {
      values[c] = static_cast<std::uint8_t>(std::min((values[c] * 255 + opacity / 2) / opacity, 255));
    }
  }
}

}  // namespace alexnet
