// BMP of every header, depth, order of rows and compression.
#include <gtest/gtest.h>

#include "base/rng.h"
#include "image/decode.h"
#include "image/reader.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Masks = std::array<std::uint32_t, 4>;

void put(Bytes& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> 8 * i));
}

std::uint32_t noise(std::size_t a, std::size_t b) { return random_words(11, a, b)[0]; }

struct BmpKind {
  std::uint32_t width = 5;
  std::uint32_t height = 3;
  std::uint32_t bits = 24;
  std::uint32_t header = 40;
  std::uint32_t compression = 0;
  bool top_down = false;
  Masks masks{};
  std::uint32_t colors = 0;  // 0: all that the bits can tell
  bool no_offset = false;
};

std::array<std::uint8_t, 3> color_of(std::size_t index) {
  return {static_cast<std::uint8_t>(index * 3), static_cast<std::uint8_t>(200 - index),
          static_cast<std::uint8_t>(index * index)};
}

// The file header, the header, the masks, the palette and the data.
Bytes bmp_of(const BmpKind& kind, const Bytes& data) {
  Bytes header;
  put(header, kind.header, 4);
  const int side = kind.header == 12 ? 2 : 4;
  put(header, kind.width, side);
  put(header, kind.top_down ? 0 - kind.height : kind.height, side);
  put(header, 1, 2);
  put(header, kind.bits, 2);
  if (kind.header > 12) {
    for (const std::uint32_t value : {kind.compression, 0u, 2835u, 2835u, kind.colors, 0u}) put(header, value, 4);
  }
  header.resize(std::min<std::size_t>(header.size(), kind.header));
  if (kind.compression == 3) {
    for (std::size_t i = 0; i < (kind.header >= 56 ? 4 : 3); ++i) put(header, kind.masks[i], 4);
  }
  header.resize(std::max<std::size_t>(header.size(), kind.header));
  if (kind.bits <= 8) {
    for (std::size_t i = 0; i < (kind.colors == 0 ? std::size_t{1} << kind.bits : kind.colors); ++i) {
      const auto [red, green, blue] = color_of(i);
      header.insert(header.end(), {blue, green, red});
      if (kind.header > 12) header.push_back(0);
    }
  }
  Bytes file = {'B', 'M'};
  put(file, 0, 8);
  put(file, kind.no_offset ? 0 : static_cast<std::uint32_t>(14 + header.size()), 4);
  file.insert(file.end(), header.begin(), header.end());
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

std::uint32_t pixel_at(const BmpKind& kind, std::size_t x, std::size_t y) {
  const std::uint32_t value = noise(x * 100 + y, kind.bits);
  return kind.bits == 32 ? value : value & ((1u << kind.bits) - 1);
}

// The rows in the order of the file, each padded to four bytes.
Bytes plain_rows(const BmpKind& kind) {
  Bytes rows;
  for (std::size_t row = 0; row < kind.height; ++row) {
    const std::size_t y = kind.top_down ? row : kind.height - 1 - row;
    const std::size_t begin = rows.size();
    rows.resize(begin + (kind.width * kind.bits + 31) / 32 * 4);
    for (std::size_t x = 0; x < kind.width; ++x) {
      const std::uint32_t pixel = pixel_at(kind, x, y);
      if (kind.bits >= 8) {
        for (std::size_t i = 0; i < kind.bits / 8; ++i)
          rows[begin + x * kind.bits / 8 + i] = static_cast<std::uint8_t>(pixel >> 8 * i);
      } else {
        std::uint8_t& byte = rows[begin + x * kind.bits / 8];
        byte = static_cast<std::uint8_t>(byte | pixel << (8 - kind.bits - x * kind.bits % 8));
      }
    }
  }
  return rows;
}

// The color of a pixel by the masks, as Pillow 13 unpacks it: v * 255 / maximum, rounded down.
std::array<std::uint32_t, 4> expected_color(const BmpKind& kind, std::uint32_t pixel) {
  if (kind.bits <= 8) {
    const auto [red, green, blue] = color_of(pixel);
    return {red, green, blue, 255};
  }
  Masks masks = kind.masks;
  if (kind.compression == 0) masks = kind.bits == 16 ? Masks{0x7C00, 0x3E0, 0x1F, 0} : Masks{0xFF0000, 0xFF00, 0xFF, 0};
  std::array<std::uint32_t, 4> color = {0, 0, 0, 255};
  for (std::size_t c = 0; c < 4; ++c) {
    std::uint64_t mask = masks[c], value = pixel & mask;
    if (mask == 0) continue;
    for (; mask % 2 == 0; mask /= 2) value /= 2;
    color[c] = static_cast<std::uint32_t>(value * 255 / mask);
  }
  return color;
}

void expect_kind(const BmpKind& kind, std::size_t missing = 0) {
  Bytes file = bmp_of(kind, plain_rows(kind));
  file.resize(file.size() - missing);
  const auto decoded = decode_image(file);
  ASSERT_TRUE(decoded) << decoded.error().message();
  ASSERT_EQ(decoded->image.width, kind.width);
  ASSERT_EQ(decoded->image.height, kind.height);
  EXPECT_EQ(decoded->warnings.size(), missing > 0 ? 1u : 0u);
  for (std::size_t y = 0; y < kind.height; ++y) {
    for (std::size_t x = 0; x < kind.width; ++x) {
      const auto color = expected_color(kind, pixel_at(kind, x, y));
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint32_t over_white = (color[c] * color[3] + 255 * (255 - color[3]) + 127) / 255;
        ASSERT_EQ(decoded->image.row(y)[x * 3 + c], over_white) << "at " << x << ", " << y;
      }
    }
  }
}

