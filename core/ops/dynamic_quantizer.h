// Activations as small whole numbers, each row on its own scale, found as they come: x[r][c] is about (q[r][c] - zero[r]) *
// scale[r]. With low = min(0, min of the row) and high = max(0, max of the row):
//   scale = (high - low) / 127, or 1 for a row of zeros
//   zero  = -low / scale, rounded: so that 0, which padding is made of, is exact
//   q     = zero + x / scale, rounded, and kept within 0 to 127
// They have 7 bits: behind a ReLU that is what a signed byte has above 0, and the sum of two products with signed bytes fits
// into 16 bits, which AVX2 without VNNI and relaxed SIMD multiply at twice the speed (ops/microkernels/qd8_tile.h).
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "tensor/tensor.h"

struct xnn_quantization_params;

namespace alexnet {

class DynamicQuantizer {
 public:
  // A row is what shares a scale: an image, or the activations of a dense layer. Allocates.
  [[nodiscard]] Status reshape(std::size_t rows, std::size_t columns);
  // x [rows][columns]. Allocates nothing; the same numbers on any number of threads.
  void run(const float* x, const ThreadPool& pool);

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
  struct MinMax {
    float low = 0;
    float high = 0;
  };

  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t pieces_ = 0;       // of a row, which threads share out
  std::vector<MinMax> min_max_;  // [rows][pieces]
  Tensor values_;                // as bytes
  Tensor parameters_;            // as xnn_quantization_params
};

}  // namespace alexnet
