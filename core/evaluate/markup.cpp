#include "evaluate/markup.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <locale>
#include <sstream>

#include "base/base64.h"
#include "image/encode.h"

namespace alexnet {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length in bytes of the UTF-8 character at the beginning of `text`; 0 if it is not valid (RFC 3629: no overlong forms, no
// surrogates).
std::size_t character_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto continues = [byte](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xC2 && byte(0) < 0xE0) return continues(1) ? 2 : 0;
  if (byte(0) >= 0xE0 && byte(0) < 0xF0) {
    const bool is_overlong = byte(0) == 0xE0 && byte(1) < 0xA0, is_surrogate = byte(0) == 0xED && byte(1) >= 0xA0;
    return continues(1) && continues(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  if (byte(0) >= 0xF0 && byte(0) < 0xF5) {
    const bool is_overlong = byte(0) == 0xF0 && byte(1) < 0x90, is_beyond = byte(0) == 0xF4 && byte(1) >= 0x90;
    return continues(1) && continues(2) && continues(3) && !is_overlong && !is_beyond ? 4 : 0;
  }
  return 0;
}

std::string_view escaped(std::string_view character) {
  if (character == "&") return "&amp;";
  if (character == "<") return "&lt;";
  if (character == ">") return "&gt;";
  if (character == "\"") return "&quot;";
  if (character == "'") return "&#39;";
  const auto byte = static_cast<unsigned char>(character[0]);
  return byte < 32 || byte == 127 ? kReplacement : character;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    result += length == 0 ? kReplacement : escaped(text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

Result<std::string> jpeg_data_url(const Image& image, int quality) {
  TRY_VALUE(const std::vector<std::uint8_t> jpeg, encode_jpeg(image, quality));
  return "data:image/jpeg;base64," + to_base64(jpeg);
}

std::string decimal(double value, int decimals) {
  if (!std::isfinite(value)) return "not a number";
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out << std::fixed << std::setprecision(decimals) << value;
  return std::move(out).str();
}

std::string percent(double share) { return decimal(100 * share, 1) + " %"; }

}  // namespace alexnet
