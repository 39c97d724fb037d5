// std::bad_alloc as a value: for work that fills containers whose size a file decides.
#pragma once

#include <new>
#include <stdexcept>
#include <string>

#include "base/error.h"

namespace alexnet {

// What `work` returns, a Result or a Status; kOutOfMemory at `where` when a container in it found no memory. Built without
// exceptions, as in the browser, there is nothing to catch: such an allocation ends the program.
template <typename Work>
[[nodiscard]] auto catch_bad_alloc(const std::string& where, const Work& work) -> decltype(work()) {
#ifdef __cpp_exceptions
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::kOutOfMemory, where, "not enough memory");
  } catch (const std::length_error&) {  // more than a container can ever hold
    return fail(ErrorKind::kOutOfMemory, where, "not enough memory");
  }
#else
  (void)where;
  return work();
#endif
}

}  // namespace alexnet
