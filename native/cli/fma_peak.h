// What this machine could do at best: the anchor of every benchmark.
#pragma once

#include "app/host.h"

namespace alexnet::cli {

// Single-precision fused multiply-adds on all of the pool's threads at once, in GFLOP/s (two operations each); the best of
// several short runs. 0 on a processor that is neither AVX-512 nor AVX2 nor Arm.
[[nodiscard]] double fma_peak(const ThreadPool& pool);

}  // namespace alexnet::cli
