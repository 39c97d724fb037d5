#include "model/model.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "base/dump_json.h"
#include "messages/model.h"
#include "model/alexnet.h"
#include "model/layers_json.h"
#include "model/quantized_tensors.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kVariantKey = "variant";
constexpr const char* kWidthKey = "width";
constexpr const char* kDenseWidthKey = "dense_width";
constexpr const char* kClassesKey = "classes";
constexpr const char* kLabelsKey = "labels";
constexpr const char* kTemperatureKey = "temperature";
constexpr const char* kConfidenceThresholdKey = "sure_above";
constexpr const char* kPreprocessingKey = "preprocessing";
constexpr const char* kPreprocessingOriginKey = "preprocessing_origin";  // absent for stated
constexpr const char* kLayersKey = "layers";                             // of custom networks
constexpr const char* kQuantizationKey = "quantization";
constexpr const char* kActivationsKey = "activation_quantization";
constexpr std::array<std::string_view, 12> kModelKeys = {
    kVariantKey,      kWidthKey,       kDenseWidthKey,          kClassesKey,
    kLabelsKey,       kTemperatureKey, kConfidenceThresholdKey, kPreprocessingKey,
    kQuantizationKey, kLayersKey,      kPreprocessingOriginKey, kActivationsKey};
constexpr std::array<std::string_view, 3> kOrigins = {"stated", "given", "guessed"};  // in the order of PreprocessingOrigin

template <typename Number>
Result<Number> parse_number(const TensorMap& file, const char* key) {
  const std::string& value = file.metadata.find(key)->second;
  // The JSON parser, because the libc++ of Emscripten (older than version 20) has no from_chars for floating-point numbers.
  const Json number = Json::parse(value, nullptr, /*allow_exceptions=*/false);
  if (!number.is_number() || (std::is_integral_v<Number> && !number.is_number_unsigned()))
    return fail<msg::kModelMetadataNotANumber>(str_cat("metadata \"", key, "\""), value);
  return number.get<Number>();
}

// The network whose layers the file itself describes.
Result<ModelSpec> custom_spec(const TensorMap& file, const VariantOptions& options) {
  ModelSpec spec{.variant = std::string(kCustomVariant), .classes = options.classes, .preprocessing = {}, .layers = {}};
  const auto layers = file.metadata.find(kLayersKey);
  if (layers == file.metadata.end()) return fail<msg::kModelLayersMissing>("", kLayersKey);
  Result<std::vector<LayerSpec>> parsed = layers_from_json(layers->second);
  if (!parsed) return with_context(str_cat("\"", kLayersKey, "\""), std::move(parsed).error());
  spec.layers = std::move(*parsed);
  return spec;
}

Result<ModelSpec> spec_from_metadata(const TensorMap& file) {
  for (const char* key : {kVariantKey, kClassesKey})
    if (!file.metadata.contains(key)) return fail<msg::kModelMetadataMissing>("metadata", key);
  VariantOptions options;
  TRY_VALUE(options.classes, parse_number<std::size_t>(file, kClassesKey));
  if (file.metadata.contains(kWidthKey)) {
    TRY_VALUE(options.width, parse_number<double>(file, kWidthKey));
  }
  if (file.metadata.contains(kDenseWidthKey)) {
    TRY_VALUE(options.dense_width, parse_number<double>(file, kDenseWidthKey));
  }
  const std::string& variant = file.metadata.find(kVariantKey)->second;
  Result<ModelSpec> spec = variant == kCustomVariant ? custom_spec(file, options) : make_spec(variant, options);
  if (!spec) return with_context("metadata", std::move(spec).error());
  if (const auto preprocessing = file.metadata.find(kPreprocessingKey); preprocessing != file.metadata.end()) {
    Result<Preprocessing> parsed = preprocessing_from_json(preprocessing->second);
    if (!parsed) return with_context("metadata \"preprocessing\"", std::move(parsed).error());
    spec->preprocessing = *parsed;
  }
  return spec;
}

