#include "image/readers/png_metadata.h"

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "base/inflater.h"
#include "image/exif.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxProfile = 16 << 20, kMaxText = 4 << 20;  // decompressed bytes; no real one has as many

constexpr double kFixedPoint = 100'000;  // gAMA and cHRM hold numbers times this
constexpr double kSrgbGamma = 0.45455;   // of the gAMA that is written beside sRGB

bool are_close(const Chromaticity& a, const Chromaticity& b) {
  return std::abs(a.x - b.x) < 0.001 && std::abs(a.y - b.y) < 0.001;
}

bool are_close(const Primaries& a, const Primaries& b) {
  return are_close(a.white, b.white) && are_close(a.red, b.red) && are_close(a.green, b.green) && are_close(a.blue, b.blue);
}

// Removes the text in front of the next zero from `rest` and returns it; nullopt if there is no zero.
std::optional<std::string_view> take_text(ByteSpan& rest) {
  const std::size_t length = as_text(rest).find('\0');
  if (length == std::string_view::npos) return std::nullopt;
  const std::string_view text = as_text(rest.first(length));
  rest = rest.subspan(length + 1);
  return text;
}

// The text of a chunk: tEXt has a keyword and the text; zTXt a keyword, a method and the compressed text; iTXt a keyword, whether the
// text is compressed, a method, a language, the translated keyword, and the text.
std::vector<std::uint8_t> text_of(std::string_view kind, ByteSpan rest) {
  bool is_compressed = kind == "zTXt";
  if (is_compressed && !rest.empty()) rest = rest.subspan(1);
  if (kind == "iTXt") {
    if (rest.size() < 2) return {};
    is_compressed = rest[0] == 1;
    rest = rest.subspan(2);
    if (!take_text(rest) || !take_text(rest)) return {};
  }
  return is_compressed ? inflate_all(rest, kMaxText) : std::vector<std::uint8_t>(rest.begin(), rest.end());
}

int digit_of(char letter) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t value = kDigits.find(letter);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

// Returns the bytes of a profile in text: a name, a number of bytes, and hexadecimal digits, each on lines of its own.
std::vector<std::uint8_t> hexadecimal_profile(std::string_view text) {
  for (int line = 0; line < 3; ++line) {  // The first line is empty.
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::vector<std::uint8_t> bytes;
  int high = -1;
  for (const char letter : text) {
    const int digit = digit_of(letter);
    if (digit < 0) continue;
    if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

}  // namespace

void PngMetadata::add_text(std::string_view kind, ByteSpan body) {
  const auto keyword = take_text(body);
  if (!keyword) return;
  if (*keyword == "XML:com.adobe.xmp" && !xmp_) {
    xmp_ = orientation_of_xmp(as_text(text_of(kind, body)));
  } else if ((*keyword == "Raw profile type exif" || *keyword == "Raw profile type APP1") && !exif_in_text_) {
    const std::vector<std::uint8_t> text = text_of(kind, body);
    exif_in_text_ = orientation_of_exif(hexadecimal_profile(as_text(text)));
  }
}

void PngMetadata::add(std::string_view kind, ByteSpan body) {
  if (kind == "eXIf" && !exif_) {
    exif_ = orientation_of_exif(body);
  } else if (kind == "tEXt" || kind == "zTXt" || kind == "iTXt") {
    add_text(kind, body);
  } else {
    add_colors(kind, body);
  }
}

void PngMetadata::add_colors(std::string_view kind, ByteSpan body) {
  if (kind == "iCCP" && icc_profile_.empty()) {
    if (take_text(body) && !body.empty()) icc_profile_ = inflate_all(body.subspan(1), kMaxProfile);
  } else if (kind == "cICP" && body.size() >= 4 && body[2] == 0 && body[3] == 1) {  // RGB of the full range, as it must be
    cicp_ = {body[0], body[1]};
  } else if (kind == "sRGB") {
    is_srgb_ = true;
  } else if (kind == "gAMA" && body.size() >= 4) {
    gamma_ = big_endian_u32(body) / kFixedPoint;
  } else if (kind == "cHRM" && body.size() >= 32) {
    const auto at = [&](std::size_t i) {
      return Chromaticity{big_endian_u32(body.subspan(i * 8)) / kFixedPoint,
                          big_endian_u32(body.subspan(i * 8 + 4)) / kFixedPoint};
    };
    primaries_ = Primaries{.white = at(0), .red = at(1), .green = at(2), .blue = at(3)};
  }
}

std::vector<std::uint8_t> PngMetadata::icc_profile() const {
  if (cicp_) {
    if (auto profile = cicp_profile((*cicp_)[0], (*cicp_)[1])) return *std::move(profile);
  }
  if (!icc_profile_.empty()) return icc_profile_;
  if (is_srgb_ || !gamma_ || *gamma_ <= 0) return {};
  const Primaries primaries = primaries_.value_or(kSrgbPrimaries);
  if (std::abs(*gamma_ - kSrgbGamma) < 0.001 && are_close(primaries, kSrgbPrimaries)) return {};
  return gamma_profile(primaries, 1 / *gamma_);
}

}  // namespace alexnet
