#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/cgroup_cores.h"
#include "base/thread_pool.h"

#ifdef __linux__
#include <sched.h>
#endif

namespace alexnet {
namespace {

std::size_t cores_of_machine() {
#ifdef __linux__
  // hardware_concurrency() would also count cores that are online but withheld from us by taskset or a container.
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) return std::max<std::size_t>(1, CPU_COUNT(&allowed));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

std::size_t available_cores() {
  const std::size_t cores = cores_of_machine();
  std::ifstream file("/proc/self/cgroup");
  const std::string groups(std::istreambuf_iterator<char>(file), {});
  const std::optional<double> quota = cgroup_cores("/sys/fs/cgroup", groups);
  // A part of a core is worth a thread: 1.5 cores are left unused by one, and two are stopped for a quarter of the time.
  return quota ? std::min(cores, std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(*quota)))) : cores;
}

}  // namespace alexnet
