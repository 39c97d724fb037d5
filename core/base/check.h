// CHECK(condition): a promise that our own code makes to itself. A broken one is a bug: it is told with file and line and the
// process stops. Never for input: a file, a photo or an option that is wrong is an Error.
#pragma once

namespace alexnet {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace alexnet

#define CHECK(condition) ((condition) ? void(0) : ::alexnet::check_failed(#condition, __FILE__, __LINE__))
