// Serializes nlohmann's JSON, whatever bytes its strings have from a file or a user, and writes messages as JSON.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"

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

// Returns the arguments of a message by name: {"found": "7", …}.
template <typename Json>
[[nodiscard]] Json arguments_json(const MessageArguments& arguments) {
  Json json = Json::object();
  for (const auto& [name, value] : arguments) json[name] = value;
  return json;
}

// Returns notices with their codes, English wordings and arguments: [{"code","text","args":{…}}…].
template <typename Json>
[[nodiscard]] Json notices_json(std::span<const Notice> notices) {
  Json json = Json::array();
  for (const Notice& notice : notices)
    json.push_back({{"code", notice.code}, {"text", notice.text}, {"args", arguments_json<Json>(notice.arguments)}});
  return json;
}

}  // namespace alexnet
