// The peak performance of this machine, to which benchmarks are compared.
#pragma once

#include "app/host.h"

namespace alexnet::cli {

// Measures single-precision fused multiply-adds on all threads of the pool at once. Returns the best of several short runs in
// GFLOP/s (two operations per multiply-add), or 0 on a processor without AVX-512, AVX2 and Arm Neon.
[[nodiscard]] double fma_peak(const ThreadPool& pool);

}  // namespace alexnet::cli
