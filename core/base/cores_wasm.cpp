#include <algorithm>
#include <thread>

#include "base/thread_pool.h"

namespace alexnet {

std::size_t available_cores() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace alexnet
