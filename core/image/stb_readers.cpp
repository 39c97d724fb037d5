// The formats that stb_image reads and that need nothing else.
#include "image/byte_text.h"
#include "image/image_integrity.h"
#include "image/readers.h"
#include "image/stb_decode.h"

namespace alexnet {
namespace {

bool is_psd(ByteSpan bytes) { return has_text_at(bytes, 0, "8BPS") && !has_text_at(bytes, 4, {"\0\2", 2}); }  // 2: PSB
bool is_hdr(ByteSpan bytes) { return has_text_at(bytes, 0, "#?RADIANCE") || has_text_at(bytes, 0, "#?RGBE"); }

// A packet of run-length encoding holds at most 128 pixels in two bytes. stb_image would spend time on the missing ones.
Result<DecodedPixels> decode_packed(const char* format, ByteSpan bytes) {
  TRY_VALUE(const ImageSize size, stb_size(format, bytes));
  if (size.width * size.height / 64 > bytes.size()) return truncation_error(format, bytes);
  return stb_decode(format, bytes);
}

}  // namespace

constinit const ImageReader kHdrReader = {"HDR", is_hdr, [](ByteSpan bytes) { return stb_size("HDR", bytes); },
                                          [](ByteSpan bytes, const DecodeOptions&) { return stb_decode("HDR", bytes); }};

constinit const ImageReader kPsdReader = {"PSD", is_psd, [](ByteSpan bytes) { return stb_size("PSD", bytes); },
                                          [](ByteSpan bytes, const DecodeOptions&) { return decode_packed("PSD", bytes); }};

}  // namespace alexnet
