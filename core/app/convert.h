// A model file as another file: the same network, its weights in fewer bits if wanted.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/thread_pool.h"
#include "nn/quantize.h"

namespace alexnet {

struct ConversionOptions {
  std::string in;
  std::string out;
  std::string quantization;  // `fp16`, `int8`, `int4`, or nothing: the weights as they are
};

struct Conversion {
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
  WeightDifference difference;  // between the two files
};

// kInvalidArgument for another quantization; the errors of read_model_file and write_model_file.
[[nodiscard]] Result<Conversion> convert_model(const ConversionOptions& options, const ThreadPool& pool);

// The model with weights of `int8` or `int4`, or as it is where `quantization` is empty. kInvalidArgument for anything else.
[[nodiscard]] Result<Model> quantized(Model model, const std::string& quantization, const ThreadPool& pool);

}  // namespace alexnet