TEST(Bmp, EveryHeaderAndDepthIsRead) {
  for (const std::uint32_t header : {12u, 16u, 40u, 52u, 56u, 64u, 108u, 124u}) {
    for (const std::uint32_t bits : {1u, 2u, 4u, 8u, 16u, 24u, 32u}) {
      for (const std::uint32_t width : {1u, 2u, 5u, 8u, 33u}) {
        for (const bool top_down : {false, true}) {
          if (top_down && header == 12) continue;
          SCOPED_TRACE(str_cat("header ", header, ", ", bits, " bits, width ", width, ", top down ", top_down));
          expect_kind({.width = width, .bits = bits, .header = header, .top_down = top_down});
        }
      }
    }
  }
}

TEST(Bmp, FieldsOfAnyBitsAreRead) {
  const std::pair<std::uint32_t, Masks> cases[] = {{16, {0xF800, 0x7E0, 0x1F, 0}},
                                                   {16, {0x7C00, 0x3E0, 0x1F, 0x8000}},
                                                   {16, {0xF00, 0xF0, 0xF, 0xF000}},
                                                   {32, {0xFF0000, 0xFF00, 0xFF, 0xFF000000}},
                                                   {32, {0xFF, 0xFF00, 0xFF0000, 0xFF000000}},
                                                   {32, {0xFF000000, 0xFF0000, 0xFF00, 0xFF}},
                                                   {32, {0xFF000000, 0xFF0000, 0xFF00, 0}},
                                                   {32, {0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000}},
                                                   {24, {0xFF0000, 0xFF00, 0xFF, 0}}};
  for (const auto& [bits, masks] : cases) {
    for (const std::uint32_t header : {40u, 52u, 56u, 108u, 124u}) {
      SCOPED_TRACE(str_cat("header ", header, ", ", bits, " bits, masks ", masks[0], " ", masks[3]));
      BmpKind kind{.width = 7, .height = 5, .bits = bits, .header = header, .compression = 3, .masks = masks};
      if (header < 56) kind.masks[3] = 0;  // shorter headers have none for opacity
      expect_kind(kind);
    }
  }
}

