// A parallel loop whose body may fail.
#pragma once

#include <cstddef>
#include <functional>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

// Calls task(i) once for each i in [0, count), spread over the threads of `pool`, even if some calls fail. Returns the error of
// the call that failed first, if any.
[[nodiscard]] Status for_each(std::size_t count, const ThreadPool& pool, const std::function<Status(std::size_t)>& task);

}  // namespace alexnet
