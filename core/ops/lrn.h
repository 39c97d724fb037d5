// Local response normalization across channels (Krizhevsky et al. 2012, section 3.3), fused into one pass: XNNPACK has none.
//   s[c] = k + alpha * sum over j in [c - (size - 1) / 2, c + size / 2] of x[j]^2   (channels that do not exist left out)
//   y[c] = x[c] * s[c]^-beta
//   dx[c] = dy[c] * s[c]^-beta - 2 * alpha * beta * x[c] * sum over j in [c - size / 2, c + (size - 1) / 2] of
//           dy[j] * x[j] * s[j]^(-beta - 1)
// alpha is not divided by size: Caffe's, PyTorch's and ONNX's alpha is ours times size. size is odd in every known network.
#pragma once

#include <cstddef>

#include "base/thread_pool.h"

namespace alexnet {

struct LrnGeometry {
  std::size_t channels = 0;
  std::size_t size = 5;  // 1 to 63
  float alpha = 1e-4f;
  float beta = 0.75f;
  float k = 2.0f;
};

// x and y [pixels][channels], not the same buffer.
void lrn_forward(const LrnGeometry& geometry, std::size_t pixels, const float* x, float* y, const ThreadPool& pool);

// x of the forward pass, dy and dx, all [pixels][channels]; dx is neither of the others. s is computed again: cheaper than
// reading it back.
void lrn_backward(const LrnGeometry& geometry, std::size_t pixels, const float* x, const float* dy, float* dx,
                  const ThreadPool& pool);

}  // namespace alexnet
