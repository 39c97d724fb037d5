#include <algorithm>
#include <bit>

#include "image/clear_opacity.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/bmp_header.h"
#include "image/readers/bmp_rle.h"
#include "image/readers/readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

Result<ImageSize> bmp_size(ByteSpan bytes) {
  TRY_VALUE(const BmpHeader bmp, read_bmp_header(bytes));
  return ImageSize{bmp.width, bmp.height};
}

void put_color(const BmpHeader& bmp, std::size_t index, std::uint8_t* out) {
  const auto color = index < bmp.palette.size() ? bmp.palette[index] : std::array<std::uint8_t, 3>{};  // black, as in Pillow
  std::ranges::copy(color, out);
}

// Scales a channel of any number of bits to 0..255, rounded down as in Pillow.
struct Channel {
  std::uint32_t mask = 0;

  [[nodiscard]] std::uint8_t value_of(std::uint32_t pixel) const {
    const int shift = std::countr_zero(mask);
    return static_cast<std::uint8_t>(std::uint64_t{(pixel & mask) >> shift} * 255 / (mask >> shift));
  }
};

// Reads one row of pixels that are stored as they are. `channels` is 4 if there is opacity.
void read_row(const BmpHeader& bmp, const std::uint8_t* row, std::size_t channels, std::uint8_t* out) {
  const auto bits = static_cast<std::size_t>(bmp.bits);
  for (std::size_t x = 0; x < bmp.width; ++x, out += channels) {
    if (bits <= 8) {
      const std::size_t shift = 8 - bits - x * bits % 8;
      put_color(bmp, row[x * bits / 8] >> shift & ((1u << bits) - 1), out);
    } else if (bmp.compression == BmpCompression::kNone && bits >= 24) {
      const std::uint8_t* pixel = row + x * bits / 8;
      out[0] = pixel[2];
      out[1] = pixel[1];
      out[2] = pixel[0];
    } else {
      std::uint32_t pixel = 0;
      for (std::size_t i = 0; i < bits / 8; ++i) pixel |= std::uint32_t{row[x * bits / 8 + i]} << 8 * i;
      for (std::size_t c = 0; c < std::min(channels, bmp.masks.size()); ++c)
        out[c] = bmp.masks[c] == 0 ? 0 : Channel{bmp.masks[c]}.value_of(pixel);
    }
  }
}

std::uint8_t* row_of(const BmpHeader& bmp, std::size_t y, DecodedPixels& pixels) {
  return pixels.values.data() + (bmp.is_top_down ? y : bmp.height - 1 - y) * bmp.width * channels_of(pixels.format);
}

Result<DecodedPixels> read_plain(const BmpHeader& bmp, ByteSpan bytes) {
  const ByteSpan data = bytes.subspan(bmp.pixel_offset);
  const std::uint64_t used = (std::uint64_t{bmp.width} * static_cast<std::uint64_t>(bmp.bits) + 7) / 8,
                      padded = (used + 3) / 4 * 4;
  if (data.size() < used || (data.size() - used) / padded < bmp.height - 1) return truncation_error("BMP", bytes);
  const PixelFormat format = bmp.masks[3] == 0 ? PixelFormat::kRgb : PixelFormat::kRgba;
  TRY_VALUE(DecodedPixels pixels, new_pixels(bmp.width, bmp.height, format));
  for (std::size_t y = 0; y < bmp.height; ++y) {
    read_row(bmp, data.data() + static_cast<std::size_t>(padded) * y, channels_of(format), row_of(bmp, y, pixels));
  }
  if (data.size() / padded < bmp.height) pixels.warnings.push_back(make_notice<msg::kBmpPaddingMissing>());
  return pixels;
}

Result<DecodedPixels> read_packed(const BmpHeader& bmp, ByteSpan bytes) {
  const ByteSpan data = bytes.subspan(bmp.pixel_offset);
  // A pair of bytes stands for up to 255 pixels, and a move for up to 255 rows: what is promised beyond that is not there.
  const std::uint64_t count = std::uint64_t{bmp.width} * bmp.height;
  if (bmp.height / 255 > data.size()) return truncation_error("BMP", bytes);
  if (!memory_available(count * 4)) return fail<msg::kImageMemory>("", bmp.width, bmp.height);
  std::vector<std::uint8_t> indices(static_cast<std::size_t>(count));
  const bool is_rle4 = bmp.compression == BmpCompression::kRle4;
  if (!decode_bmp_rle(data, is_rle4, bmp.width, bmp.height, indices)) return truncation_error("BMP", bytes);
  TRY_VALUE(DecodedPixels pixels, new_pixels(bmp.width, bmp.height, PixelFormat::kRgb));
  for (std::size_t y = 0; y < bmp.height; ++y) {
    std::uint8_t* out = row_of(bmp, y, pixels);
    for (std::size_t x = 0; x < bmp.width; ++x) put_color(bmp, indices[y * bmp.width + x], out + x * 3);
  }
  return pixels;
}

Result<DecodedPixels> decode_bmp(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const BmpHeader bmp, read_bmp_header(bytes));
  const bool is_packed = bmp.compression == BmpCompression::kRle8 || bmp.compression == BmpCompression::kRle4;
  TRY_VALUE(DecodedPixels pixels, is_packed ? read_packed(bmp, bytes) : read_plain(bmp, bytes));
  make_opaque_if_all_clear(pixels);
  pixels.icc_profile.assign(bmp.icc_profile.begin(), bmp.icc_profile.end());
  return pixels;
}

}  // namespace

constinit const ImageReader kBmpReader = {"BMP", is_bmp, bmp_size, decode_bmp};

}  // namespace alexnet
