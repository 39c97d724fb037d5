// CHECK(condition) asserts an invariant of our own code, in every build. If it does not hold, the program has a bug: CHECK
// prints the condition with file and line to the standard error and aborts. Never use it for input: an invalid file, photo or
// option is an Error (base/error.h).
#pragma once

namespace alexnet {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace alexnet

#define CHECK(condition) ((condition) ? void(0) : ::alexnet::check_failed(#condition, __FILE__, __LINE__))
