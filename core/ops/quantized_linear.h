// The dense layer of ops/linear.h with 8- or 4-bit weights and dynamically quantized activations, one scale per row
// (ops/dynamic_quantizer.h). Products are summed exactly, in 32-bit integers; y is float32.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/dynamic_quantizer.h"
#include "ops/xnn.h"
#include "tensor/quantized.h"

namespace alexnet {

class QuantizedLinear {
 public:
  // weight [out][in], bias [out]. Both are packed, that is copied; they need not outlive the call.
  [[nodiscard]] static Result<QuantizedLinear> create(const QuantizedView& weight, ConstTensorView bias, bool relu);

  // Sets the number of rows. Allocates.
  [[nodiscard]] Status reshape(std::size_t batch, const ThreadPool& pool);
  // x [batch][in], y [batch][out]. Allocates nothing.
  [[nodiscard]] Status forward(const float* x, float* y, const ThreadPool& pool);

 private:
  std::size_t inputs_ = 0;
  std::size_t bits_ = 8;
  DynamicQuantizer quantizer_;
  XnnOperator op_;
};

}  // namespace alexnet
