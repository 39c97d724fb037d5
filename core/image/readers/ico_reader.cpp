// Icons and cursors of Windows: a directory of images, each a PNG or a bitmap without its file header, with a mask behind it. The
// largest is read, and of several of that size the one with the most colors.
#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

constexpr std::size_t kDirectoryHeader = 6, kDirectoryEntry = 16, kBitmapHeader = 40;

struct IconEntry {
  std::size_t area = 0;
  std::size_t bits = 0;
  ByteSpan content;  // empty if it is not inside the file
};

IconEntry icon_entry(ByteSpan bytes, std::size_t index) {
  const ByteSpan entry = bytes.subspan(kDirectoryHeader + index * kDirectoryEntry, kDirectoryEntry);
  const auto side = [](std::uint8_t value) { return value == 0 ? std::size_t{256} : std::size_t{value}; };
  const std::size_t length = little_endian_u32(entry, 8), offset = little_endian_u32(entry, 12);
  const bool is_inside = offset < bytes.size();
  const std::size_t bits = bytes[2] == 1 ? little_endian_u16(entry, 6) : 0;  // a cursor has its hot spot there
  return {side(entry[0]) * side(entry[1]), bits,
          is_inside ? bytes.subspan(offset, std::min(length, bytes.size() - offset)) : ByteSpan{}};
}

// TGA files begin with the same bytes as a cursor, but for the number of entries.
bool is_icon(ByteSpan bytes) {
  using namespace std::string_view_literals;
  if (!has_text_at(bytes, 0, "\0\0\1\0"sv) && !has_text_at(bytes, 0, "\0\0\2\0"sv)) return false;
  if (bytes.size() < kDirectoryHeader + kDirectoryEntry) return false;
  const std::size_t count = little_endian_u16(bytes, 4), end = kDirectoryHeader + count * kDirectoryEntry;
  return count > 0 && little_endian_u32(bytes, kDirectoryHeader + 12) >= end && bytes[9] == 0;
}

Result<ByteSpan> largest_image(ByteSpan bytes) {
  const std::size_t count = little_endian_u16(bytes, 4);
  if (bytes.size() < kDirectoryHeader + count * kDirectoryEntry) return truncation_error("ICO", bytes);
  IconEntry best;
  for (std::size_t i = 0; i < count; ++i) {
    const IconEntry entry = icon_entry(bytes, i);
    if (std::pair(entry.area, entry.bits) > std::pair(best.area, best.bits)) best = entry;
  }
  if (best.content.size() < kBitmapHeader) return truncation_error("ICO", bytes);
  return best.content;
}

// ---- A bitmap and its mask ------------------------------------------------------------------------------------------------------

struct IconBitmap {
  std::size_t width = 0, height = 0, bits = 0;
  std::size_t colors = 0;  // in the palette
  ByteSpan palette;        // blue, green, red, 0
  ByteSpan rows;           // from the bottom; each is filled up to a multiple of 4 bytes
  ByteSpan mask;           // likewise, 1 bit a pixel; empty if it is missing
};

std::size_t padded_row(std::size_t width, std::size_t bits) { return (width * bits + 31) / 32 * 4; }

Result<IconBitmap> open_bitmap(ByteSpan content) {
  IconBitmap bitmap{.width = little_endian_u32(content, 4),
                    .height = little_endian_u32(content, 8) / 2,
                    .bits = little_endian_u16(content, 14)};
  constexpr std::size_t kLongestSide = 4096;
  const std::size_t header = little_endian_u32(content, 0), compression = little_endian_u32(content, 16);
  const bool is_known = bitmap.bits == 1 || bitmap.bits == 4 || bitmap.bits == 8 || bitmap.bits == 24 || bitmap.bits == 32;
  if (header < kBitmapHeader || header > content.size() || bitmap.width > kLongestSide || bitmap.height > kLongestSide) {
    return fail<msg::kImageHeaderUnreadable>("", "ICO");
  }
  if (!is_known || compression != 0) {
    return fail<msg::kImageUnsupportedFormat>("", str_cat("an ICO of ", bitmap.bits, " bits and compression ", compression),
                                              "uncompressed ones of 1, 4, 8, 24 and 32 bits");
  }
  if (bitmap.bits <= 8) {
    const std::size_t used = little_endian_u32(content, 32);
    bitmap.colors = used == 0 || used > std::size_t{1} << bitmap.bits ? std::size_t{1} << bitmap.bits : used;
  }
  const std::size_t pixels = header + bitmap.colors * 4, length = padded_row(bitmap.width, bitmap.bits) * bitmap.height;
  if (content.size() < pixels || content.size() - pixels < length) return truncation_error("ICO", content);
  bitmap.palette = content.subspan(header, bitmap.colors * 4);
  bitmap.rows = content.subspan(pixels, length);
  const ByteSpan rest = content.subspan(pixels + length);
  const std::size_t mask = padded_row(bitmap.width, 1) * bitmap.height;
  if (rest.size() >= mask) bitmap.mask = rest.first(mask);
  return bitmap;
}

