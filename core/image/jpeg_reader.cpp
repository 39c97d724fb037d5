#include "image/byte_text.h"
#include "image/exif.h"
#include "image/image_integrity.h"
#include "image/readers.h"
#include "image/stb_decode.h"

namespace alexnet {
namespace {

bool is_jpeg(ByteSpan bytes) { return has_text_at(bytes, 0, "\xFF\xD8") || has_text_at(bytes, 0, "\xFF\xFF"); }

Result<ImageSize> jpeg_size(ByteSpan bytes) {
  TRY(check_jpeg(bytes));  // before stb_image parses any of it
  return stb_size("JPEG", bytes);
}

Result<DecodedPixels> decode_jpeg(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(DecodedPixels pixels, stb_decode_complete("JPEG", bytes));
  pixels.orientation = jpeg_orientation(bytes);
  return pixels;
}

}  // namespace

constinit const ImageReader kJpegReader = {"JPEG", is_jpeg, jpeg_size, decode_jpeg};

}  // namespace alexnet
