#include "image/byte_text.h"
#include "image/png_chunks.h"
#include "image/png_pixels.h"
#include "image/readers.h"

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

}  // namespace

constinit const ImageReader kPngReader = {"PNG", is_png, png_size, decode_png};

}  // namespace alexnet