TEST(Bmp, OpacityOfZeroEverywhereMeansOpaque) {
  const BmpKind kind{
      .width = 2, .height = 1, .bits = 32, .header = 56, .compression = 3, .masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000}};
  const auto image = decode(bmp_of(kind, {3, 2, 1, 0, 6, 5, 4, 0}));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->pixels, (Bytes{1, 2, 3, 4, 5, 6}));
}

TEST(Bmp, ShortPalettesAndMissingOffsetsAreRead) {
  BmpKind kind{.width = 3, .height = 1, .bits = 8, .colors = 2};
  const auto image = decode(bmp_of(kind, {0, 1, 2, 0}));
  ASSERT_TRUE(image) << image.error().message();
  const auto first = color_of(0), second = color_of(1);
  EXPECT_EQ(image->pixels, (Bytes{first[0], first[1], first[2], second[0], second[1], second[2], 0, 0, 0}));
  for (const std::uint32_t bits : {1u, 4u, 8u, 24u}) expect_kind({.bits = bits, .no_offset = true});
}

TEST(Bmp, TheLastPaddingMayBeMissing) {
  for (const bool top_down : {false, true}) {
    expect_kind({.width = 5, .top_down = top_down}, 1);
    expect_kind({.width = 1, .bits = 8, .top_down = top_down}, 3);
    expect_kind({.width = 3, .bits = 16, .top_down = top_down}, 2);
    expect_kind({.width = 33, .bits = 1, .top_down = top_down}, 3);
  }
  const BmpKind kind{.width = 5};
  Bytes file = bmp_of(kind, plain_rows(kind));
  file.resize(file.size() - 2);
  EXPECT_FALSE(decode(file)) << "a byte of the last pixel is missing";
}

// ---- Run-length encodings ---------------------------------------------------------------------------------------------------

// Encodes random runs, copies, moves and ends of rows, and draws the same into `indices`.
Bytes random_rle(std::uint64_t seed, bool rle4, std::size_t width, std::size_t height, Bytes& indices) {
  Bytes data;
  std::size_t x = 0, y = 0;
  const auto draw = [&](std::uint8_t index) {
    if (x < width) indices[y * width + x++] = index;
  };
  for (std::uint64_t step = 0; y < height; ++step) {
    const auto words = random_words(seed, 1, step);
    const std::uint32_t choice = words[0] % 10;
    if (choice < 4) {
      const auto count = static_cast<std::uint8_t>(1 + words[1] % 20), byte = static_cast<std::uint8_t>(words[2]);
      data.insert(data.end(), {count, byte});
      for (std::size_t i = 0; i < count; ++i) draw(rle4 ? (i % 2 == 0 ? byte >> 4 : byte & 15) : byte);
    } else if (choice < 7) {
      const std::size_t count = 3 + words[1] % 15;
      data.insert(data.end(), {0, static_cast<std::uint8_t>(count)});
      const std::size_t size = rle4 ? (count + 1) / 2 : count;
      for (std::size_t i = 0; i < size; ++i)
        data.push_back(static_cast<std::uint8_t>(noise(static_cast<std::size_t>(seed * 1000 + step), i)));
      const std::size_t begin = data.size() - size;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t byte = data[begin + (rle4 ? i / 2 : i)];
        draw(rle4 ? (i % 2 == 0 ? byte >> 4 : byte & 15) : byte);
      }
      if (size % 2 == 1) data.push_back(0xEE);
    } else if (choice == 7) {
      const std::uint32_t right = words[1] % 4, rows = words[2] % 2;
      data.insert(data.end(), {0, 2, static_cast<std::uint8_t>(right), static_cast<std::uint8_t>(rows)});
      x = std::min(x + right, width);
      y += rows;
    } else {
      data.insert(data.end(), {0, 0});
      x = 0;
      ++y;
    }
  }
  data.insert(data.end(), {0, 1});
  return data;
}

