#include "image/byte_text.h"
#include "image/image_integrity.h"
#include "image/readers.h"
#include "image/stb_decode.h"
#include "messages/image.h"

namespace alexnet {
namespace {

bool is_png(ByteSpan bytes) { return has_text_at(bytes, 0, "\x89PNG\r\n\x1A\n"); }

// stb_image reports a PNG with impossible sides only as an unknown format.
Result<ImageSize> png_size(ByteSpan bytes) {
  if (bytes.size() < 33) return truncation_error("PNG", bytes);
  if (as_text(bytes.subspan(12, 4)) != "IHDR") return fail<msg::kPngNoHeaderChunk>("");
  return ImageSize{big_endian_u32(bytes.subspan(16)), big_endian_u32(bytes.subspan(20))};
}

Result<DecodedPixels> decode_png(ByteSpan bytes, const DecodeOptions&) {
  TRY(check_png(bytes));
  return stb_decode_complete("PNG", bytes);
}

}  // namespace

constinit const ImageReader kPngReader = {"PNG", is_png, png_size, decode_png};

}  // namespace alexnet
