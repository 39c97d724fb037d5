// Inverted dropout (Srivastava et al. 2014): in training, each value is kept with probability 1 - rate and divided by that
// probability, so that inference needs no dropout.
//   y[i] = x[i] * m[i],  dx[i] = dy[i] * m[i],  m[i] = 0 or 1 / (1 - rate)
// The mask is not stored: m[i] is a function of the key and i (base/rng.h), and the backward pass computes it again.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/thread_pool.h"

namespace alexnet {

// Identifies one forward pass of one dropout layer in a training run. All keys of a run differ.
struct DropoutKey {
  std::uint64_t seed = 0;   // the seed of the run
  std::uint64_t step = 0;   // counts the forward passes; below 2^48
  std::uint32_t layer = 0;  // the number of the dropout layer in the network; below 2^15
};

// Requires 0 <= rate < 1. x and y [count] may be the same buffer. The result does not depend on the number of threads.
void dropout_forward(const DropoutKey& key, float rate, std::size_t count, const float* x, float* y, const ThreadPool& pool);
// Requires the key of the forward pass. dy and dx [count] may be the same buffer.
void dropout_backward(const DropoutKey& key, float rate, std::size_t count, const float* dy, float* dx, const ThreadPool& pool);

}  // namespace alexnet
