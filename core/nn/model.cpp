#include "nn/model.h"

#include <atomic>
#include <bit>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "nn/alexnet.h"
#include "nn/layers_json.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kVariantKey = "variant";
constexpr const char* kWidthKey = "width";
constexpr const char* kClassesKey = "classes";
constexpr const char* kLabelsKey = "labels";
constexpr const char* kPreprocessingKey = "preprocessing";
constexpr const char* kLayersKey = "layers";  // of custom networks

template <typename Number>
Result<Number> parse_number(const TensorMap& file, const char* key) {
  const std::string& value = file.metadata.find(key)->second;
  // libc++ has no from_chars for floating-point numbers before version 20, and Emscripten comes with an older one.
  const Json number = Json::parse(value, nullptr, /*allow_exceptions=*/false);
  if (!number.is_number() || (std::is_integral_v<Number> && !number.is_number_unsigned()))
    return fail(ErrorKind::kBadFormat, text("metadata \"", key, "\""), "a number is expected, found \"", value, "\"");
  return number.get<Number>();
}

// The chain that the file itself describes.
Result<ModelSpec> custom_spec(const TensorMap& file, const VariantOptions& options) {
  ModelSpec spec{.variant = std::string(kCustomVariant), .classes = options.classes, .preprocessing = {}, .layers = {}};
  const auto layers = file.metadata.find(kLayersKey);
  if (layers == file.metadata.end())
    return fail(ErrorKind::kBadFormat, "", "has no \"", kLayersKey, "\", which a custom network needs");
  Result<std::vector<LayerSpec>> parsed = layers_from_json(layers->second);
  if (!parsed) return within(text("\"", kLayersKey, "\""), std::move(parsed).error());
  spec.layers = std::move(*parsed);
  return spec;
}

Result<ModelSpec> spec_from_metadata(const TensorMap& file) {
  for (const char* key : {kVariantKey, kClassesKey})
    if (!file.metadata.contains(key))
      return fail(ErrorKind::kBadFormat, "metadata", "has no \"", key, "\": this file does not say which AlexNet it holds");
  VariantOptions options;
  TRY_VALUE(options.classes, parse_number<std::size_t>(file, kClassesKey));
  if (file.metadata.contains(kWidthKey)) {
    TRY_VALUE(options.width, parse_number<double>(file, kWidthKey));
  }
  const std::string& variant = file.metadata.find(kVariantKey)->second;
  Result<ModelSpec> spec = variant == kCustomVariant ? custom_spec(file, options) : make_spec(variant, options);
  if (!spec) return within("metadata", std::move(spec).error());
  if (const auto preprocessing = file.metadata.find(kPreprocessingKey); preprocessing != file.metadata.end()) {
    Result<Preprocessing> parsed = preprocessing_from_json(preprocessing->second);
    if (!parsed) return within("metadata \"preprocessing\"", std::move(parsed).error());
    spec->preprocessing = *parsed;
  }
  return spec;
}