// Writes red, green, blue and opacity of pixel x of a row.
void icon_pixel(const IconBitmap& bitmap, ByteSpan row, std::size_t x, std::uint8_t* out) {
  ByteSpan color;
  if (bitmap.bits <= 8) {
    const std::size_t bit = x * bitmap.bits, mask = (std::size_t{1} << bitmap.bits) - 1;
    const std::size_t index = row[bit / 8] >> (8 - bitmap.bits - bit % 8) & mask;
    if (index < bitmap.colors) color = bitmap.palette.subspan(index * 4, 3);
  } else {
    color = row.subspan(x * bitmap.bits / 8, bitmap.bits / 8);
  }
  for (std::size_t c = 0; c < 3; ++c) out[c] = color.empty() ? std::uint8_t{0} : color[2 - c];
  out[3] = bitmap.bits == 32 ? color[3] : 255;
}

// The mask says where the image is transparent, unless a bitmap of 32 bits has an opacity of its own.
void apply_mask(const IconBitmap& bitmap, DecodedPixels& pixels) {
  bool has_opacity = false;
  for (std::size_t i = 3; i < pixels.values.size(); i += 4) has_opacity |= pixels.values[i] != 0;
  if (bitmap.bits == 32 && has_opacity) return;
  const std::size_t row = padded_row(bitmap.width, 1);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    for (std::size_t x = 0; x < pixels.width; ++x) {
      const std::size_t at = (pixels.height - 1 - y) * row + x / 8;
      const bool is_transparent = !bitmap.mask.empty() && (bitmap.mask[at] >> (7 - x % 8) & 1) != 0;
      pixels.values[(y * pixels.width + x) * 4 + 3] = is_transparent ? 0 : 255;
    }
  }
}

bool is_png_image(ByteSpan content) { return kPngReader.recognizes(content); }

Result<ImageSize> icon_size(ByteSpan bytes) {
  TRY_VALUE(const ByteSpan content, largest_image(bytes));
  if (is_png_image(content)) return kPngReader.size(content);
  TRY_VALUE(const IconBitmap bitmap, open_bitmap(content));
  return ImageSize{bitmap.width, bitmap.height};
}

Result<DecodedPixels> decode_icon(ByteSpan bytes, const DecodeOptions& options) {
  TRY_VALUE(const ByteSpan content, largest_image(bytes));
  if (is_png_image(content)) return kPngReader.decode(content, options);
  TRY_VALUE(const IconBitmap bitmap, open_bitmap(content));
  TRY_VALUE(DecodedPixels pixels, new_pixels(bitmap.width, bitmap.height, PixelFormat::kRgba));
  const std::size_t stride = padded_row(bitmap.width, bitmap.bits);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    const ByteSpan row = bitmap.rows.subspan((pixels.height - 1 - y) * stride, stride);
    for (std::size_t x = 0; x < pixels.width; ++x)
      icon_pixel(bitmap, row, x, pixels.values.data() + (y * pixels.width + x) * 4);
  }
  apply_mask(bitmap, pixels);
  return pixels;
}

}  // namespace

constinit const ImageReader kIcoReader = {"ICO", is_icon, icon_size, decode_icon};

}  // namespace alexnet
