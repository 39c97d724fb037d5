// The dense layer of ops/linear.h with 8-bit weights and float activations (weight-only quantization):
//   y[n][o] = bias[o] + scale[o] * sum over i of x[n][i] * q[o][i], with an optional fused ReLU.
// Sums are floats: x times an integer of 8 bits is exact where x has at most 16 significant bits.
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/thread_pool.h"
#include "tensor/quantized.h"
#include "tensor/tensor.h"

namespace alexnet {

class WeightOnlyLinear {
 public:
  // weight [out][in] of 8 bits, bias [out]. Both must outlive this object.
  WeightOnlyLinear(const QuantizedView& weight, ConstTensorView bias, bool relu);

  // x [batch][in], y [batch][out]. Allocates nothing. The result does not depend on the number of threads, nor on the batch.
  void forward(const float* x, float* y, std::size_t batch, const ThreadPool& pool) const;

 private:
  QuantizedView weight_;
  ConstTensorView bias_;
  bool relu_;
};

}  // namespace alexnet