Result<std::vector<std::string>> labels_from_metadata(const TensorMap& file, std::size_t classes) {
  const auto entry = file.metadata.find(kLabelsKey);
  if (entry == file.metadata.end()) return std::vector<std::string>{};
  const Json json = Json::parse(entry->second, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return fail(ErrorKind::kBadFormat, "metadata \"labels\"", "is not a JSON array of texts");
  std::vector<std::string> labels;
  for (const Json& label : json) {
    if (!label.is_string())
      return fail(ErrorKind::kBadFormat, "metadata \"labels\"", "label ", labels.size(), " is not a text");
    labels.push_back(label.get_ref<const std::string&>());
  }
  if (labels.size() != classes)
    return fail(ErrorKind::kWrongShape, "metadata \"labels\"", labels.size(), " labels for ", classes, " classes");
  return labels;
}

// The values where they lie if they can be used there, else converted into memory that the model owns.
Result<ConstTensorView> values_of(const FileTensor& tensor, const Shape& shape, Model& model) {
  if (tensor.shape != std::vector<std::size_t>(shape.lengths().begin(), shape.lengths().end()))
    return fail(ErrorKind::kWrongShape, "", "has shape ", shape_text(tensor.shape), ", the ", model.spec.variant,
                " variant of width ", model.spec.width, " with ", model.spec.classes, " classes expects ", shape.to_string());
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

Status check_finite(const Parameter& parameter, const ThreadPool& pool) {
  const std::span<const float> values = parameter.values.values();
  std::atomic<std::size_t> worst = values.size();
  pool.parallel_for(values.size(), 1 << 16, [&](std::size_t begin, std::size_t end) {
    const std::size_t bad = begin + first_not_finite(values.subspan(begin, end - begin));
    if (bad >= end) return;
    std::size_t seen = worst.load();
    while (bad < seen && !worst.compare_exchange_weak(seen, bad)) {
    }
  });
  if (worst == values.size()) return {};
  return fail(ErrorKind::kBadFormat, text("\"", parameter.name, "\""), "value ", worst.load(), " is ", values[worst],
              ": weights are numbers");
}

}  // namespace

Result<Model> model_from_tensors(TensorMap file, const ThreadPool& pool) {
  Model model;
  TRY_VALUE(model.spec, spec_from_metadata(file));
  TRY_VALUE(model.labels, labels_from_metadata(file, model.spec.classes));
  TRY_VALUE(const std::vector<ParameterSpec> expected, parameter_specs(model.spec));
  for (const ParameterSpec& parameter : expected) {
    const auto found = file.tensors.find(parameter.name);
    if (found == file.tensors.end())
      return fail(ErrorKind::kWrongShape, text("\"", parameter.name, "\""), "is missing; the ", model.spec.variant,
                  " variant needs it with shape ", parameter.shape.to_string());
    Result<ConstTensorView> values = values_of(found->second, parameter.shape, model);
    if (!values) return within(text("\"", parameter.name, "\""), std::move(values).error());
    model.parameters.push_back({parameter.name, *values});
    TRY(check_finite(model.parameters.back(), pool));
    file.tensors.erase(found);
  }
  std::erase_if(file.tensors, [](const auto& tensor) { return tensor.first.starts_with(kTrainingTensorPrefix); });
  if (!file.tensors.empty())
    return fail(ErrorKind::kWrongShape, text("\"", file.tensors.begin()->first, "\""), "is not a tensor of the ",
                model.spec.variant, " variant");
  for (const char* key : {kVariantKey, kWidthKey, kClassesKey, kLabelsKey, kPreprocessingKey, kLayersKey})
    file.metadata.erase(key);
  model.provenance = std::move(file.metadata);
  model.owners.push_back(std::make_shared<const SharedBytes>(std::move(file.storage)));
  return model;
}

TensorMap tensors_from_model(const Model& model) {
  TensorMap map;
  for (const Parameter& parameter : model.parameters) {
    const std::span<const float> values = parameter.values.values();
    const auto lengths = parameter.values.shape.lengths();
    map.tensors[parameter.name] =
        FileTensor{.type = ElementType::kF32,
                   .shape = {lengths.begin(), lengths.end()},
                   .bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()}};
  }
  map.metadata = model.provenance;
  map.metadata[kVariantKey] = model.spec.variant;
  map.metadata[kWidthKey] = Json(model.spec.width).dump();  // as many digits as bring the same number back
  map.metadata[kClassesKey] = text(model.spec.classes);
  if (model.spec.variant == kCustomVariant) map.metadata[kLayersKey] = layers_to_json(model.spec.layers);
  map.metadata[kPreprocessingKey] = to_json(model.spec.preprocessing);
  if (!model.labels.empty()) map.metadata[kLabelsKey] = Json(model.labels).dump(-1, ' ', false, Json::error_handler_t::replace);
  return map;
}

std::string class_name(const Model& model, std::size_t index) {
  return index < model.labels.size() ? model.labels[index] : text("class ", index);
}

}  // namespace alexnet
