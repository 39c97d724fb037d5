#include "window/clipboard.h"

#include <filesystem>
#include <optional>

namespace alexnet::viewer {
namespace {

std::optional<int> hexadecimal_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return {};
}

// Replaces %20 and the like (RFC 3986, section 2.1).
std::string without_percent_encoding(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? hexadecimal_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hexadecimal_digit(text[i + 2]) : std::nullopt;
    result += low ? static_cast<char>(16 * *high + *low) : text[i];
    if (low) i += 2;
  }
  return result;
}

std::string path_of_line(std::string_view line) {
  if (line.starts_with("file://")) {
    line.remove_prefix(7);
    return without_percent_encoding(line.substr(std::min(line.find('/'), line.size())));  // after the name of the host, if any
  }
  const bool is_quoted = line.size() >= 2 && (line[0] == '"' || line[0] == '\'') && line.back() == line[0];
  return std::string(is_quoted ? line.substr(1, line.size() - 2) : line);
}

}  // namespace

std::vector<std::string> paths_in_text(std::string_view text) {
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line == "copy" || line == "cut") continue;  // GNOME's file manager begins with one of these words
    paths.push_back(path_of_line(line));
    std::error_code ignored;
    if (!std::filesystem::exists(paths.back(), ignored)) return {};
  }
  return paths;
}

}  // namespace alexnet::viewer
