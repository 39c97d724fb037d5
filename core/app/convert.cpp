#include "app/convert.h"

#include "app/model_file.h"
#include "formats/safetensors.h"
#include "nn/quantized_tensors.h"

namespace alexnet {
namespace {

constexpr std::string_view kHalf = "fp16";

Status write_as_halves(const std::string& path, const Model& model) {
  TRY_VALUE(const TensorMap tensors, with_half_tensors(tensors_from_model(model)));
  return write_safetensors(path, tensors);
}

Result<std::uint64_t> size_of(const std::string& path) {
  TRY_VALUE(const SharedBytes bytes, map_file(path));
  return bytes.bytes().size();
}

}  // namespace

Result<Model> quantized(Model model, const std::string& quantization, const ThreadPool& pool) {
  if (quantization.empty()) return model;
  if (quantization != "int8" && quantization != "int4")
    return fail(ErrorKind::kInvalidArgument, "quantization", "\"", quantization, "\" is none of int8, int4");
  // From floats, so that a file that is quantized can be quantized in another way.
  TRY_VALUE(const Model floats, with_float_weights(std::move(model), pool));
  return quantize(floats, quantization == "int4" ? 4 : 8, pool);
}

Result<Conversion> convert_model(const ConversionOptions& options, const ThreadPool& pool) {
  const bool halves = options.quantization == kHalf;
  Conversion conversion;
  TRY_VALUE(conversion.bytes_before, size_of(options.in));
  TRY_VALUE(const Model original, read_model_file(options.in, pool));
  if (halves) {
    TRY_VALUE(const Model floats, with_float_weights(original, pool));
    TRY(write_as_halves(options.out, floats));
  } else {
    TRY_VALUE(const Model model, quantized(original, options.quantization, pool));
    TRY(write_model_file(options.out, model));
  }
  TRY_VALUE(conversion.bytes_after, size_of(options.out));
  TRY_VALUE(const Model written, read_model_file(options.out, pool));
  TRY_VALUE(conversion.difference, compare_weights(original, written, pool));
  return conversion;
}

}  // namespace alexnet
