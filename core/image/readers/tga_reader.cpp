// Truevision TGA: https://www.dca.fee.unicamp.br/~martino/disciplinas/ia369/trabalhos/tga.pdf (TGA 2.0).
#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "image/clear_opacity.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

constexpr std::size_t kTgaHeaderSize = 18;

enum class TgaColor : std::uint8_t { kPalette = 1, kRgb = 2, kGray = 3 };

struct TgaHeader {
  TgaColor color = TgaColor::kRgb;
  bool is_packed = false;
  std::size_t width = 0, height = 0;
  std::size_t bits = 0;  // of a pixel
  std::size_t first_color = 0, color_count = 0, color_bits = 0;
  bool is_top_down = false, is_right_to_left = false;
  std::size_t palette_offset = 0, pixel_offset = 0;

  [[nodiscard]] std::size_t pixel_bytes() const { return (bits + 7) / 8; }
  [[nodiscard]] std::size_t color_bytes() const { return (color_bits + 7) / 8; }
};

bool is_color_depth(std::size_t bits) { return bits == 15 || bits == 16 || bits == 24 || bits == 32; }

bool is_possible(const TgaHeader& tga) {
  switch (tga.color) {
    case TgaColor::kPalette:
      return (tga.bits == 8 || tga.bits == 16) && is_color_depth(tga.color_bits) && tga.color_count > 0;
    case TgaColor::kRgb:
      return is_color_depth(tga.bits);
    case TgaColor::kGray:
      return tga.bits == 8 || tga.bits == 16;  // 16: gray and opacity
  }
  return false;
}

TgaHeader header_of(ByteSpan bytes) {
  TgaHeader tga{.color = static_cast<TgaColor>(bytes[2] & 7),
                .is_packed = (bytes[2] & 8) != 0,
                .width = little_endian_u16(bytes, 12),
                .height = little_endian_u16(bytes, 14),
                .bits = bytes[16],
                .is_top_down = (bytes[17] & 0x20) != 0,
                .is_right_to_left = (bytes[17] & 0x10) != 0,
                .palette_offset = kTgaHeaderSize + bytes[0]};
  if (bytes[1] == 1) {  // a palette, which images of other kinds may have, too
    tga.first_color = little_endian_u16(bytes, 3);
    tga.color_count = little_endian_u16(bytes, 5);
    tga.color_bits = bytes[7];
  }
  tga.pixel_offset = tga.palette_offset + tga.color_count * tga.color_bytes();
  return tga;
}

// The format has no signature: what cannot be a header is none.
bool is_tga(ByteSpan bytes) {
  if (bytes.size() < kTgaHeaderSize || bytes[1] > 1 || (bytes[2] & 0xF4) != 0) return false;
  const TgaHeader tga = header_of(bytes);
  return tga.width > 0 && tga.height > 0 && is_possible(tga);
}

Result<ImageSize> tga_size(ByteSpan bytes) {
  const TgaHeader tga = header_of(bytes);
  return ImageSize{tga.width, tga.height};
}

