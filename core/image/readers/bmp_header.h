// The headers of BMP files: of OS/2 (12 bytes, and 16 to 64) and of Windows (40, 52, 56, 108 and 124 bytes).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

enum class BmpCompression : std::uint8_t { kNone, kRle8, kRle4, kBitFields };

struct BmpHeader {
  std::size_t width = 0;
  std::size_t height = 0;
  bool is_top_down = false;
  int bits = 0;  // of a pixel: 1, 2, 4, 8 (an index into the palette), 16, 24 or 32
  BmpCompression compression = BmpCompression::kNone;
  std::array<std::uint32_t, 4> masks{};              // of red, green, blue and opacity within a pixel of 16 or 32 bits
  std::vector<std::array<std::uint8_t, 3>> palette;  // red, green, blue
  std::size_t pixel_offset = 0;                      // of the first pixel in the file
  ByteSpan icc_profile;                              // refers to the file; empty if there is none
};

// Returns whether a file begins like a BMP; a text that happens to begin with BM does not.
[[nodiscard]] bool is_bmp(ByteSpan bytes);

// Errors: kBadFormat (truncated, impossible), kUnsupported (a compression that is not read).
[[nodiscard]] Result<BmpHeader> read_bmp_header(ByteSpan bytes);

}  // namespace alexnet
