// Serializes nlohmann's JSON, whatever bytes its strings have from a file or a user.
#pragma once

#include <cstddef>
#include <string>

namespace alexnet {

// Returns the JSON on one line, or indented by `indentation` spaces per level if it is not negative. Bytes that are not valid
// UTF-8 become U+FFFD, where dump() alone would throw.
template <typename Json>
[[nodiscard]] std::string dump_json(const Json& json, int indentation = -1) {
  return json.dump(indentation, ' ', false, Json::error_handler_t::replace);
}

// Returns the first 60 characters of the JSON for use in an error message. It is pure ASCII, so that no character is cut in
// two.
template <typename Json>
[[nodiscard]] std::string json_excerpt(const Json& json) {
  constexpr std::size_t kMaxCharacters = 60;
  return json.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, kMaxCharacters);
}

}  // namespace alexnet
