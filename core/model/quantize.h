// A model with weights of 8 or 4 bits instead of floats, and back. Biases stay floats.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

// A model whose weights have `bits` each: 8; or 4, but for convolutions, for the layer that tells the classes and for dense
// layers with an odd number of inputs, which have 8. Weights that are quantized already are left as they are. kOutOfMemory.
[[nodiscard]] Result<Model> quantize(const Model& model, std::size_t bits, const ThreadPool& pool);

// The parameter's values as floats, whatever they are; as many as its shape says.
void copy_values(const Parameter& parameter, std::span<float> out, const ThreadPool& pool);

// The model with all its weights as floats. kOutOfMemory.
[[nodiscard]] Result<Model> with_float_weights(Model model, const ThreadPool& pool);

// How far the weights of `second` (not its biases) are from those of `first`, a model of the same shapes.
struct WeightDifference {
  double largest = 0;
  double mean = 0;      // of the differences without their sign
  double relative = 0;  // root of the sum of the squared differences, over that of the squared weights of `first`
};
// kOutOfMemory.
[[nodiscard]] Result<WeightDifference> compare_weights(const Model& first, const Model& second, const ThreadPool& pool);

}  // namespace alexnet
