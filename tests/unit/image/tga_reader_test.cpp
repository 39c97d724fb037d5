// TGA of every kind: palettes, depths, run-length encoding and the four orders of pixels.
#include <gtest/gtest.h>

#include "base/rng.h"
#include "image/decode.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct TgaKind {
  int type = 2;  // 1 palette, 2 RGB, 3 gray; 8 more: with run-length encoding
  std::size_t bits = 24;
  std::size_t first_color = 0, colors = 0, color_bits = 0;
  bool top_down = false, right_to_left = false;
  std::size_t width = 7, height = 5;
};

std::uint32_t noise(std::size_t a, std::size_t b) { return random_words(5, a, b)[0]; }

void put(Bytes& bytes, std::uint32_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

// Few values, so that there are runs.
std::uint32_t pixel_at(const TgaKind& kind, std::size_t x, std::size_t y) {
  const std::uint32_t value = noise(x / 3 + y * 10, kind.bits);
  return kind.colors > 0 && kind.type % 8 == 1 ? static_cast<std::uint32_t>(kind.first_color + value % kind.colors) : value;
}

Bytes tga_of(const TgaKind& kind) {
  Bytes file = {4, static_cast<std::uint8_t>(kind.colors > 0), static_cast<std::uint8_t>(kind.type)};
  put(file, static_cast<std::uint32_t>(kind.first_color), 2);
  put(file, static_cast<std::uint32_t>(kind.colors), 2);
  file.push_back(static_cast<std::uint8_t>(kind.color_bits));
  put(file, 0, 4);
  put(file, static_cast<std::uint32_t>(kind.width), 2);
  put(file, static_cast<std::uint32_t>(kind.height), 2);
  file.push_back(static_cast<std::uint8_t>(kind.bits));
  file.push_back(static_cast<std::uint8_t>((kind.top_down ? 0x20 : 0) | (kind.right_to_left ? 0x10 : 0)));
  put(file, 0x44494449, 4);  // the identification
  for (std::size_t i = 0; i < kind.colors; ++i) put(file, noise(i, 99), (kind.color_bits + 7) / 8);
  std::vector<std::uint32_t> pixels;
  for (std::size_t row = 0; row < kind.height; ++row) {
    for (std::size_t column = 0; column < kind.width; ++column) {
      pixels.push_back(
          pixel_at(kind, kind.right_to_left ? kind.width - 1 - column : column, kind.top_down ? row : kind.height - 1 - row));
    }
  }
  const std::size_t size = (kind.bits + 7) / 8;
  for (std::size_t at = 0; at < pixels.size();) {
    std::size_t run = 1;
    if (kind.type >= 8) {
      while (run < 128 && at + run < pixels.size() && pixels[at + run] == pixels[at]) ++run;
      file.push_back(static_cast<std::uint8_t>(run > 1 ? 127 + run : 0));
    }
    put(file, pixels[at], size);
    at += run;
  }
  return file;
}

std::array<std::uint32_t, 4> color_of(std::uint32_t value, std::size_t bits) {
  if (bits <= 16) {
    return {(value >> 10 & 31) * 255 / 31, (value >> 5 & 31) * 255 / 31, (value & 31) * 255 / 31, 255};
  }
  return {value >> 16 & 255, value >> 8 & 255, value & 255, bits == 32 ? value >> 24 : 255};
}

std::array<std::uint32_t, 4> expected_color(const TgaKind& kind, std::uint32_t pixel) {
  const std::uint32_t gray = pixel & 255;
  if (kind.type % 8 == 3) return {gray, gray, gray, kind.bits == 16 ? pixel >> 8 & 255 : 255};
  if (kind.type % 8 == 2) return color_of(pixel, kind.bits);
  return color_of(noise(pixel - kind.first_color, 99), kind.color_bits);
}

void expect_kind(TgaKind kind) {
  for (const int order : {0, 1, 2, 3}) {
    kind.top_down = order % 2 == 1;
    kind.right_to_left = order >= 2;
    SCOPED_TRACE(str_cat("type ", kind.type, ", ", kind.bits, " bits, palette of ", kind.color_bits, ", order ", order));
    const Bytes file = tga_of(kind);
    const auto image = decode(file);
    ASSERT_TRUE(image) << image.error().message();
    ASSERT_EQ(image->width, kind.width);
    ASSERT_EQ(image->height, kind.height);
    for (std::size_t i = 0; i < image->pixels.size(); ++i) {
      const auto color = expected_color(kind, pixel_at(kind, i / 3 % kind.width, i / 3 / kind.width));
      ASSERT_EQ(image->pixels[i], (color[i % 3] * color[3] + 255 * (255 - color[3]) + 127) / 255) << "at " << i;
    }
    ASSERT_FALSE(decode(ByteSpan(file).first(file.size() - 1)));
  }
}

TEST(Tga, EveryKindIsRead) {
  for (const int packed : {0, 8}) {
    for (const std::size_t bits : {15u, 16u, 24u, 32u}) {
      expect_kind({.type = 2 + packed, .bits = bits});
      expect_kind({.type = 2 + packed, .bits = bits, .colors = 3, .color_bits = 24});  // a palette that no pixel needs
      for (const std::size_t first : {0u, 1u, 20u}) {
        expect_kind({.type = 1 + packed, .bits = 8, .first_color = first, .colors = 9, .color_bits = bits});
        expect_kind({.type = 1 + packed, .bits = 16, .first_color = first + 300, .colors = 400, .color_bits = bits});
      }
    }
    expect_kind({.type = 3 + packed, .bits = 8});
    expect_kind({.type = 3 + packed, .bits = 16});
    expect_kind({.type = 3 + packed, .bits = 8, .width = 1, .height = 1});
    expect_kind({.type = 2 + packed, .bits = 24, .width = 500, .height = 2});
  }
}

TEST(Tga, OpacityOfZeroEverywhereMeansOpaque) {
  Bytes file = tga_of({.bits = 32, .width = 2, .height = 1});
  for (std::size_t i = 0; i < 2; ++i) file[file.size() - 1 - i * 4] = 0;
  const auto image = decode(file);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->pixels[0], file[file.size() - 8 + 2]);
}

TEST(Tga, AnIndexOutsideThePaletteIsBlack) {
  Bytes file = tga_of({.type = 1, .bits = 8, .first_color = 5, .colors = 2, .color_bits = 24, .width = 3, .height = 1});
  file[file.size() - 3] = 4;
  file[file.size() - 1] = 7;
  const auto image = decode(file);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->pixels[0] + image->pixels[1] + image->pixels[2], 0);
  EXPECT_EQ(image->pixels[6] + image->pixels[7] + image->pixels[8], 0);
}

TEST(Tga, ImpossibleHeadersAreNoTga) {
  const Bytes valid = tga_of({});
  for (const auto& [at, value] :
       {std::pair{1, 2}, {2, 0}, {2, 4}, {2, 32}, {2, 1}, {12, 0}, {14, 0}, {16, 7}, {16, 8}, {16, 1}}) {
    Bytes file = valid;
    file[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value);
    EXPECT_FALSE(decode(file)) << at << " " << value;
  }
}

}  // namespace
}  // namespace alexnet