// Reads the results of evaluate/calibrate.h.
Status read_calibration(const TensorMap& file, Model& model) {
  if (file.metadata.contains(kTemperatureKey)) {
    TRY_VALUE(const float temperature, parse_number<float>(file, kTemperatureKey));
    if (!(temperature >= 0.01f && temperature <= 100))
      return fail<msg::kModelMetadataRange>(str_cat("metadata \"", kTemperatureKey, '"'), 0.01, 100, temperature);
    model.spec.set_temperature(temperature);
  }
  if (file.metadata.contains(kConfidenceThresholdKey)) {
    TRY_VALUE(model.confidence_threshold, parse_number<float>(file, kConfidenceThresholdKey));
    if (!(model.confidence_threshold >= 0 && model.confidence_threshold <= 1))
      return fail<msg::kModelMetadataRange>(str_cat("metadata \"", kConfidenceThresholdKey, '"'), 0, 1,
                                            model.confidence_threshold);
  }
  return {};
}

Result<std::vector<std::string>> labels_from_metadata(const TensorMap& file, std::size_t classes) {
  const auto entry = file.metadata.find(kLabelsKey);
  if (entry == file.metadata.end()) return std::vector<std::string>{};
  const Json json = Json::parse(entry->second, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return fail<msg::kModelLabelsNotAnArray>("metadata \"labels\"");
  std::vector<std::string> labels;
  for (const Json& label : json) {
    if (!label.is_string()) return fail<msg::kModelLabelNotAString>("metadata \"labels\"", labels.size());
    labels.push_back(label.get_ref<const std::string&>());
  }
  if (labels.size() != classes) return fail<msg::kModelLabelCount>("metadata \"labels\"", labels.size(), classes);
  return labels;
}

Status shape_error(const std::vector<std::size_t>& found, const Shape& expected, const ModelSpec& spec) {
  return fail<msg::kModelTensorShape>("", format_shape(found), spec.variant, spec.width, spec.classes, expected.to_string());
}

// The values of a tensor: in place if they can be used so, else converted into memory that the model owns.
Result<ConstTensorView> values_of(const FileTensor& tensor, const Shape& shape, Model& model) {
  if (tensor.shape != std::vector<std::size_t>(shape.lengths().begin(), shape.lengths().end()))
    return std::unexpected(shape_error(tensor.shape, shape, model.spec).error());
  const bool aligned = reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % alignof(float) == 0;
  if (tensor.type == ElementType::kF32 && aligned && std::endian::native == std::endian::little)
    return ConstTensorView{reinterpret_cast<const float*>(tensor.bytes.data()), shape};
  TRY_VALUE(Tensor copy, Tensor::create(shape));
  TRY(to_floats(tensor, copy.values()));
  auto owner = std::make_shared<const Tensor>(std::move(copy));
  const ConstTensorView view = owner->view();
  model.owners.push_back(std::move(owner));
  return view;
}

// Moves quantized weights, which are two tensors, out of the file.
Result<Parameter> extract_quantized(TensorMap& file, const ParameterSpec& expected, Model& model) {
  TRY_VALUE(const QuantizedView weights, read_quantized(file, expected.name, model.owners));
  if (weights.shape != expected.shape) {
    const auto lengths = weights.shape.lengths();
    return with_context(str_cat("\"", expected.name, "\""),
                        shape_error({lengths.begin(), lengths.end()}, expected.shape, model.spec).error());
  }
  file.tensors.erase(expected.name);
  file.tensors.erase(scale_name(expected.name));
  return Parameter{.name = expected.name, .values = {nullptr, weights.shape}, .quantized = weights};
}

// Moves the mean image out of the file. Its side is part of the JSON of the preprocessing.
Status extract_mean_image(TensorMap& file, Preprocessing& to) {
  const auto found = file.tensors.find(kMeanImageTensor);
  if (found == file.tensors.end()) return {};
  const FileTensor& tensor = found->second;
  const std::size_t side = tensor.shape.empty() ? 0 : tensor.shape[0];
  if (tensor.shape != std::vector<std::size_t>{side, side, 3} || (side != to.input && side != to.resize))
    return fail<msg::kModelMeanImageShape>(str_cat("\"", kMeanImageTensor, "\""), format_shape(tensor.shape), to.resize,
                                           to.input);
  auto image = std::make_shared<MeanImage>(MeanImage{side, std::vector<float>(tensor.elements())});
  TRY(to_floats(tensor, image->values));
  if (const std::size_t bad = first_non_finite(image->values); bad < image->values.size())
    return fail<msg::kModelWeightNotFinite>(str_cat("\"", kMeanImageTensor, "\""), bad, image->values[bad]);
  to.mean_image = std::move(image);
  file.tensors.erase(found);
  return {};
}

Status check_finite(const Parameter& parameter, const ThreadPool& pool) {
  const std::span<const float> values = parameter.values.values();
  std::atomic<std::size_t> first = values.size();
  pool.parallel_for(values.size(), 1 << 16, [&](std::size_t begin, std::size_t end) {
    const std::size_t bad = begin + first_non_finite(values.subspan(begin, end - begin));
    if (bad >= end) return;
    std::size_t seen = first.load();
    while (bad < seen && !first.compare_exchange_weak(seen, bad)) {
    }
  });
  if (first == values.size()) return {};
  return fail<msg::kModelWeightNotFinite>(str_cat("\"", parameter.name, "\""), first.load(), values[first]);
}

}  // namespace

