// What the ancillary chunks of a PNG tell about an image: its orientation and its color profile.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "image/color_space.h"

namespace alexnet {

class PngMetadata {
 public:
  // Looks at a chunk: eXIf, XMP in iTXt, EXIF as ImageMagick writes it, in hexadecimal in tEXt and zTXt, and those that describe
  // colors: iCCP, cICP, sRGB, gAMA and cHRM.
  void add(std::string_view kind, ByteSpan body);

  // Returns the orientation in EXIF, or else in XMP, or else 1.
  [[nodiscard]] int orientation() const { return exif_.value_or(exif_in_text_.value_or(xmp_.value_or(1))); }
  // Returns the color profile, in the order of PNG's standard: what cICP states if it is supported (image/color_space.h), that of iCCP, none for sRGB, or what gAMA and
  // cHRM state. A gAMA of 1 / 2.2 alone, or with the primaries of sRGB, stands for sRGB, as such files are written beside that
  // chunk; cHRM without gAMA says nothing, as in Chromium. Empty if there is none, or if it is sRGB's.
  [[nodiscard]] std::vector<std::uint8_t> icc_profile() const;

 private:
  void add_text(std::string_view kind, ByteSpan body);
  void add_colors(std::string_view kind, ByteSpan body);

  std::optional<int> exif_, exif_in_text_, xmp_;
  std::vector<std::uint8_t> icc_profile_;
  std::optional<std::array<int, 2>> cicp_;  // primaries and transfer
  std::optional<double> gamma_;             // of gAMA: from light to values
  std::optional<Primaries> primaries_;      // of cHRM
  bool is_srgb_ = false;
};

}  // namespace alexnet
