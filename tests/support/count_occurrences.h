#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace alexnet {

// Returns how often `word` occurs in `text`, including overlapping occurrences.
inline std::size_t count_occurrences(const std::string& text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

}  // namespace alexnet
