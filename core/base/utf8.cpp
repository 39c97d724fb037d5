#include "base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace alexnet {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// Returns the number of bytes of the character at the start of `bytes`, or 0 if it is not valid (RFC 3629, section 4).
std::size_t character_length(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : std::uint8_t{0}; };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80; };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool too_large = first == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

void append_escaped(std::string& text, char byte) {
  const auto value = static_cast<std::uint8_t>(byte);
  text += "\\x";
  text += kHexDigits[value >> 4];
  text += kHexDigits[value & 15];
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string escape_invalid_utf8(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length == 0 || bytes.starts_with("\\x")) {
      append_escaped(text, bytes.front());
      bytes.remove_prefix(1);
    } else {
      text += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return text;
}

std::string unescape_invalid_utf8(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const std::size_t high = text.size() < 4 ? std::string_view::npos : kHexDigits.find(text[2]);
    const std::size_t low = text.size() < 4 ? std::string_view::npos : kHexDigits.find(text[3]);
    if (text.starts_with("\\x") && high != std::string_view::npos && low != std::string_view::npos) {
      bytes += static_cast<char>(high << 4 | low);
      text.remove_prefix(4);
    } else {
      bytes += text.front();
      text.remove_prefix(1);
    }
  }
  return bytes;
}

}  // namespace alexnet