Result<Model> model_from_tensors(TensorMap file, const ThreadPool& pool) {
  Model model;
  TRY_VALUE(model.spec, spec_from_metadata(file));
  TRY(read_output_metadata(file, model));
  TRY(extract_mean_image(file, model.spec.preprocessing));
  if (const auto activations = file.metadata.find(kActivationsKey); activations != file.metadata.end()) {
    Result<LayerQuantizations> read = layer_quantizations_from_json(activations->second, model.spec);
    if (!read) return with_context(str_cat("metadata \"", kActivationsKey, '"'), std::move(read).error());
    model.activations = std::move(*read);
  }
  TRY_VALUE(const std::vector<ParameterSpec> expected, parameter_specs(model.spec));
  for (const ParameterSpec& parameter : expected) {
    const auto found = file.tensors.find(parameter.name);
    if (found == file.tensors.end())
      return fail<msg::kModelTensorMissing>(str_cat("\"", parameter.name, "\""), model.spec.variant,
                                            parameter.shape.to_string());
    if (is_quantized(file, parameter.name)) {
      TRY_VALUE(Parameter quantized, extract_quantized(file, parameter, model));
      model.parameters.push_back(std::move(quantized));
      continue;
    }
    Result<ConstTensorView> values = values_of(found->second, parameter.shape, model);
    if (!values) return with_context(str_cat("\"", parameter.name, "\""), std::move(values).error());
    model.parameters.push_back({.name = parameter.name, .values = *values, .quantized = {}});
    TRY(check_finite(model.parameters.back(), pool));
    file.tensors.erase(found);
  }
  std::erase_if(file.tensors, [](const auto& tensor) { return tensor.first.starts_with(kTrainingTensorPrefix); });
  if (!file.tensors.empty())
    return fail<msg::kModelTensorExtra>(str_cat("\"", file.tensors.begin()->first, "\""), model.spec.variant);
  std::erase_if(file.metadata, [](const auto& entry) { return is_model_key(entry.first); });
  model.provenance = std::move(file.metadata);
  model.owners.push_back(std::make_shared<const SharedBytes>(std::move(file.storage)));
  return model;
}

std::string_view to_string(PreprocessingOrigin origin) { return kOrigins[static_cast<std::size_t>(origin)]; }

