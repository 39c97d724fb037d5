// std::bad_alloc as an error value, for code that fills containers whose size is read from a file.
#pragma once

#include <new>
#include <stdexcept>
#include <string>

#include "base/error.h"
#include "base/messages.h"

namespace alexnet {

// Returns task(), which is a Result or a Status; kOutOfMemory with `where` if a container in it finds no memory. In a build
// without exceptions, such as the one for browsers, a failed allocation ends the program instead.
template <typename Task>
[[nodiscard]] auto catch_bad_alloc(const std::string& where, const Task& task) -> decltype(task()) {
#ifdef __cpp_exceptions
  try {
    return task();
  } catch (const std::bad_alloc&) {
    return fail<msg::kNotEnoughMemory>(where);
  } catch (const std::length_error&) {  // larger than the container's max_size()
    return fail<msg::kNotEnoughMemory>(where);
  }
#else
  (void)where;
  return task();
#endif
}

}  // namespace alexnet
