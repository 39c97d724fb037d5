// The chunks of a PNG (https://www.w3.org/TR/png-3/, section 5).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

enum class PngColor : std::uint8_t { kGray = 0, kRgb = 2, kPalette = 3, kGrayAlpha = 4, kRgba = 6 };

struct PngHeader {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int depth = 8;  // bits of a sample: 1, 2, 4, 8 or 16
  PngColor color = PngColor::kRgb;
  bool interlaced = false;
};

// Spans refer to the bytes of the file.
struct PngChunks {
  PngHeader header;
  std::vector<std::array<std::uint8_t, 3>> palette;         // red, green, blue; of kPalette
  std::vector<std::uint8_t> palette_opacity;                // of the first colors; the rest are opaque
  std::optional<std::array<std::uint16_t, 3>> transparent;  // the gray (thrice) or color that is transparent, with `depth` bits
  std::vector<ByteSpan> pixel_data;                         // a stream of zlib, in parts
  std::vector<std::uint8_t> icc_profile;
  int orientation = 1;  // of EXIF, or else XMP
  bool has_end = false;
  std::vector<Notice> warnings;  // faults that leave the pixels whole
};

// Returns the header. Errors: kBadFormat for a header that is missing or invalid, kUnsupported for a PNG of Apple's tools.
[[nodiscard]] Result<PngHeader> read_png_header(ByteSpan bytes);

// Reads all chunks. A fault of a chunk that no pixel depends on, and a missing end, are warnings; a wrong checksum of a chunk with
// pixels or colors is kBadFormat, as in libpng.
[[nodiscard]] Result<PngChunks> read_png_chunks(ByteSpan bytes);

}  // namespace alexnet
