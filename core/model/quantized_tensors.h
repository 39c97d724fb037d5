// Quantized weights among a file's tensors: `fc6.weight` is I8 [out][…] or, at 4 bits, U8 [out][in / 2] (tensor/quantized.h
// says how those lie), and `fc6.weight.scale` is F32 [out].
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "tensor/quantized.h"

namespace alexnet {

// `fc6.weight.scale`
[[nodiscard]] std::string scale_name(const std::string& weight);

// Whether `weight`, a tensor of the file, holds quantized weights.
[[nodiscard]] bool is_quantized(const TensorMap& file, const std::string& weight);

// The quantized weights of that name. The numbers are looked at where they lie; `owners` gets what keeps the scales.
// kWrongShape for scales, or a shape, that cannot be; kBadFormat for scales that are missing or not positive numbers.
[[nodiscard]] Result<QuantizedView> read_quantized(const TensorMap& file, const std::string& weight,
                                                   std::vector<std::shared_ptr<const void>>& owners);

// The inverse. The map looks at the weights' memory.
void write_quantized(const std::string& weight, const QuantizedView& weights, TensorMap& map);

// The file with every quantized tensor as F32, for those who know floats alone. The errors of read_quantized.
[[nodiscard]] Result<TensorMap> with_float_tensors(TensorMap file, const ThreadPool& pool);

// The file's F32 tensors of two axes and more as F16, rounded to the nearest: the weights, not the biases. kBadFormat for a
// number that is beyond the largest half, 65504.
[[nodiscard]] Result<TensorMap> with_half_tensors(TensorMap file);

}  // namespace alexnet
