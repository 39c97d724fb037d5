#include "base/message.h"

#include "base/check.h"
#include "base/error.h"

namespace alexnet {

MessageArguments name_arguments(std::string_view wording, std::vector<std::string> values) {
  MessageArguments arguments;
  arguments.reserve(values.size());
  std::size_t at = 0;
  for (std::string& value : values) {
    const std::size_t open = wording.find('{', at);
    CHECK(open != std::string_view::npos);
    at = wording.find('}', open);
    CHECK(at != std::string_view::npos);
    arguments.emplace_back(wording.substr(open + 1, at - open - 1), std::move(value));
  }
  return arguments;
}

std::string format_message(std::string_view wording, const MessageArguments& arguments) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t open = wording.find('{'); open != std::string_view::npos; open = wording.find('{', at)) {
    result += wording.substr(at, open - at);
    const std::size_t close = wording.find('}', open);
    CHECK(close != std::string_view::npos);
    const std::string_view name = wording.substr(open + 1, close - open - 1);
    for (const auto& [argument, value] : arguments)
      if (argument == name) {
        result += value;
        break;
      }
    at = close + 1;
  }
  result += wording.substr(at);
  return result;
}

Error make_error(ErrorKind kind, std::string where, const Message& message, std::vector<std::string> values) {
  MessageArguments arguments = name_arguments(message.wording, std::move(values));
  std::string what = format_message(message.wording, arguments);
  return {kind, std::move(where), std::move(what), message.code, std::move(arguments)};
}

}  // namespace alexnet
