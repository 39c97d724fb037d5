#include "app/model_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/photo_sets.h"
#include "base/dump_json.h"
#include "formats/safetensors.h"
#include "interop/import_model.h"
#include "model/photo_record.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson describe_layer(const LayerSpec& layer, const LayerShape& shape) {
  const auto output = shape.output.lengths();
  return {{"name", layer.name},
          {"operation", operation_name(layer.operation)},
          {"output", std::vector<std::size_t>(output.begin(), output.end())},
          {"parameters", shape.parameters},
          {"macs", shape.macs}};
}

// The assumptions in the metadata of a model; what is none is left out.
OrderedJson assumptions_of(const Model& model) {
  OrderedJson result = OrderedJson::array();
  const auto found = model.provenance.find(kAssumptionsKey);
  if (found == model.provenance.end()) return result;
  const auto has = [](const OrderedJson& notice, const char* name) {
    return notice.contains(name) && notice[name].is_string();
  };
  const auto json = OrderedJson::parse(found->second, nullptr, /*allow_exceptions=*/false);
  if (json.is_array())
    for (const OrderedJson& notice : json)
      if (notice.is_object() && has(notice, "code") && has(notice, "text") && notice.contains("args") &&
          notice["args"].is_object())
        result.push_back(notice);
  return result;
}

std::string_view text_of(ByteSpan bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Result<std::shared_ptr<const MeanImage>> read_mean_file(const std::string& path) {
  TRY_VALUE(SharedBytes file, map_file(path));
  auto image = read_mean_image(std::move(file));
  if (!image) return with_context(path, std::move(image).error());
  return image;
}

// `folder` is that of the file with the JSON: empty, or with a slash at its end.
Result<PreprocessingChange> change_of_json(const std::string& text, const std::string& folder) {
  PreprocessingChange change{text, nullptr};
  const auto json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("mean_image") || !json["mean_image"].is_string()) return change;
  const std::string path = json["mean_image"].get<std::string>();
  TRY_VALUE(change.mean_image, read_mean_file(path.starts_with('/') ? path : folder + path));
  return change;
}

}  // namespace

Result<Model> read_model(SharedBytes file, const ThreadPool& pool, const CompanionFiles& companions,
                         const PreprocessingChange& change) {
  const ImportOptions options{.variant = {}, .labels = {}, .companions = companions, .preprocessing = change};
  TRY_VALUE(ImportedModel imported, import_model(std::move(file), "", options, pool));
  return std::move(imported.model);
}

Result<Model> read_saved_model(SharedBytes file, const ThreadPool& pool) {
  TRY_VALUE(TensorMap tensors, read_safetensors(std::move(file)));
  return model_from_tensors(std::move(tensors), pool);
}

Result<Model> read_model_file(const std::string& path, const ThreadPool& pool) {
  TRY_VALUE(ImportedModel imported, import_model_file(path, {}, pool));
  return std::move(imported.model);
}

Result<Model> read_model_file(const std::string& path, const PreprocessingChange& change, const ThreadPool& pool) {
  TRY_VALUE(ImportedModel imported, import_model_file(path, {.variant = {}, .labels = {}, .preprocessing = change}, pool));
  return std::move(imported.model);
}

Result<PreprocessingChange> read_preprocessing_change(const std::string& argument) {
  if (argument.empty()) return PreprocessingChange{};
  if (argument.find('{') != std::string::npos) return change_of_json(argument, "");
  if (std::ranges::find(kPreprocessingNames, argument) != kPreprocessingNames.end())
    return PreprocessingChange{argument, nullptr};
  TRY_VALUE(const SharedBytes file, map_file(argument));
  const std::string_view text = text_of(file.bytes());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{')
    return change_of_json(std::string(text), argument.substr(0, argument.rfind('/') + 1));
  PreprocessingChange change;
  TRY_VALUE(change.mean_image, read_mean_file(argument));
  return change;
}

Status write_model_file(const std::string& path, const Model& model) {
  return write_safetensors(path, tensors_from_model(model));
}

Status record_training_photos(const std::string& folder, Model& model, const ThreadPool& pool) {
  TRY_VALUE(const PhotoSets sets, open_photo_sets(folder, {.validation_fraction = 0}));
  PhotoRecord record = photo_record_of(model);
  record.add(fingerprints_of(*sets.training, pool), max_photo_record_bytes(model));
  set_photo_record(model, record);
  return {};
}

Result<std::string> describe_model(const Model& model) {
  const ModelSpec& spec = model.spec;
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::uint64_t parameters = 0;
  std::uint64_t macs = 0;
  std::uint64_t activations = 0;
  OrderedJson layers = OrderedJson::array();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    parameters += shapes[i].parameters;
    macs += shapes[i].macs;
    activations += shapes[i].output.elements();
    layers.push_back(describe_layer(spec.layers[i], shapes[i]));
  }
  OrderedJson labels = OrderedJson::array();
  for (std::size_t i = 0; i < spec.classes; ++i) labels.push_back(class_name(model, i));
  const PhotoRecord record = photo_record_of(model);
  auto provenance = model.provenance;
  provenance.erase(std::string(kPhotoRecordKey));  // no text for people
  provenance.erase(std::string(kAssumptionsKey));
  const OrderedJson json = {
      {"variant", spec.variant},
      {"width", spec.width},
      {"dense_width", spec.dense_width},
      {"classes", spec.classes},
      {"labels", labels},
      {"temperature", spec.temperature()},
      {"sure_above", model.confidence_threshold},
      {"quantization", quantization_of(model)},
      {"parameters", parameters},
      {"macs", macs},
      {"bytes", model.parameters.empty() ? parameters * sizeof(float) : parameter_bytes(model)},
      {"activation_bytes", activations * sizeof(float)},
      {"preprocessing", OrderedJson::parse(preprocessing_report(model), nullptr, /*allow_exceptions=*/false)},
      {"assumptions", assumptions_of(model)},
      {"layers", layers},
      {"training_photos", record.empty() ? OrderedJson(nullptr) : OrderedJson(record.photos())},
      {"provenance", provenance}};
  return dump_json(json);
}

}  // namespace alexnet