TEST(Bmp, RunLengthEncodingsAreRead) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    for (const bool rle4 : {false, true}) {
      for (const bool top_down : {false, true}) {
        const BmpKind kind{.width = static_cast<std::uint32_t>(1 + seed % 30),
                           .height = 9,
                           .bits = rle4 ? 4u : 8u,
                           .header = seed % 2 == 0 ? 40u : 64u,
                           .compression = rle4 ? 2u : 1u,
                           .top_down = top_down};
        Bytes indices(kind.width * kind.height);
        const auto image = decode(bmp_of(kind, random_rle(seed, rle4, kind.width, kind.height, indices)));
        ASSERT_TRUE(image) << image.error().message();
        for (std::size_t i = 0; i < indices.size(); ++i) {
          const std::size_t row = i / kind.width, y = top_down ? row : kind.height - 1 - row;
          const auto color = color_of(indices[i]);
          ASSERT_TRUE(std::equal(color.begin(), color.end(), image->row(y) + i % kind.width * 3))
              << "seed " << seed << " at " << i;
        }
      }
    }
  }
}

TEST(Bmp, TruncatedRunsAreAnError) {
  const BmpKind kind{.width = 4, .height = 2, .bits = 8, .compression = 1};
  for (const Bytes& data :
       {Bytes{}, Bytes{4}, Bytes{4, 1}, Bytes{4, 1, 0, 0}, Bytes{4, 1, 0, 0, 2, 1}, Bytes{0, 3, 1, 2}, Bytes{0, 2, 1}}) {
    EXPECT_FALSE(decode(bmp_of(kind, data))) << data.size();
  }
  EXPECT_TRUE(decode(bmp_of(kind, {4, 1, 0, 0, 4, 1}))) << "the mark of the end may be missing";
  EXPECT_TRUE(decode(bmp_of(kind, {4, 1, 0, 1}))) << "what an early end leaves out has the first color";
}

TEST(Bmp, OtherCompressionsAreNamed) {
  for (const auto& [compression, bits] : {std::pair{4u, 24u}, {5u, 24u}, {1u, 4u}, {2u, 8u}, {3u, 8u}, {0u, 3u}, {0u, 64u}}) {
    EXPECT_FALSE(decode(bmp_of({.bits = bits, .compression = compression}, Bytes(1000)))) << compression << " with " << bits;
  }
  const auto jpeg = decode(bmp_of({.compression = 4}, Bytes(100)));
  ASSERT_FALSE(jpeg);
  EXPECT_EQ(jpeg.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(jpeg.error().message(), "is a BMP of a rare kind: compression 4 with 24 bits a pixel");
  EXPECT_EQ(decode(Bytes{'B', 'M', 'W', ' ', 'i', 's', ' ', 'a', ' ', 'm', 'a', 'k', 'e', 'r', ' ', 'o', 'f', ' ', 'c', 'a'})
                .error()
                .message(),
            "is not an image: it begins with \"BMW is a mak\"");
}

TEST(Bmp, TheProfileOfTheFifthHeaderIsHandedOn) {
  BmpKind kind{.header = 124};
  Bytes file = bmp_of(kind, plain_rows(kind));
  const std::uint32_t offset = static_cast<std::uint32_t>(file.size() - 14);
  const Bytes profile = {9, 8, 7, 6, 5};
  file.insert(file.end(), profile.begin(), profile.end());
  const auto set = [&](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) file[14 + at + i] = static_cast<std::uint8_t>(value >> 8 * i);
  };
  set(56, 0x4D424544);
  set(112, offset);
  set(116, 5);
  for (const ImageReader& reader : image_readers()) {
    if (reader.format != "BMP") continue;
    EXPECT_EQ(reader.decode(file, {})->icc_profile, profile);
    set(116, 6);
    EXPECT_TRUE(reader.decode(file, {})->icc_profile.empty()) << "it would end behind the file";
  }
}

}  // namespace
}  // namespace alexnet
