// Drawing into an Image: rectangles, pictures, a line of text. For pictures that must look the same everywhere, fonts or none.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/image.h"

namespace alexnet {

using Rgb8 = std::array<std::uint8_t, 3>;  // red, green, blue

struct Rectangle {
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t width = 0;
  std::size_t height = 0;
};

// What lies outside the image is left out, here and below.
void fill(Image& image, const Rectangle& area, const Rgb8& color);
// `picture` with its top left corner at (x, y).
void paste(Image& image, const Image& picture, std::size_t x, std::size_t y);

// [height][width][4], opaque, as canvases take it; into memory that may be used again.
void to_rgba(const Image& image, std::vector<std::uint8_t>& rgba);

// stb_easy_font's letters: about 6 x 7 pixels, times `scale`, 12 * scale from line to line. They are ASCII's; any other
// character of a UTF-8 text is drawn as a question mark.
inline constexpr std::size_t kLineHeight = 12;
void draw_text(Image& image, std::size_t x, std::size_t y, std::string_view text, const Rgb8& color, std::size_t scale);
// In pixels, as drawn.
[[nodiscard]] std::size_t text_width(std::string_view text, std::size_t scale);
// The text, or as much of it as fits into `width` pixels with three dots behind.
[[nodiscard]] std::string fitting_text(std::string_view text, std::size_t width, std::size_t scale);

}  // namespace alexnet
