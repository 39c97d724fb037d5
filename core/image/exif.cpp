#include "image/exif.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "image/new_image.h"

namespace alexnet {
namespace {

// ---- EXIF -------------------------------------------------------------------------------------------------------------------

constexpr std::uint16_t kOrientationTag = 0x0112;
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

// Returns the number in a directory entry that holds a single integer. The standard asks for a SHORT; some phones write a LONG.
std::optional<std::uint32_t> integer_of(const Tiff& tiff, std::size_t entry) {
  enum : std::uint16_t { kByte = 1, kShort = 3, kLong = 4, kSignedByte = 6, kSignedShort = 8, kSignedLong = 9 };
  if (tiff.u32(entry + 4) != 1) return std::nullopt;
  switch (tiff.u16(entry + 2).value_or(0)) {
    case kByte:
    case kSignedByte:
      return entry + 8 < tiff.bytes.size() ? std::optional<std::uint32_t>(tiff.bytes[entry + 8]) : std::nullopt;
    case kShort:
    case kSignedShort:
      return tiff.u16(entry + 8);
    case kLong:
    case kSignedLong:
      return tiff.u32(entry + 8);
    default:
      return std::nullopt;
  }
}

// ---- XMP --------------------------------------------------------------------------------------------------------------------

constexpr std::string_view kXmlSpace = " \t\r\n";

std::string_view without_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kXmlSpace), text.size()));
}

// Returns the prefix that the packet gives to the names of TIFF properties: xmlns:PREFIX="http://ns.adobe.com/tiff/1.0/".
std::string_view tiff_prefix(std::string_view packet) {
  constexpr std::string_view kStandard = "tiff", kDeclaration = "xmlns:";
  const std::size_t address = packet.find("http://ns.adobe.com/tiff/1.0/");
  if (address == std::string_view::npos) return kStandard;
  const std::size_t declaration = packet.rfind(kDeclaration, address);
  if (declaration == std::string_view::npos) return kStandard;
  const std::string_view name = packet.substr(declaration + kDeclaration.size(), address - declaration - kDeclaration.size());
  return name.substr(0, name.find_first_of(" \t\r\n="));
}

// Returns the digit behind the name of the property: ="6" of an attribute, >6< of an element.
std::optional<int> xmp_value(std::string_view after_name) {
  std::string_view text = without_space(after_name);
  char closing = '<';
  if (!text.starts_with('>')) {
    if (!text.starts_with('=')) return std::nullopt;
    text = without_space(text.substr(1));
    if (!text.starts_with('"') && !text.starts_with('\'')) return std::nullopt;
    closing = text[0];
  }
  text = without_space(text.substr(1));
  if (text.empty() || text[0] < '1' || text[0] > '8' || !without_space(text.substr(1)).starts_with(closing))
    return std::nullopt;
  return text[0] - '0';
}

// ---- JPEG -------------------------------------------------------------------------------------------------------------------

struct Segment {
  std::uint8_t kind = 0;
  ByteSpan body;
};

// Returns the segment at or behind `offset`, and moves the offset behind it; nullopt at the pixels and at a truncation. A segment
// is FF, its kind, its length (which counts itself) as 16 bits, and its body.
std::optional<Segment> next_segment(ByteSpan jpeg, std::size_t& offset) {
  constexpr std::uint8_t kPixels = 0xDA, kFilling = 0xFF, kTemporary = 0x01;
  while (offset + 4 <= jpeg.size()) {
    const std::uint8_t kind = jpeg[offset + 1];
    if (jpeg[offset] != 0xFF || kind == 0 || kind == kFilling) {
      ++offset;
    } else if (kind == kTemporary || (kind >= 0xD0 && kind <= 0xD9)) {  // without a length
      offset += 2;
    } else {
      const std::size_t length = big_endian_u16(jpeg.subspan(offset + 2));
      if (kind == kPixels || length < 2 || length > jpeg.size() - offset - 2) return std::nullopt;
      const ByteSpan body = jpeg.subspan(offset + 4, length - 2);
      offset += 2 + length;
      return Segment{kind, body};
    }
  }
  return std::nullopt;
}

// ---- Turning ----------------------------------------------------------------------------------------------------------------

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

// Returns where a region of an image is after the orientation was applied.
Region turned(const Region& region, const Image& from, int orientation) {
  const double right = static_cast<double>(from.width) - region.left - region.width;
  const double bottom = static_cast<double>(from.height) - region.top - region.height;
  const bool is_sideways = orientation >= 5;
  const double x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 ? right : region.left;
  const double y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 ? bottom : region.top;
  return is_sideways ? Region{y, x, region.height, region.width} : Region{x, y, region.width, region.height};
}

}  // namespace

std::optional<int> orientation_of_exif(ByteSpan exif) {
  if (has_text_at(exif, 0, std::string_view("Exif\0", 5)) && exif.size() > 6) exif = exif.subspan(6);
  const auto tiff = open_tiff(exif);
  if (!tiff) return std::nullopt;
  const std::size_t directory = tiff->u32(4).value_or(0);
  const std::size_t entries = tiff->u16(directory).value_or(0);
  for (std::size_t index = 0; index < entries; ++index) {
    const std::size_t entry = directory + 2 + index * kEntrySize;
    const auto tag = tiff->u16(entry);
    if (!tag) return std::nullopt;
    if (*tag != kOrientationTag) continue;
    const std::uint32_t value = integer_of(*tiff, entry).value_or(0);
    return value >= 1 && value <= 8 ? std::optional<int>(static_cast<int>(value)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> orientation_of_xmp(std::string_view packet) {
  const std::string name = str_cat(tiff_prefix(packet), ":Orientation");
  for (std::size_t at = packet.find(name); at != std::string_view::npos; at = packet.find(name, at + 1)) {
    if (const auto value = xmp_value(packet.substr(at + name.size()))) return value;
  }
  return std::nullopt;
}

int jpeg_orientation(ByteSpan jpeg) {
  constexpr std::string_view kExif("Exif\0", 5), kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
  constexpr std::uint8_t kApp1 = 0xE1;
  std::optional<int> exif, xmp;
  std::size_t offset = 2;
  while (const auto segment = next_segment(jpeg, offset)) {
    if (segment->kind != kApp1) continue;
    if (!exif && has_text_at(segment->body, 0, kExif)) exif = orientation_of_exif(segment->body);
    if (!xmp && has_text_at(segment->body, 0, kXmp)) xmp = orientation_of_xmp(as_text(segment->body.subspan(kXmp.size())));
  }
  return exif.value_or(xmp.value_or(1));
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
  if (image.partly_covered.width > 0) rotated.partly_covered = turned(image.partly_covered, image, orientation);
  return rotated;
}

}  // namespace alexnet
