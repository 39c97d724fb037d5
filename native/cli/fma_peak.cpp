#include "fma_peak.h"

#include <algorithm>
#include <cstdint>

#include "app/host.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace alexnet::cli {
namespace {

constexpr std::uint64_t kIterations = 4'000'000;
constexpr std::size_t kChains =
    12;  // independent sums: more than latency times throughput of any core, fewer than its registers

struct Kernel {
  float (*run)() = nullptr;
  std::size_t lanes = 0;
};

#if defined(__x86_64__)
__attribute__((target("avx512f"))) float run_avx512() {
  __m512 sums[kChains];
  for (std::size_t i = 0; i < kChains; ++i) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  const __m512 factor = _mm512_set1_ps(0.999f);
  const __m512 term = _mm512_set1_ps(0.001f);
  for (std::uint64_t n = 0; n < kIterations; ++n)
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kChains; ++i) sums[i] = _mm512_fmadd_ps(sums[i], factor, term);
  for (std::size_t i = 1; i < kChains; ++i) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  return _mm512_cvtss_f32(sums[0]);
}

__attribute__((target("avx2,fma"))) float run_avx2() {
  __m256 sums[kChains];
  for (std::size_t i = 0; i < kChains; ++i) sums[i] = _mm256_set1_ps(static_cast<float>(i));
  const __m256 factor = _mm256_set1_ps(0.999f);
  const __m256 term = _mm256_set1_ps(0.001f);
  for (std::uint64_t n = 0; n < kIterations; ++n)
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kChains; ++i) sums[i] = _mm256_fmadd_ps(sums[i], factor, term);
  for (std::size_t i = 1; i < kChains; ++i) sums[0] = _mm256_add_ps(sums[0], sums[i]);
  return _mm256_cvtss_f32(sums[0]);
}

Kernel best_kernel() {
  if (__builtin_cpu_supports("avx512f")) return {run_avx512, 16};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {run_avx2, 8};
  return {};
}
#elif defined(__aarch64__)
float run_neon() {
  float32x4_t sums[kChains];
  for (std::size_t i = 0; i < kChains; ++i) sums[i] = vdupq_n_f32(static_cast<float>(i));
  const float32x4_t factor = vdupq_n_f32(0.999f);
  const float32x4_t term = vdupq_n_f32(0.001f);
  for (std::uint64_t n = 0; n < kIterations; ++n)
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kChains; ++i) sums[i] = vfmaq_f32(term, sums[i], factor);
  for (std::size_t i = 1; i < kChains; ++i) sums[0] = vaddq_f32(sums[0], sums[i]);
  return vgetq_lane_f32(sums[0], 0);
}

Kernel best_kernel() { return {run_neon, 4}; }
#else
Kernel best_kernel() { return {}; }
#endif

}  // namespace

double fma_peak(const ThreadPool& pool) {
  const Kernel kernel = best_kernel();
  if (kernel.run == nullptr) return 0;
  const std::size_t threads = pool.threads();
  double best = 0;
  for (int run = 0; run < 7; ++run) {
    const Stopwatch watch;
    pool.parallel_for(threads, 1, [&](std::size_t, std::size_t) {
      volatile float keep = kernel.run();
      (void)keep;
    });
    const double operations = 2.0 * static_cast<double>(kIterations * kChains * kernel.lanes * threads);
    best = std::max(best, operations / watch.milliseconds() * 1e-6);
  }
  return best;
}

}  // namespace alexnet::cli
