// Faults of the world (a file, a photo, memory, a shape that somebody gave) as values. Broken promises of our own code are a
// CHECK (base/check.h). No exception leaves a function of the core.
#pragma once

#include <cstdint>
#include <expected>
#include <sstream>
#include <string>
#include <utility>

namespace alexnet {

// What kind of fault. The numbers are part of the C API (alexnet_status in alexnet/alexnet.h): never renumber.
enum class ErrorKind {
  kNotFound = 1,         // no such file
  kUnreadable = 2,       // there, but reading or writing it fails (permission, disk full, a folder)
  kBadFormat = 3,        // the bytes are not what they claim to be
  kTooLarge = 4,         // over a stated limit; refused before memory is taken
  kWrongShape = 5,       // a tensor, class count or variant that does not fit
  kOutOfMemory = 6,      //
  kInvalidArgument = 7,  // an option that the caller gave
  kUnsupported = 8,      // valid, but not something that this program does
  kInternal = 9,         // XNNPACK refused what we asked of it
};

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string where;  // the file, tensor, layer or option concerned; may be empty
  std::string what;   // what was expected and what was found

  // One line for a person: `where: what`.
  [[nodiscard]] std::string message() const { return where.empty() ? what : where + ": " + what; }
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

// Joins its arguments into one text: text(3, " of ", 5) is "3 of 5".
template <typename... Parts>
[[nodiscard]] std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return std::move(out).str();
}

// The failing result of any Result<T>: return fail(ErrorKind::kNotFound, path, "no such file");
template <typename... Parts>
[[nodiscard]] std::unexpected<Error> fail(ErrorKind kind, std::string where, const Parts&... what) {
  return std::unexpected(Error{kind, std::move(where), text(what...)});
}

// The same error, told from further out: `where: inner message`.
[[nodiscard]] inline std::unexpected<Error> within(const std::string& where, Error error) {
  error.where = error.where.empty() ? where : where + ": " + error.where;
  return std::unexpected(std::move(error));
}

}  // namespace alexnet

// Passes an error on to the caller; otherwise does nothing, or gives the value a name.
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