// Writes a color of 2, 3 or 4 bytes as RGB, and the opacity of 4 as the last of `channels`. The highest bit of 16 has no meaning
// that programs agree about.
void put_color(const std::uint8_t* color, std::size_t size, std::size_t channels, std::uint8_t* out) {
  if (size == 2) {
    const int value = color[0] | color[1] << 8;
    for (int c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>((value >> (10 - 5 * c) & 31) * 255 / 31);
  } else {
    for (std::size_t c = 0; c < 3; ++c) out[c] = color[2 - c];
  }
  if (channels == 4) out[3] = size == 4 ? color[3] : 255;
}

PixelFormat format_of(const TgaHeader& tga) {
  if (tga.color == TgaColor::kGray) return tga.bits == 16 ? PixelFormat::kGrayAlpha : PixelFormat::kGray;
  const std::size_t bits = tga.color == TgaColor::kPalette ? tga.color_bits : tga.bits;
  return bits == 32 ? PixelFormat::kRgba : PixelFormat::kRgb;
}

void put_pixel(const TgaHeader& tga, ByteSpan palette, const std::uint8_t* pixel, std::size_t channels, std::uint8_t* out) {
  if (tga.color == TgaColor::kGray) {
    std::copy_n(pixel, channels, out);
  } else if (tga.color == TgaColor::kRgb) {
    put_color(pixel, tga.pixel_bytes(), channels, out);
  } else {
    const std::size_t index = tga.bits == 16 ? pixel[0] | std::size_t{pixel[1]} << 8 : pixel[0], entry = tga.color_bytes();
    static constexpr std::array<std::uint8_t, 4> kBlack = {0, 0, 0, 255};
    const bool is_in_palette = index >= tga.first_color && index - tga.first_color < tga.color_count;
    put_color(is_in_palette ? palette.data() + (index - tga.first_color) * entry : kBlack.data(), is_in_palette ? entry : 4,
              channels, out);
  }
}

// Walks over the pixels of the file. A packet of the run-length encoding is a count, with its highest bit set where one pixel
// follows that is meant so often, else that many pixels.
class Pixels {
 public:
  Pixels(const TgaHeader& tga, ByteSpan bytes) : rest_(bytes), size_(tga.pixel_bytes()), is_packed_(tga.is_packed) {}

  // Returns the next pixel, or nullptr behind the end of the file.
  const std::uint8_t* next() {
    if (repeats_ > 0) {
      --repeats_;
      return pixel_;
    }
    if (is_packed_ && copies_ == 0) {
      if (rest_.empty()) return nullptr;
      const std::size_t count = std::size_t{rest_[0]} % 128;
      const bool is_run = rest_[0] >= 128;
      rest_ = rest_.subspan(1);
      repeats_ = is_run ? count : 0;
      copies_ = is_run ? 1 : count + 1;
    }
    if (rest_.size() < size_) return nullptr;
    if (is_packed_) --copies_;
    pixel_ = rest_.data();
    rest_ = rest_.subspan(size_);
    return pixel_;
  }

 private:
  ByteSpan rest_;
  std::size_t size_;
  bool is_packed_;
  std::size_t repeats_ = 0, copies_ = 0;
  const std::uint8_t* pixel_ = nullptr;
};

Result<DecodedPixels> decode_tga(ByteSpan bytes, const DecodeOptions&) {
  const TgaHeader tga = header_of(bytes);
  const std::size_t most_of_a_byte = tga.is_packed ? 128 : 1;  // pixels
  if (tga.pixel_offset > bytes.size() || tga.width * tga.height / most_of_a_byte > bytes.size() - tga.pixel_offset) {
    return truncation_error("TGA", bytes);
  }
  const PixelFormat format = format_of(tga);
  const std::size_t channels = channels_of(format);
  TRY_VALUE(DecodedPixels pixels, new_pixels(tga.width, tga.height, format));
  Pixels source(tga, bytes.subspan(tga.pixel_offset));
  const ByteSpan palette = bytes.subspan(tga.palette_offset);
  for (std::size_t row = 0; row < tga.height; ++row) {
    std::uint8_t* out = pixels.values.data() + (tga.is_top_down ? row : tga.height - 1 - row) * tga.width * channels;
    for (std::size_t x = 0; x < tga.width; ++x, out += channels) {
      const std::uint8_t* pixel = source.next();
      if (pixel == nullptr) return truncation_error("TGA", bytes);
      put_pixel(tga, palette, pixel, channels, out);
    }
  }
  make_opaque_if_all_clear(pixels);
  if (tga.is_right_to_left) pixels.orientation = 2;
  return pixels;
}

}  // namespace

constinit const ImageReader kTgaReader = {"TGA", is_tga, tga_size, decode_tga};

}  // namespace alexnet