bool is_model_key(std::string_view key) { return std::ranges::find(kModelKeys, key) != kModelKeys.end(); }

Status read_output_metadata(const TensorMap& file, Model& model) {
  TRY(read_calibration(file, model));
  TRY_VALUE(model.labels, labels_from_metadata(file, model.spec.classes));
  const auto origin = file.metadata.find(kPreprocessingOriginKey);
  const auto known = origin == file.metadata.end() ? kOrigins.end() : std::ranges::find(kOrigins, origin->second);
  if (known != kOrigins.end()) model.preprocessing_origin = static_cast<PreprocessingOrigin>(known - kOrigins.begin());
  return {};
}

void write_spec_metadata(const ModelSpec& spec, TensorMap& file) {
  file.metadata[kVariantKey] = spec.variant;
  file.metadata[kWidthKey] = Json(spec.width).dump();  // enough digits to read the same number back
  if (spec.dense_width != spec.width) file.metadata[kDenseWidthKey] = Json(spec.dense_width).dump();
  file.metadata[kClassesKey] = str_cat(spec.classes);
  if (spec.variant == kCustomVariant) file.metadata[kLayersKey] = layers_to_json(spec.layers);
}

TensorMap tensors_from_model(const Model& model) {
  TensorMap map;
  for (const Parameter& parameter : model.parameters) {
    if (parameter.quantized) {
      write_quantized(parameter.name, *parameter.quantized, map);
      continue;
    }
    const std::span<const float> values = parameter.values.values();
    const auto lengths = parameter.values.shape.lengths();
    map.tensors[parameter.name] =
        FileTensor{.type = ElementType::kF32,
                   .shape = {lengths.begin(), lengths.end()},
                   .bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()}};
  }
  map.metadata = model.provenance;
  write_spec_metadata(model.spec, map);
  if (!quantization_of(model).empty()) map.metadata[kQuantizationKey] = quantization_of(model);
  if (!model.activations.empty()) map.metadata[kActivationsKey] = to_json(model.activations);
  if (model.spec.temperature() != 1) map.metadata[kTemperatureKey] = Json(model.spec.temperature()).dump();
  if (model.confidence_threshold > 0) map.metadata[kConfidenceThresholdKey] = Json(model.confidence_threshold).dump();
  map.metadata[kPreprocessingKey] = to_json(model.spec.preprocessing);
  if (model.preprocessing_origin != PreprocessingOrigin::kStated)
    map.metadata[kPreprocessingOriginKey] = to_string(model.preprocessing_origin);
  if (const auto& image = model.spec.preprocessing.mean_image)
    map.tensors[std::string(kMeanImageTensor)] = {
        .type = ElementType::kF32,
        .shape = {image->side, image->side, 3},
        .bytes = {reinterpret_cast<const std::uint8_t*>(image->values.data()), image->values.size() * sizeof(float)}};
  if (!model.labels.empty()) map.metadata[kLabelsKey] = dump_json(Json(model.labels));
  return map;
}

std::string_view quantization_of(const Model& model) {
  std::size_t fewest = 0;
  for (const Parameter& parameter : model.parameters)
    if (parameter.quantized && (fewest == 0 || parameter.quantized->bits < fewest)) fewest = parameter.quantized->bits;
  return fewest == 0 ? "" : fewest == 4 ? "int4" : "int8";
}

std::uint64_t parameter_bytes(const Model& model) {
  std::uint64_t bytes = 0;
  for (const Parameter& parameter : model.parameters) {
    const std::size_t scales = parameter.quantized ? parameter.values.shape[0] : parameter.values.shape.elements();
    bytes += scales * std::uint64_t{sizeof(float)};
    if (parameter.quantized) bytes += parameter.quantized->bytes().size();
  }
  return bytes;
}

std::string class_name(const Model& model, std::size_t index) {
  return index < model.labels.size() ? model.labels[index] : str_cat("class ", index);
}

}  // namespace alexnet
