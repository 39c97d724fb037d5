// Dynamic quantization of activations to 7 bits, with a scale and a zero point per row: x[r][c] is approximately
// (q[r][c] - zero[r]) * scale[r]. With low = min(0, min of the row) and high = max(0, max of the row):
//   scale = (high - low) / 127, or 1 for a row of zeros
//   zero  = round(-low / scale), so that 0, the value of padding, is exact
//   q     = round(zero + x / scale), clamped to [0, 127]
// With 7 bits, the sum of two products with signed bytes fits into 16 bits, which AVX2 without VNNI and WebAssembly's relaxed
// SIMD multiply at twice the speed (ops/microkernels/qd8_tile.h). After a ReLU no precision is lost against 8 bits: a signed
// byte has 7 bits for positive values.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/min_max.h"
#include "tensor/tensor.h"

struct xnn_quantization_params;

namespace alexnet {

class DynamicQuantizer {
 public:
  // Sets the size of the input. A row has one scale; it is an image, or the input vector of a dense layer. Allocates.
  [[nodiscard]] Status reshape(std::size_t rows, std::size_t columns);
  // Quantizes x [rows][columns]. Allocates nothing. The result does not depend on the number of threads.
  void run(const float* x, const ThreadPool& pool);

  // Returns q [rows][columns] of the last run(), followed by kReadAhead bytes that may be read.
  [[nodiscard]] const std::int8_t* values() const { return reinterpret_cast<const std::int8_t*>(values_.data()); }
  struct Row {
    std::int32_t zero = 0;
    float scale = 1;
  };
  // Returns the scale and the zero point of a row in the last run().
  [[nodiscard]] Row row(std::size_t index) const;
  // Returns the scales and zero points of all rows in XNNPACK's format.
  [[nodiscard]] const xnn_quantization_params* parameters() const;

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t chunks_ = 0;       // per row; the threads divide them among themselves
  std::vector<MinMax> min_max_;  // [rows][chunks]
  Tensor values_;                // of int8
  Tensor parameters_;            // of xnn_quantization_params
};

}  // namespace alexnet
