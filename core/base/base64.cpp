#include "base/base64.h"

#include <algorithm>

namespace alexnet {
namespace {

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) {
      const bool is_digit = i + k <= bytes.size();  // one byte makes two digits, two make three
      result += is_digit ? kBase64Digits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return result;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::string_view group = text.substr(i, 4);
    if (i + 4 == text.size()) group = group.substr(0, std::min(group.find('='), group.size()));
    std::uint32_t value = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::size_t digit = k < group.size() ? kBase64Digits.find(group[k]) : 0;
      if (digit == std::string_view::npos) return {};
      value = value << 6 | static_cast<std::uint32_t>(digit);
    }
    for (std::size_t k = 0; k + 1 < group.size(); ++k) bytes.push_back(static_cast<std::uint8_t>(value >> (16 - 8 * k)));
  }
  if (to_base64(bytes) != text) return {};
  return bytes;
}

}  // namespace alexnet
