// nlohmann's JSON as text, for whatever a file or a user may have put into it.
#pragma once

#include <string>

namespace alexnet {

// On one line, or indented by so many spaces. Bytes that are no UTF-8 become U+FFFD, where dump() alone would throw.
template <typename Json>
[[nodiscard]] std::string json_text(const Json& json, int indentation = -1) {
  return json.dump(indentation, ' ', false, Json::error_handler_t::replace);
}

}  // namespace alexnet
