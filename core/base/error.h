// Errors as values, for everything that can go wrong outside of our own code (a file, a photo, memory, a shape, an option). A
// violated invariant of our own code is a CHECK (base/check.h). No function of the core lets an exception escape.
//
// Every error has a code and an English wording from the tables in core/messages/:
//   return fail<msg::kNpyHeaderTruncated>(path, found, expected);
#pragma once

#include <cstdint>
#include <expected>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/message.h"

namespace alexnet {

// The kind of an error. The numbers are part of the C API (alexnet_status in alexnet/alexnet.h): never renumber.
enum class ErrorKind {
  kNotFound = 1,         // a file does not exist
  kUnreadable = 2,       // a file exists, but reading or writing it fails (permission, full disk, a folder)
  kBadFormat = 3,        // the content of a file is invalid
  kTooLarge = 4,         // over a stated limit; reported before memory is allocated
  kWrongShape = 5,       // a tensor, a class count or a variant does not match
  kOutOfMemory = 6,      // an allocation failed
  kInvalidArgument = 7,  // an option of the caller is invalid
  kUnsupported = 8,      // valid input that this program does not support
  kInternal = 9,         // XNNPACK rejected a call of ours
};

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string where;           // the file, tensor, layer or option that the error is about; may be empty
  std::string what;            // the English wording with its arguments: what was expected and what was found
  const char* code = "";       // of the message table; never null
  MessageArguments arguments;  // of the wording, by name

  // Returns the error as one line of text: `where: what`.
  [[nodiscard]] std::string message() const { return where.empty() ? what : where + ": " + what; }
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

// Concatenates its arguments as an output stream prints them: str_cat(3, " of ", 5) is "3 of 5".
template <typename... Parts>
[[nodiscard]] std::string str_cat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return std::move(out).str();
}

// One row of a table of error messages: the kind of the error, its code and its English wording.
struct ErrorMessage : Message {
  constexpr ErrorMessage(ErrorKind error_kind, const char* message_code, const char* message_wording)
      : Message{message_code, message_wording}, kind(error_kind) {}
  ErrorKind kind;
};

// Builds an error of the given kind from a message. `values` are the arguments of its placeholders, in order.
[[nodiscard]] Error make_error(ErrorKind kind, std::string where, const Message& message, std::vector<std::string> values);

// The failing result of any Result<T>: return fail<msg::kNoSuchFile>(path). `values` replace the placeholders in order.
template <const ErrorMessage& kMessage, typename... Values>
[[nodiscard]] std::unexpected<Error> fail(std::string where, const Values&... values) {
  static_assert(sizeof...(Values) == placeholder_count(kMessage.wording), "one argument for each {placeholder}");
  return std::unexpected(make_error(kMessage.kind, std::move(where), kMessage, {str_cat(values)...}));
}

// fail() for the rare message whose kind is known at run time only.
template <const ErrorMessage& kMessage, typename... Values>
[[nodiscard]] std::unexpected<Error> fail_as(ErrorKind kind, std::string where, const Values&... values) {
  static_assert(sizeof...(Values) == placeholder_count(kMessage.wording), "one argument for each {placeholder}");
  return std::unexpected(make_error(kind, std::move(where), kMessage, {str_cat(values)...}));
}

// A message that is not an error, such as a warning about a photo folder, with its code and its arguments.
struct Notice {
  const char* code = "";
  std::string text;  // the English wording with its arguments
  MessageArguments arguments;
};

// Builds a notice: make_notice<msg::kPhotoSkipped>(path). `values` replace the placeholders in order.
template <const Message& kMessage, typename... Values>
[[nodiscard]] Notice make_notice(const Values&... values) {
  static_assert(sizeof...(Values) == placeholder_count(kMessage.wording), "one argument for each {placeholder}");
  MessageArguments arguments = name_arguments(kMessage.wording, {str_cat(values)...});
  std::string text = format_message(kMessage.wording, arguments);
  return {kMessage.code, std::move(text), std::move(arguments)};
}

// Adds an outer context to an error: its message becomes `where: inner message`.
[[nodiscard]] inline std::unexpected<Error> with_context(const std::string& where, Error error) {
  error.where = error.where.empty() ? where : where + ": " + error.where;
  return std::unexpected(std::move(error));
}

}  // namespace alexnet

// TRY returns the error of a failed expression to the caller; TRY_VALUE also declares a variable for the value.
//   TRY(write_file(path, bytes));
//   TRY_VALUE(const Image image, decode(bytes));
#define ALEXNET_JOIN_INNER(a, b) a##b
#define ALEXNET_JOIN(a, b) ALEXNET_JOIN_INNER(a, b)
#define TRY(expression)                                           \
  do {                                                            \
    if (auto try_status = (expression); !try_status) [[unlikely]] \
      return std::unexpected(std::move(try_status).error());      \
  } while (false)
#define TRY_VALUE(declaration, expression)                                          \
  auto ALEXNET_JOIN(try_result_, __LINE__) = (expression);                          \
  if (!ALEXNET_JOIN(try_result_, __LINE__)) [[unlikely]]                            \
    return std::unexpected(std::move(ALEXNET_JOIN(try_result_, __LINE__)).error()); \
  declaration = std::move(*ALEXNET_JOIN(try_result_, __LINE__))
