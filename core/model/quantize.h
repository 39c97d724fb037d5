// Quantization of a model: weights of 8 or 4 bits instead of floats, and the inverse. Biases stay floats.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

// Returns the model with weights of `bits` bits, 8 or 4. With 4, convolutions, the last layer, and dense layers with an odd
// number of inputs have 8 bits. Weights that are already quantized are not changed. kOutOfMemory.
[[nodiscard]] Result<Model> quantize(const Model& model, std::size_t bits, const ThreadPool& pool);

// Copies the values of a parameter, dequantized if necessary. Requires: out.size() is the number of elements of its shape.
void copy_values(const Parameter& parameter, std::span<float> out, const ThreadPool& pool);

// Returns the model with 8-bit weights where all weights of a tensor are multiples of 8-bit integers, as those that another program
// quantized are (QuantizedTensor::from_multiples()); others stay floats. kOutOfMemory.
[[nodiscard]] Result<Model> with_integer_weights(const Model& model, const ThreadPool& pool);

// Returns the model with all weights and activations as floats. kOutOfMemory.
[[nodiscard]] Result<Model> with_float_weights(Model model, const ThreadPool& pool);

// The differences between the weights (without biases) of two models.
struct WeightDifference {
  double largest = 0;   // the largest absolute difference
  double mean = 0;      // the mean absolute difference
  double relative = 0;  // the L2 norm of the differences, divided by the L2 norm of the weights of the first model
};

// Compares the weights of two models. Requires: they have the same shapes. kOutOfMemory.
[[nodiscard]] Result<WeightDifference> compare_weights(const Model& first, const Model& second, const ThreadPool& pool);

}  // namespace alexnet
