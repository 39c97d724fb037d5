// The formats that stb_image reads and that need nothing else.
#include <string_view>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/readers/readers.h"
#include "image/readers/stb_decode.h"
#include "messages/image.h"

namespace alexnet {
namespace {

bool is_psd(ByteSpan bytes) { return has_text_at(bytes, 0, "8BPS") && !has_text_at(bytes, 4, {"\0\2", 2}); }  // 2: PSB
bool is_hdr(ByteSpan bytes) { return has_text_at(bytes, 0, "#?RADIANCE") || has_text_at(bytes, 0, "#?RGBE"); }

// stb_image reads the color mode RGB with 8 or 16 bits; the header (26 bytes) ends with the bits of a sample and the mode.
Status check_psd(ByteSpan bytes) {
  constexpr std::size_t kDepth = 23, kMode = 25, kHeaderSize = 26;
  constexpr std::string_view kModes[] = {"bitmap",  "grayscale", "indexed color", "RGB",     "CMYK",
                                         "unknown", "unknown",   "multichannel",  "duotone", "Lab"};
  if (bytes.size() < kHeaderSize) return truncation_error("PSD", bytes);
  const std::size_t mode = bytes[kMode], depth = bytes[kDepth];
  if (mode == 3 && (depth == 8 || depth == 16)) return {};
  return fail<msg::kPsdKind>("", mode < std::size(kModes) ? kModes[mode] : "unknown", depth);
}

// A packet of run-length encoding holds at most 128 pixels in two bytes. stb_image would spend time on the missing ones.
Result<DecodedPixels> decode_psd(ByteSpan bytes, const DecodeOptions&) {
  TRY(check_psd(bytes));
  TRY_VALUE(const ImageSize size, stb_size("PSD", bytes));
  if (size.width * size.height / 64 > bytes.size()) return truncation_error("PSD", bytes);
  return stb_decode("PSD", bytes);
}

Result<ImageSize> psd_size(ByteSpan bytes) {
  TRY(check_psd(bytes));
  return stb_size("PSD", bytes);
}

}  // namespace

constinit const ImageReader kHdrReader = {"HDR", is_hdr, [](ByteSpan bytes) { return stb_size("HDR", bytes); },
                                          [](ByteSpan bytes, const DecodeOptions&) { return stb_decode("HDR", bytes); }};

constinit const ImageReader kPsdReader = {"PSD", is_psd, psd_size, decode_psd};

}  // namespace alexnet
