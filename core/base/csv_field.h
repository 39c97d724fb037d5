// A field of a CSV file (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// Returns the text as a field: in quotes, with its quotes doubled, if it has a comma, a quote or the end of a line.
[[nodiscard]] inline std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string field = "\"";
  for (const char letter : text) field.append(letter == '"' ? 2 : 1, letter);
  return field + '"';
}

}  // namespace alexnet
