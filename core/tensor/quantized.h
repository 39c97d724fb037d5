// Weights quantized symmetrically to 8 or 4 bits, with one scale per output channel: w[o][…] = scale[o] * q[o][…].
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/thread_pool.h"
#include "tensor/tensor.h"

namespace alexnet {

// A view of quantized weights, in C order. With 8 bits, each q is an int8. With 4 bits, which requires the shape
// [out][in] with an even `in`, q is in [-8, 7] and stored as q + 8, two per byte, the first of them in the low nibble.
struct QuantizedView {
  const std::uint8_t* data = nullptr;
  const float* scales = nullptr;  // [shape[0]], all positive
  Shape shape;                    // of the weights; the first axis is the output channel
  std::size_t bits = 8;

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data, shape.elements() / (8 / bits)}; }
  // Returns q of the weight with this index in C order.
  [[nodiscard]] int value(std::size_t index) const {
    if (bits == 8) return static_cast<std::int8_t>(data[index]);
    return (data[index / 2] >> 4 * (index % 2) & 15) - 8;
  }
};

[[nodiscard]] inline bool supports_int4(const Shape& shape) { return shape.rank() == 2 && shape[1] % 2 == 0; }

// Quantized weights and their memory.
class QuantizedTensor {
 public:
  // Rounds the weights [out][…] to the nearest representable values. The scale of an output channel maps its largest magnitude
  // to 127 with 8 bits; with 4 bits it is the one of 40 candidates that has the smallest sum of squared errors. Requires `bits`
  // to be 8, or 4 for a shape that supports_int4(). The result does not depend on the number of threads. kOutOfMemory.
  [[nodiscard]] static Result<QuantizedTensor> quantize(ConstTensorView weights, std::size_t bits, const ThreadPool& pool);

  // Returns the 8-bit integers of weights [out][…] that another program quantized and that were converted to floats: for each output
  // channel, the scale of which all its weights are multiples by -128 to 127. Nothing if a channel has no such scale. kOutOfMemory.
  [[nodiscard]] static Result<std::optional<QuantizedTensor>> from_multiples(ConstTensorView weights, const ThreadPool& pool);

  [[nodiscard]] QuantizedView view() const {
    return {reinterpret_cast<const std::uint8_t*>(numbers_.data()), scales_.data(), shape_, bits_};
  }

 private:
  [[nodiscard]] static Result<QuantizedTensor> empty(const Shape& shape, std::size_t bits);
  [[nodiscard]] std::uint8_t* numbers() { return reinterpret_cast<std::uint8_t*>(numbers_.data()); }

  Shape shape_;
  std::size_t bits_ = 8;
  Tensor numbers_;  // as bytes
  Tensor scales_;
};

// Writes all weights as floats: out[i] = scale * q. Requires out.size() to be the number of weights.
void dequantize(const QuantizedView& weights, std::span<float> out, const ThreadPool& pool);

}  // namespace alexnet
