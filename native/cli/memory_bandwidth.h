// The speed at which this machine reads memory, to which benchmarks are compared.
#pragma once

#include "app/host.h"

namespace alexnet::cli {

// Reads 256 MB, more than caches hold, on all threads of the pool at once. Returns the best of several runs in GB/s (10^9 bytes), or 0
// if there is not enough memory.
[[nodiscard]] double memory_bandwidth(const ThreadPool& pool);

}  // namespace alexnet::cli
