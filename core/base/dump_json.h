// nlohmann's JSON as text, for whatever a file or a user may have put into it.
#pragma once

#include <cstddef>
#include <string>

namespace alexnet {

// On one line, or indented by so many spaces. Bytes that are no UTF-8 become U+FFFD, where dump() alone would throw.
template <typename Json>
[[nodiscard]] std::string dump_json(const Json& json, int indentation = -1) {
  return json.dump(indentation, ' ', false, Json::error_handler_t::replace);
}

// For a sentence that says what was found: its beginning, escaped, so that no character is cut in two.
template <typename Json>
[[nodiscard]] std::string json_excerpt(const Json& json) {
  constexpr std::size_t kMaxCharacters = 60;
  return json.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, kMaxCharacters);
}

}  // namespace alexnet
