// Inverted dropout (Srivastava et al. 2014): in training each value survives with probability 1 - rate and is divided by it, so
// that inference needs nothing.
//   y[i] = x[i] * m[i],  dx[i] = dy[i] * m[i],  m[i] = 0 or 1 / (1 - rate)
// The mask is never stored: m[i] is a function of the key and of i (base/rng.h), computed again on the way back.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/thread_pool.h"

namespace alexnet {

// No two forward passes of a run share a key.
struct DropoutKey {
  std::uint64_t seed = 0;   // of the run
  std::uint64_t step = 0;   // counts the forward passes; below 2^48
  std::uint32_t layer = 0;  // which dropout layer of the network; below 2^15
};

// 0 <= rate < 1. [count] each; y may be the buffer of x. The same bits on any number of threads.
void dropout_forward(const DropoutKey& key, float rate, std::size_t count, const float* x, float* y, const ThreadPool& pool);
// With the key of the forward pass; dx may be the buffer of dy.
void dropout_backward(const DropoutKey& key, float rate, std::size_t count, const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
