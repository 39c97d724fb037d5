#include "data/compose.h"

#include <stb/stb_easy_font.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace alexnet {
namespace {

// Returns one character between space and tilde for each character of a UTF-8 text: the font has no others.
std::string printable(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool continues = (byte & 0xC0) == 0x80;  // not the first byte of a UTF-8 character
    if (byte >= 32 && byte < 127) {
      result += letter;
    } else if (!continues) {
      result += '?';
    }
  }
  return result;
}

// What stb_easy_font_print writes: four corners for each rectangle.
struct Corner {
  float x, y, z;
  std::uint8_t color[4];
};
static_assert(sizeof(Corner) == 16);

}  // namespace

void fill(Image& image, const Rectangle& area, const Rgb8& color) {
  const std::size_t right = std::min(image.width, area.x + area.width), bottom = std::min(image.height, area.y + area.height);
  for (std::size_t y = area.y; y < bottom; ++y)
    for (std::size_t x = area.x; x < right; ++x) std::ranges::copy(color, image.row(y) + x * 3);
}

void paste(Image& image, const Image& source, std::size_t x, std::size_t y) {
  if (x >= image.width || y >= image.height) return;
  const std::size_t width = std::min(source.width, image.width - x), height = std::min(source.height, image.height - y);
  for (std::size_t row = 0; row < height; ++row) std::copy_n(source.row(row), width * 3, image.row(y + row) + x * 3);
}

void to_rgba(const Image& image, std::vector<std::uint8_t>& rgba) {
  rgba.resize(image.width * image.height * 4);
  for (std::size_t i = 0; i < image.width * image.height; ++i) {
    std::memcpy(&rgba[4 * i], &image.pixels[3 * i], 3);
    rgba[4 * i + 3] = 255;
  }
}

void draw_text(Image& image, std::size_t x, std::size_t y, std::string_view text, const Rgb8& color, std::size_t scale) {
  std::string line = printable(text);
  // The font has fewer than 32 strokes for each letter.
  std::vector<Corner> corners(line.size() * 4 * 32);
  const int quads =
      stb_easy_font_print(0, 0, line.data(), nullptr, corners.data(), static_cast<int>(corners.size() * sizeof(Corner)));
  // Strokes are one pixel of the font wide, which looks thin in large letters: widen them by half a pixel.
  for (std::size_t i = 0; i < static_cast<std::size_t>(quads); ++i) {
    const Corner &first = corners[i * 4], &last = corners[i * 4 + 2];
    const auto left = static_cast<std::size_t>(first.x), top = static_cast<std::size_t>(first.y);
    fill(image,
         {x + left * scale, y + top * scale, (static_cast<std::size_t>(last.x) - left) * scale + scale / 2,
          (static_cast<std::size_t>(last.y) - top) * scale},
         color);
  }
}

std::size_t text_width(std::string_view text, std::size_t scale) {
  std::string line = printable(text);
  return static_cast<std::size_t>(stb_easy_font_width(line.data())) * scale;
}

std::string fitting_text(std::string_view text, std::size_t width, std::size_t scale) {
  std::string line = printable(text);
  if (text_width(line, scale) <= width) return line;
  while (!line.empty() && text_width(line + "...", scale) > width) line.pop_back();
  return line + "...";
}

}  // namespace alexnet
