// Fake quantization of activations: floats are rounded to the values that 8 bits can hold (tensor/activation_quantization.h) and stay
// floats. So a layer computes what a program that quantizes its inputs computes, in any of its implementations.
//   kStatic     y = (clamp(round(x / scale) + zero, first, last) - zero) * scale
//   kDynamic    the same with scale = (high - low) / 255 and zero = round(-low / scale) of 0..255, where low and high are the least and
//               the largest value of the row, or 0; as in ONNX's DynamicQuantizeLinear
//   kSymmetric  the same with scale = largest magnitude of the row / 127, zero = 0 and q in -127..127
// Halves are rounded to even integers. A row of zeros stays what it is.
#pragma once

#include <cstddef>

#include "base/thread_pool.h"
#include "tensor/activation_quantization.h"

namespace alexnet {

// Writes the rounded values of x [rows][columns] to y, which may be x. A row is an image, or the input vector of a dense layer.
// Allocates nothing. The result does not depend on the number of threads.
void fake_quantize(const ActivationQuantization& how, const float* x, float* y, std::size_t rows, std::size_t columns,
                   const ThreadPool& pool);

}  // namespace alexnet
