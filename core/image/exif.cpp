#include "image/exif.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/check.h"
#include "image/new_image.h"

namespace alexnet {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;  // the TIFF type of 16-bit numbers
constexpr std::size_t kEntrySize = 12;

// A TIFF structure, whose offsets count from its first byte. A read outside it returns nullopt.
struct Tiff {
  ByteSpan bytes;
  bool big_endian = false;

  [[nodiscard]] std::optional<std::uint16_t> u16(std::size_t offset) const {
    if (offset > bytes.size() || bytes.size() - offset < 2) return std::nullopt;
    const int first = bytes[offset], second = bytes[offset + 1];
    return static_cast<std::uint16_t>(big_endian ? first << 8 | second : second << 8 | first);
  }
  [[nodiscard]] std::optional<std::uint32_t> u32(std::size_t offset) const {
    const auto first = u16(offset), second = u16(offset + 2);
    if (!first || !second) return std::nullopt;
    return big_endian ? std::uint32_t{*first} << 16 | *second : std::uint32_t{*second} << 16 | *first;
  }
};

std::optional<Tiff> open_tiff(ByteSpan bytes) {
  if (bytes.size() < 8 || bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M')) return std::nullopt;
  const Tiff tiff{bytes, bytes[0] == 'M'};
  if (tiff.u16(2) != 42) return std::nullopt;
  return tiff;
}

// Returns the orientation in the first directory of a TIFF structure, or nullopt if it is missing or invalid.
std::optional<int> tiff_orientation(ByteSpan bytes) {
  const auto tiff = open_tiff(bytes);
  if (!tiff) return std::nullopt;
  const std::size_t directory = tiff->u32(4).value_or(0);
  const std::size_t entries = tiff->u16(directory).value_or(0);
  for (std::size_t entry = 0; entry < entries; ++entry) {
    const std::size_t offset = directory + 2 + entry * kEntrySize;
    const auto tag = tiff->u16(offset);
    if (!tag) return std::nullopt;
    if (*tag != kOrientationTag) continue;
    const int value = tiff->u16(offset + 8).value_or(0);
    if (tiff->u16(offset + 2) != kShort || tiff->u32(offset + 4) != 1 || value < 1 || value > 8) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

// The index of the source pixel of output pixel (x, y) is origin + y * y_step + x * x_step.
struct Walk {
  std::ptrdiff_t origin, x_step, y_step;
};

Walk walk_of(const Image& image, int orientation) {
  const auto width = static_cast<std::ptrdiff_t>(image.width), height = static_cast<std::ptrdiff_t>(image.height);
  const std::ptrdiff_t last_column = width - 1, last_row = (height - 1) * width, last = width * height - 1;
  const std::array<Walk, 8> walks = {{{0, 1, width},               // 1 upright
                                      {last_column, -1, width},    // 2 mirrored
                                      {last, -1, -width},          // 3 rotated by 180 degrees
                                      {last_row, 1, -width},       // 4 mirrored top to bottom
                                      {0, width, 1},               // 5 transposed
                                      {last_row, -width, 1},       // 6 to be rotated clockwise
                                      {last, -width, -1},          // 7 transversed
                                      {last_column, width, -1}}};  // 8 to be rotated counterclockwise
  return walks[static_cast<std::size_t>(orientation - 1)];
}

// Fills the columns [x_begin, x_end) of the rotated image. Working in blocks of columns reuses the cache lines of the source.
void rotate_columns(const Image& from, const Walk& walk, std::size_t x_begin, std::size_t x_end, Image& to) {
  for (std::size_t y = 0; y < to.height; ++y) {
    std::ptrdiff_t source = walk.origin + static_cast<std::ptrdiff_t>(y) * walk.y_step;
    source += static_cast<std::ptrdiff_t>(x_begin) * walk.x_step;
    std::uint8_t* out = to.row(y) + x_begin * 3;
    for (std::size_t x = x_begin; x < x_end; ++x, out += 3, source += walk.x_step) {
      std::memcpy(out, from.pixels.data() + source * 3, 3);
    }
  }
}

}  // namespace

int exif_orientation(ByteSpan bytes) {
  constexpr std::array<std::uint8_t, 6> kExif = {'E', 'x', 'i', 'f', 0, 0};
  if (bytes.size() < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8) return 1;
  // Segments of a JPEG: FF, kind, length (which counts itself) as 16 bits; the pixels follow the segment of kind DA.
  for (std::size_t offset = 2; offset + 4 <= bytes.size() && bytes[offset] == 0xFF;) {
    const std::uint8_t kind = bytes[offset + 1];
    if (kind == 0xFF) {  // fill bytes
      ++offset;
      continue;
    }
    const std::size_t length = static_cast<std::size_t>(bytes[offset + 2]) << 8 | bytes[offset + 3];
    if (kind == 0xDA || length < 2 || length > bytes.size() - offset - 2) return 1;
    const ByteSpan body = bytes.subspan(offset + 4, length - 2);
    if (kind == 0xE1 && body.size() > kExif.size() && std::equal(kExif.begin(), kExif.end(), body.begin())) {
      return tiff_orientation(body.subspan(kExif.size())).value_or(1);
    }
    offset += 2 + length;
  }
  return 1;
}

Result<Image> apply_orientation(Image image, int orientation) {
  CHECK(orientation >= 1 && orientation <= 8);
  if (orientation == 1) return image;
  const bool sideways = orientation >= 5;
  TRY_VALUE(Image rotated, new_image(sideways ? image.height : image.width, sideways ? image.width : image.height));
  constexpr std::size_t kBlock = 64;
  const Walk walk = walk_of(image, orientation);
  for (std::size_t x = 0; x < rotated.width; x += kBlock) {
    rotate_columns(image, walk, x, std::min(x + kBlock, rotated.width), rotated);
  }
  return rotated;
}

}  // namespace alexnet
