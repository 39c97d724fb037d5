#include "base/thread_pool.h"

#include <pthreadpool.h>

#include <algorithm>

namespace alexnet {

namespace {

// More than one, so that the last range to end is a small one also where a thread begins late or is held up.
constexpr std::size_t kRangesPerThread = 4;

}  // namespace

void ThreadPool::Destroy::operator()(pthreadpool* pool) const { pthreadpool_destroy(pool); }

ThreadPool::ThreadPool(std::size_t threads) {
  const std::size_t count = threads == 0 ? available_cores() : threads;
  if (count > 1) pool_.reset(pthreadpool_create(count));
}
ThreadPool::ThreadPool(ThreadPool&&) noexcept = default;
ThreadPool& ThreadPool::operator=(ThreadPool&&) noexcept = default;
ThreadPool::~ThreadPool() = default;

std::size_t ThreadPool::threads() const { return pool_ ? pthreadpool_get_threads_count(pool_.get()) : 1; }

void ThreadPool::parallel_for(std::size_t count, std::size_t grain, const RangeBody& body) const {
  if (count == 0) return;
  const std::size_t ranges = kRangesPerThread * threads();
  const std::size_t range_length = std::max<std::size_t>({grain, (count + ranges - 1) / ranges, 1});
  if (!pool_ || range_length >= count) {
    body(0, count);
    return;
  }
  const auto call = [](void* context, std::size_t begin, std::size_t length) {
    (*static_cast<const RangeBody*>(context))(begin, begin + length);
  };
  pthreadpool_parallelize_1d_tile_1d(pool_.get(), call, const_cast<void*>(static_cast<const void*>(&body)), count, range_length,
                                     0);
}

std::size_t usable_threads(std::size_t wanted) {
  const std::size_t cores = available_cores();
  return wanted == 0 ? cores : std::min(wanted, cores);
}

}  // namespace alexnet
