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

  [[nodiscard]] const std::uint8_t* row(std::size_t y) const { return pixels.data() + y * width * 3; }
  [[nodiscard]] std::uint8_t* row(std::size_t y) { return pixels.data() + y * width * 3; }
  friend bool operator==(const Image&, const Image&) = default;
};

}  // namespace alexnet
