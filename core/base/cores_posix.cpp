#include <algorithm>
#include <thread>

#include "base/thread_pool.h"

#ifdef __linux__
#include <sched.h>
#endif

namespace alexnet {

std::size_t available_cores() {
#ifdef __linux__
  // hardware_concurrency() would also count cores that are online but withheld from us by taskset or a container.
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) return std::max<std::size_t>(1, CPU_COUNT(&allowed));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace alexnet
