// Quantized weights as tensors of a file: `fc6.weight` is I8 [out][…] or, with 4 bits, U8 [out][in / 2] (tensor/quantized.h
// describes the order), and `fc6.weight.scale` is F32 [out].
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "tensor/quantized.h"

namespace alexnet {

// Returns the name of the scales of a weight tensor, such as `fc6.weight.scale`.
[[nodiscard]] std::string scale_name(const std::string& weight);

// Whether the file has a tensor `weight` that holds quantized weights.
[[nodiscard]] bool is_quantized(const TensorMap& file, const std::string& weight);

// Returns the quantized weights of that name. The view points to the tensor of the file, and to scales whose owner is appended
// to `owners`. kWrongShape for an impossible shape of the weights or the scales; kBadFormat for scales that are missing or not
// positive numbers. Requires: the file has the tensor `weight`.
[[nodiscard]] Result<QuantizedView> read_quantized(const TensorMap& file, const std::string& weight,
                                                   std::vector<std::shared_ptr<const void>>& owners);

// The inverse. The map points to the memory of the weights, which must outlive it.
void write_quantized(const std::string& weight, const QuantizedView& weights, TensorMap& map);

// Returns the file with every quantized tensor as F32, for programs that read only floats. The errors of read_quantized().
[[nodiscard]] Result<TensorMap> with_float_tensors(TensorMap file, const ThreadPool& pool);

// Returns the file with its F32 tensors of two or more axes (the weights, not the biases) as F16, rounded to nearest.
// kBadFormat for a number beyond the largest half-precision number, 65504.
[[nodiscard]] Result<TensorMap> with_half_tensors(TensorMap file);

}  // namespace alexnet
