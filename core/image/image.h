// An 8-bit RGB image. Rows are stored from top to bottom without padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace alexnet {

// A part of an image, in pixels. Its edges may be between pixels.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  friend bool operator==(const Region&, const Region&) = default;
};

struct Image {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;  // [height][width][3]
  // The part that the photo covers, where that is not the whole image: a photo that was decoded at a fraction of its size
  // (image/decode.h) may cover a fraction of the last column and row, or of the first ones if it was turned. Without width: the whole.
  Region partly_covered = {};

  [[nodiscard]] const std::uint8_t* row(std::size_t y) const { return pixels.data() + y * width * 3; }
  [[nodiscard]] std::uint8_t* row(std::size_t y) { return pixels.data() + y * width * 3; }
  // Returns what the photo covers. Sizes and positions within a photo count from here.
  [[nodiscard]] Region covered() const {
    return partly_covered.width > 0 ? partly_covered : Region{0, 0, static_cast<double>(width), static_cast<double>(height)};
  }
  friend bool operator==(const Image&, const Image&) = default;
};

}  // namespace alexnet
