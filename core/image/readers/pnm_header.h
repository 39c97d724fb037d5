// The headers of the Netpbm formats: PBM, PGM and PPM as text (P1 to P3) and binary (P4 to P6), and PAM (P7).
// Source: https://netpbm.sourceforge.net/doc/
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "image/reader.h"

namespace alexnet {

// Reads numbers in text, with comments from # to the end of a line.
class PnmText {
 public:
  explicit PnmText(ByteSpan bytes) : rest_(bytes) {}

  // Returns the next number with the space behind it read, too; nullopt at the end and where there is none. Numbers above 2^32 - 1
  // count as that.
  [[nodiscard]] std::optional<std::uint32_t> number();
  // Returns the next digit 0 or 1, which needs no space before it.
  [[nodiscard]] std::optional<std::uint8_t> bit();
  [[nodiscard]] ByteSpan rest() const { return rest_; }

 private:
  void skip_space();

  ByteSpan rest_;
};

struct PnmHeader {
  std::size_t width = 0;
  std::size_t height = 0;
  PixelFormat format = PixelFormat::kGray;
  std::uint32_t maximum = 1;  // the sample that is white or opaque: 1 to 65535
  bool is_text = false;
  bool is_bitmap = false;  // of PBM: a bit for each pixel, where 1 is black
  ByteSpan samples;        // behind the header
};

// Errors: kBadFormat for a header that is invalid, kUnsupported for PAM with other channels than gray, RGB and CMYK with or without opacity.
[[nodiscard]] Result<PnmHeader> read_pnm_header(ByteSpan bytes);

}  // namespace alexnet
