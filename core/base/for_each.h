// Work that may fail, a piece at a time, on all threads.
#pragma once

#include <cstddef>
#include <functional>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

// work(i) for each i below `count`, spread over the threads: all of them, whatever fails; the first error, if any.
[[nodiscard]] Status for_each(std::size_t count, const ThreadPool& pool, const std::function<Status(std::size_t)>& work);

}  // namespace alexnet
