// Conversion of a model to another file format, or to weights with fewer bits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "interop/export_model.h"
#include "model/quantize.h"

namespace alexnet {

struct ConversionOptions {
  std::string out;
  TensorNames names = TensorNames::kOurs;
  std::string
      quantization;  // `fp16`, `int8`, `int4`, or empty for unchanged weights; only for .safetensors files with our names
};

struct Conversion {
  std::uint64_t bytes_before = 0;  // of the parameters in memory
  std::uint64_t bytes_after = 0;   // of the file
  WeightDifference difference;     // between the weights in memory and in the file
  std::vector<Notice> notes;       // what of the model the file does not keep
};

// Writes the model to options.out. Errors: those of export_model; kInvalidArgument for an unknown quantization, or one that the file
// format cannot store.
[[nodiscard]] Result<Conversion> convert_model(const Model& model, const ConversionOptions& options, const ThreadPool& pool);

// Returns the model as a file that is named `name`, of the format of its ending, with this program's names of tensors. Weights of 8 and 4
// bits become floats, except in a .safetensors file. Errors: those of export_model.
[[nodiscard]] Result<SharedBytes> model_as_file(const Model& model, const std::string& name, const ThreadPool& pool);

// Returns the model with int8 or int4 weights, or unchanged if `quantization` is empty. kInvalidArgument for other texts.
[[nodiscard]] Result<Model> quantized(Model model, const std::string& quantization, const ThreadPool& pool);

}  // namespace alexnet
