// Messages for people, as data: a stable code and an English wording with {named} placeholders. The tables are core/messages/,
// one file per module. Front ends show the English wording or look the code up in a translation; arguments are passed by
// position and named by the placeholders, so that a translation may reorder them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace alexnet {

// A wording. Codes are unique in the program, snake_case, and never change their meaning: --json and the C API report them.
struct Message {
  const char* code;
  const char* wording;  // for example "holds {found} bytes; {expected} were expected"
};

// The number of {placeholders} of a wording.
[[nodiscard]] consteval std::size_t placeholder_count(std::string_view wording) {
  std::size_t count = 0;
  for (const char letter : wording) count += letter == '{' ? 1 : 0;
  return count;
}

// The arguments of a message: the name of each placeholder with its value, in the order of the English wording.
using MessageArguments = std::vector<std::pair<std::string, std::string>>;

// Pairs the placeholders of `wording` with `values`, in order. Requires: as many values as placeholders.
[[nodiscard]] MessageArguments name_arguments(std::string_view wording, std::vector<std::string> values);

// The wording with every placeholder replaced by its argument.
[[nodiscard]] std::string format_message(std::string_view wording, const MessageArguments& arguments);

}  // namespace alexnet
