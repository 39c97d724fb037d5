// Activations as 8-bit numbers, each row on its own scale, found as they come: x[r][c] is about (q[r][c] - zero[r]) * scale[r].
// With least = min(0, min of the row) and most = max(0, max of the row): scale = (most - least) / 255, and zero is the whole
// number that makes least or most fall on the end of [-128, 127] that it is nearer to (XNNPACK, convert_nc_f32_qd8).
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/xnn.h"
#include "tensor/tensor.h"

struct xnn_quantization_params;

namespace alexnet {

class DynamicQuantizer {
 public:
  // A row is what shares a scale: a picture, or the activations of a dense layer. Allocates.
  [[nodiscard]] Status reshape(std::size_t rows, std::size_t columns, const ThreadPool& pool);
  // x [rows][columns]. Allocates nothing.
  [[nodiscard]] Status run(const float* x, const ThreadPool& pool);

  // Of the last run: q [rows][columns], with kReadAhead bytes behind them that may be read.
  [[nodiscard]] const std::int8_t* values() const { return reinterpret_cast<const std::int8_t*>(values_.data()); }
  struct Row {
    std::int32_t zero = 0;
    float scale = 1;
  };
  [[nodiscard]] Row row(std::size_t index) const;
  // The rows' numbers as XNNPACK's operators want them.
  [[nodiscard]] const xnn_quantization_params* parameters() const;

 private:
  XnnOperator op_;
  Tensor values_;      // as bytes
  Tensor parameters_;  // as xnn_quantization_params
};

}  // namespace alexnet
