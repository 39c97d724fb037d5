#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/readers/readers.h"
#include "image/readers/stb_decode.h"
#include "messages/image.h"

namespace alexnet {
namespace {

constexpr std::size_t kScreenWidth = 6, kScreenHeight = 8, kFlags = 10, kBackground = 11, kGifHeaderSize = 13;

bool is_gif(ByteSpan bytes) { return has_text_at(bytes, 0, "GIF8"); }

constexpr std::uint8_t kHasColors = 0x80;
constexpr std::size_t kDescriptorSize = 10;

struct FirstFrame {
  std::size_t offset = 0;         // of its descriptor
  bool has_transparency = false;  // one of its colors stands for transparent pixels
};

// Returns the first frame, behind the color table and extensions; nullopt if the file ends before.
std::optional<FirstFrame> first_frame(ByteSpan bytes) {
  constexpr std::uint8_t kFrame = 0x2C, kExtension = 0x21, kGraphicControl = 0xF9;
  std::size_t offset = kGifHeaderSize;
  FirstFrame frame;
  if ((bytes[kFlags] & kHasColors) != 0) offset += std::size_t{6} << (bytes[kFlags] & 7);
  while (offset < bytes.size() && bytes[offset] == kExtension) {
    if (bytes.size() - offset > 3 && bytes[offset + 1] == kGraphicControl)
      frame.has_transparency = (bytes[offset + 3] & 1) != 0;
    offset += 2;  // an extension is a kind and blocks of up to 255 bytes, the last of them empty
    while (offset < bytes.size() && bytes[offset] != 0) offset += 1 + std::size_t{bytes[offset]};
    ++offset;
  }
  if (offset >= bytes.size() || bytes[offset] != kFrame || bytes.size() - offset < kDescriptorSize) return std::nullopt;
  frame.offset = offset;
  return frame;
}

// The first frame may be larger than the screen, or the screen have no size: the image then covers both, as in Pillow and browsers.
ImageSize covered_size(ByteSpan bytes) {
  ImageSize size{little_endian_u16(bytes, kScreenWidth), little_endian_u16(bytes, kScreenHeight)};
  if (const auto frame = first_frame(bytes)) {
    size.width =
        std::max(size.width, little_endian_u16(bytes, frame->offset + 1) + little_endian_u16(bytes, frame->offset + 5));
    size.height =
        std::max(size.height, little_endian_u16(bytes, frame->offset + 3) + little_endian_u16(bytes, frame->offset + 7));
  }
  return size;
}

Result<ImageSize> gif_size(ByteSpan bytes) {
  if (bytes.size() < kGifHeaderSize) return truncation_error("GIF", bytes);
  return covered_size(bytes);
}

// stb_image draws on a screen that may be far larger than what the file can hold: a code of three bits stands for 4096 pixels at most.
Status check_frame(ByteSpan bytes) {
  const auto frame = first_frame(bytes);
  if (!frame) return truncation_error("GIF", bytes);
  const std::size_t pixels = little_endian_u16(bytes, frame->offset + 5) * little_endian_u16(bytes, frame->offset + 7);
  if (pixels / 4096 > bytes.size() * 8 / 3) return truncation_error("GIF", bytes);
  return {};
}

// Canvas, background, frame and result with four bytes a pixel each, and a mark for each pixel.
std::uint64_t gif_memory(ByteSpan bytes, const DecodeOptions&) {
  const ImageSize size = covered_size(bytes);
  return std::uint64_t{size.width} * size.height * 17;
}

// Paints what the first frame leaves free with the first color of its table, as Pillow 13 does whatever the header names as the
// background color. It stays transparent where the frame has a transparent color.
void paint_surroundings(ByteSpan bytes, const FirstFrame& frame, DecodedPixels& pixels) {
  if (frame.has_transparency || pixels.format != PixelFormat::kRgba) return;
  std::size_t colors = bytes.size();  // where the first color is
  if ((bytes[kFlags] & kHasColors) != 0) colors = kGifHeaderSize;
  if ((bytes[frame.offset + 9] & kHasColors) != 0) colors = frame.offset + kDescriptorSize;
  if (bytes.size() - colors < 3) return;
  const std::size_t left = little_endian_u16(bytes, frame.offset + 1), top = little_endian_u16(bytes, frame.offset + 3);
  const std::size_t right = left + little_endian_u16(bytes, frame.offset + 5);
  const std::size_t bottom = top + little_endian_u16(bytes, frame.offset + 7);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    for (std::size_t x = 0; x < pixels.width; ++x) {
      if (x >= left && x < right && y >= top && y < bottom) continue;
      std::uint8_t* out = pixels.values.data() + (y * pixels.width + x) * 4;
      std::copy_n(bytes.data() + colors, 3, out);
      out[3] = 255;
    }
  }
}

Result<DecodedPixels> decode_gif(ByteSpan bytes, const DecodeOptions&) {
  TRY(check_frame(bytes));
  const ImageSize size = covered_size(bytes);
  if (size.width > 0xFFFF || size.height > 0xFFFF) return fail<msg::kImageHeaderUnreadable>("", "GIF");
  const auto first = first_frame(bytes);
  if (!first) return truncation_error("GIF", bytes);
  const FirstFrame frame = *first;
  const bool is_enlarged =
      size.width != little_endian_u16(bytes, kScreenWidth) || size.height != little_endian_u16(bytes, kScreenHeight);
  // stb_image does not draw outside the screen, and takes red for blue in the background.
  std::vector<std::uint8_t> changed(bytes.begin(), bytes.end());
  for (const auto& [offset, side] : {std::pair{kScreenWidth, size.width}, {kScreenHeight, size.height}}) {
    changed[offset] = static_cast<std::uint8_t>(side);
    changed[offset + 1] = static_cast<std::uint8_t>(side >> 8);
  }
  changed[kBackground] = 0;
  TRY_VALUE(DecodedPixels pixels, stb_decode("GIF", changed));
  paint_surroundings(bytes, frame, pixels);
  if (is_enlarged) pixels.warnings.push_back(make_notice<msg::kGifFrameOutside>());
  return pixels;
}

}  // namespace

constinit const ImageReader kGifReader = {"GIF", is_gif, gif_size, decode_gif, gif_memory};

}  // namespace alexnet
