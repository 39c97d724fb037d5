// The brands of files of the ISO base media family (ISO/IEC 14496-12), by which AVIF and HEIC are told from each other and from video.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.h"
#include "base/file.h"

namespace alexnet {

// The content of the first box: the major brand, 4 bytes of version, and the brands that the file is compatible with.
struct MediaBrands {
  std::string_view major;
  std::string_view compatible;

  [[nodiscard]] bool is_compatible(std::string_view brand) const {
    for (std::size_t at = 0; at + 4 <= compatible.size(); at += 4) {
      if (compatible.substr(at, 4) == brand) return true;
    }
    return false;
  }
};

// Returns empty texts if the file does not begin with a box `ftyp`.
[[nodiscard]] inline MediaBrands media_brands(ByteSpan bytes) {
  if (bytes.size() < 16 || !has_text_at(bytes, 4, "ftyp")) return {};
  const std::size_t length = big_endian_u32(bytes);
  const std::string_view box = as_text(bytes.first(std::clamp<std::size_t>(length, 16, bytes.size())));
  return {box.substr(8, 4), box.substr(16)};
}

// The major brand of a file for any decoder (mif1, msf1) leaves it to the others.
[[nodiscard]] inline bool is_avif(ByteSpan bytes) {
  const MediaBrands brands = media_brands(bytes);
  if (brands.major == "avif" || brands.major == "avis") return true;
  const bool is_general = brands.major == "mif1" || brands.major == "msf1" || brands.major == "miaf";
  return is_general && (brands.is_compatible("avif") || brands.is_compatible("avis"));
}

[[nodiscard]] inline bool is_heic(ByteSpan bytes) {
  constexpr std::array<std::string_view, 8> kBrands = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"};
  const MediaBrands brands = media_brands(bytes);
  if (brands.major.empty() || is_avif(bytes)) return false;
  return std::ranges::any_of(kBrands,
                             [&](std::string_view brand) { return brands.major == brand || brands.is_compatible(brand); });
}

}  // namespace alexnet
