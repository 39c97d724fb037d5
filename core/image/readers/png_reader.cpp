#include <algorithm>

#include "base/bytes.h"
#include "image/readers/png_chunks.h"
#include "image/readers/png_pixels.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

bool is_png(ByteSpan bytes) { return has_text_at(bytes, 0, "\x89PNG\r\n\x1A\n"); }

Result<ImageSize> png_size(ByteSpan bytes) {
  TRY_VALUE(const PngHeader header, read_png_header(bytes));
  return ImageSize{header.width, header.height};
}

Result<DecodedPixels> decode_png(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(PngChunks png, read_png_chunks(bytes));
  TRY_VALUE(DecodedPixels pixels, decode_png_pixels(png));
  pixels.orientation = png.orientation;
  pixels.icc_profile = std::move(png.icc_profile);
  pixels.warnings = std::move(png.warnings);
  return pixels;
}

// The pixels: four channels become RGB in place, fewer in a second image. A few rows do not count.
std::uint64_t png_memory(ByteSpan bytes, const DecodeOptions&) {
  const auto header = read_png_header(bytes);
  if (!header) return 0;
  const double channels = header->color == PngColor::kGrayAlpha ? 5 : 4;
  return static_cast<std::uint64_t>(std::min(channels * header->width * header->height, 1e18));  // may exceed 64 bits
}

}  // namespace

constinit const ImageReader kPngReader = {"PNG", is_png, png_size, decode_png, png_memory};

}  // namespace alexnet
