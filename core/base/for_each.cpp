#include "base/for_each.h"

#include <mutex>
#include <optional>
#include <utility>

namespace alexnet {

Status for_each(std::size_t count, const ThreadPool& pool, const std::function<Status(std::size_t)>& task) {
  std::mutex mutex;
  std::optional<Error> first_error;
  pool.parallel_for(count, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (Status done = task(i); !done) {
        const std::scoped_lock lock(mutex);
        if (!first_error) first_error = std::move(done).error();
      }
  });
  if (first_error) return std::unexpected(*std::move(first_error));
  return {};
}

}  // namespace alexnet
