// Weights as small whole numbers with one scale for each output channel: w[o][…] = scale[o] * q[o][…].
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "base/thread_pool.h"
#include "tensor/tensor.h"

namespace alexnet {

// 8 bits: one int8 each, C order. 4 bits: only for [out][in] with an even `in`; q is in [-8, 7] and stored as q + 8, two a
// byte, the earlier one in the low half, C order.
struct QuantizedView {
  const std::uint8_t* data = nullptr;
  const float* scales = nullptr;  // [shape[0]], positive
  Shape shape;                    // of the weights, output channels first
  std::size_t bits = 8;

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data, shape.elements() / (8 / bits)}; }
  [[nodiscard]] int value(std::size_t index) const {
    if (bits == 8) return static_cast<std::int8_t>(data[index]);
    return (data[index / 2] >> 4 * (index % 2) & 15) - 8;
  }
};

[[nodiscard]] inline bool supports_int4(const Shape& shape) { return shape.rank() == 2 && shape[1] % 2 == 0; }

class QuantizedTensor {
 public:
  // The nearest numbers, scales chosen for each channel on its own: at 8 bits its largest weight becomes 127 or -127; at 4 bits
  // the scale is the one, of several, with the smallest sum of squared errors. The same for any number of threads.
  // kOutOfMemory.
  [[nodiscard]] static Result<QuantizedTensor> quantize(ConstTensorView weights, std::size_t bits, const ThreadPool& pool);

  [[nodiscard]] QuantizedView view() const {
    return {reinterpret_cast<const std::uint8_t*>(numbers_.data()), scales_.data(), shape_, bits_};
  }

 private:
  Shape shape_;
  std::size_t bits_ = 8;
  Tensor numbers_;  // as bytes
  Tensor scales_;
};

// out[i] = scale * q, as many as the view has.
void dequantize(const QuantizedView& weights, std::span<float> out, const ThreadPool& pool);

}  // namespace alexnet
