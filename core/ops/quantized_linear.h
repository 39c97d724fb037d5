// ops/linear.h with weights of 8 or 4 bits and activations that are quantized as they come, each row on its own scale
// (ops/dynamic_quantizer.h). Products are summed exactly, in 32 bits; y is fp32.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/dynamic_quantizer.h"
#include "ops/xnn.h"
#include "tensor/quantized.h"

namespace alexnet {

class QuantizedLinear {
 public:
  // weight [out][in], bias [out]; both are packed here and may go afterwards.
  [[nodiscard]] static Result<QuantizedLinear> create(const QuantizedView& weight, ConstTensorView bias, bool relu);

  // For `batch` rows from now on. Allocates.
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
