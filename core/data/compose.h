// Drawing into an Image: filled rectangles, other images and lines of text. The result is the same on every platform, because
// the font is built in. Nothing here fails; whatever is outside the image is clipped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "image/color.h"
#include "image/image.h"

namespace alexnet {

// In pixels; (x, y) is the top left corner.
struct Rectangle {
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t width = 0;
  std::size_t height = 0;
};

// Fills `area` with one color.
void fill(Image& image, const Rectangle& area, const Rgb8& color);
// Copies `source` into `image`, with its top left corner at (x, y).
void paste(Image& image, const Image& source, std::size_t x, std::size_t y);

// Converts to opaque RGBA, [height][width][4], as HTML canvases and textures take it. Resizes `rgba`, whose memory is reused.
void to_rgba(const Image& image, std::vector<std::uint8_t>& rgba);

// Draws one line of text with its top left corner at (x, y), in the font of stb_easy_font: letters are about 6 x 7 pixels times
// `scale`. Every character outside printable ASCII is drawn as a question mark. Lines are kLineHeight * scale pixels apart.
inline constexpr std::size_t kLineHeight = 12;
void draw_text(Image& image, std::size_t x, std::size_t y, std::string_view text, const Rgb8& color, std::size_t scale);
// Returns the width of `text` as draw_text draws it, in pixels.
[[nodiscard]] std::size_t text_width(std::string_view text, std::size_t scale);
// Returns the printable form of `text`, shortened and ended with "..." if it is wider than `width` pixels.
[[nodiscard]] std::string fitting_text(std::string_view text, std::size_t width, std::size_t scale);

}  // namespace alexnet
