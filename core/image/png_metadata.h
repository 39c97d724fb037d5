// What the ancillary chunks of a PNG tell about an image: its orientation and its color profile.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace alexnet {

class PngMetadata {
 public:
  // Looks at a chunk: eXIf, iCCP, XMP in iTXt, and EXIF as ImageMagick writes it, in hexadecimal in tEXt and zTXt.
  void add(std::string_view kind, ByteSpan body);

  // Returns the orientation in EXIF, or else in XMP, or else 1.
  [[nodiscard]] int orientation() const { return exif_.value_or(exif_in_text_.value_or(xmp_.value_or(1))); }
  // Returns the ICC profile; empty if there is none.
  [[nodiscard]] const std::vector<std::uint8_t>& icc_profile() const { return icc_profile_; }

 private:
  void add_text(std::string_view kind, ByteSpan body);

  std::optional<int> exif_, exif_in_text_, xmp_;
  std::vector<std::uint8_t> icc_profile_;
};

}  // namespace alexnet
