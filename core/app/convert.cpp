#include "app/convert.h"

#include "app/model_file.h"
#include "formats/safetensors.h"
#include "messages/app.h"
#include "messages/interop.h"
#include "model/quantized_tensors.h"

namespace alexnet {
namespace {

constexpr std::string_view kHalf = "fp16";

// Returns a model with the tensors that are written. Half-precision values are converted back to floats.
Result<Model> write_as_fp16(const std::string& path, const Model& floats, const ThreadPool& pool) {
  TRY_VALUE(const TensorMap tensors, with_half_tensors(tensors_from_model(floats)));
  TRY(write_safetensors(path, tensors));
  return model_from_tensors(tensors, pool);
}

bool supports_quantized_weights(const ConversionOptions& options) {
  return options.names == TensorNames::kOurs && options.out.ends_with(".safetensors");
}

// Writes the model and returns what was written.
Result<Model> write(const Model& model, const ConversionOptions& options, const ThreadPool& pool) {
  if (!options.quantization.empty() && !supports_quantized_weights(options))
    return fail<msg::kQuantizedFormat>(options.out, options.quantization);
  if (options.quantization == kHalf) {
    TRY_VALUE(const Model floats, with_float_weights(model, pool));
    return write_as_fp16(options.out, floats, pool);
  }
  TRY_VALUE(Model written, quantized(model, options.quantization, pool));
  if (!supports_quantized_weights(options)) {
    TRY_VALUE(written, with_float_weights(std::move(written), pool));
  }
  TRY(export_model(options.out, written, options.names, pool));
  return written;
}

}  // namespace

Result<Model> quantized(Model model, const std::string& quantization, const ThreadPool& pool) {
  if (quantization.empty()) return model;
  if (quantization != "int8" && quantization != "int4") return fail<msg::kQuantizationUnknown>("quantization", quantization);
  // Quantizes from floats, so that a quantized model can be quantized in another way.
  TRY_VALUE(const Model floats, with_float_weights(std::move(model), pool));
  return quantize(floats, quantization == "int4" ? 4 : 8, pool);
}

Result<SharedBytes> model_as_file(const Model& model, const std::string& name, const ThreadPool& pool) {
  if (supports_quantized_weights({.out = name})) return exported_model(name, model, TensorNames::kOurs, pool);
  TRY_VALUE(const Model floats, with_float_weights(model, pool));
  return exported_model(name, floats, TensorNames::kOurs, pool);
}

Result<Conversion> convert_model(const Model& model, const ConversionOptions& options, const ThreadPool& pool) {
  Conversion conversion{.bytes_before = parameter_bytes(model)};
  TRY_VALUE(const Model written, write(model, options, pool));
  TRY_VALUE(conversion.difference, compare_weights(model, written, pool));
  TRY_VALUE(const SharedBytes file, map_file(options.out));
  conversion.bytes_after = file.bytes().size();
  if (model.spec.preprocessing.mean_image && !keeps_mean_image(options.out, options.names))
    conversion.notes.push_back(make_notice<msg::kMeanImageAveraged>());
  if (const std::string_view before = quantization_of(model); !before.empty() && !supports_quantized_weights(options))
    conversion.notes.push_back(make_notice<msg::kQuantizedAsFloats>(before));
  return conversion;
}

}  // namespace alexnet
