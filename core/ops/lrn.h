// Local response normalization across channels (Krizhevsky et al. 2012, section 3.3), in one pass. XNNPACK has no such
// operator.
//   s[c] = k + alpha * sum over j in [c - (size - 1) / 2, c + size / 2] of x[j]^2   (only channels that exist)
//   y[c] = x[c] * s[c]^-beta
//   dx[c] = dy[c] * s[c]^-beta - 2 * alpha * beta * x[c] * sum over j in [c - size / 2, c + (size - 1) / 2] of
//           dy[j] * x[j] * s[j]^(-beta - 1)
// alpha is not divided by size: the alpha of Caffe, PyTorch and ONNX is ours times size. Of an even size, one more channel above than below
// is covered, as in ONNX; PyTorch covers one more below.
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

// x and y [pixels][channels] must not overlap.
void lrn_forward(const LrnGeometry& geometry, std::size_t pixels, const float* x, float* y, const ThreadPool& pool);

// x is that of the forward pass; x, dy and dx are [pixels][channels], and dx must not overlap the others. s is computed again,
// which is faster than reading it from memory.
void lrn_backward(const LrnGeometry& geometry, std::size_t pixels, const float* x, const float* dy, float* dx,
                  const ThreadPool& pool);

}  // namespace alexnet
