// A model as another file: of another format, or with its weights in fewer bits.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/thread_pool.h"
#include "interop/export_model.h"
#include "model/quantize.h"

namespace alexnet {

struct ConversionOptions {
  std::string out;
  TensorNames names = TensorNames::kOurs;
  std::string quantization;  // `fp16`, `int8`, `int4`, or nothing: the weights as they are. Of .safetensors with our names
};

struct Conversion {
  std::uint64_t bytes_before = 0;  // of the parameters in memory
  std::uint64_t bytes_after = 0;   // of the file
  WeightDifference difference;     // between the two
};

// kInvalidArgument for another quantization, or one that the file's format has no place for; the errors of export_model.
[[nodiscard]] Result<Conversion> convert_model(const Model& model, const ConversionOptions& options, const ThreadPool& pool);

// The model with weights of `int8` or `int4`, or as it is where `quantization` is empty. kInvalidArgument for anything else.
[[nodiscard]] Result<Model> quantized(Model model, const std::string& quantization, const ThreadPool& pool);

}  // namespace alexnet
