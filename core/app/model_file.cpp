#include "app/model_file.h"

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

}  // namespace

Result<Model> read_model(SharedBytes file, const ThreadPool& pool, const CompanionFiles& companions) {
  TRY_VALUE(ImportedModel imported, import_model(std::move(file), "", {.companions = companions}, pool));
  return std::move(imported.model);
}

Result<Model> read_model_file(const std::string& path, const ThreadPool& pool) {
  TRY_VALUE(ImportedModel imported, import_model_file(path, {}, pool));
  return std::move(imported.model);
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
      {"preprocessing", OrderedJson::parse(to_json(spec.preprocessing), nullptr, /*allow_exceptions=*/false)},
      {"layers", layers},
      {"training_photos", record.empty() ? OrderedJson(nullptr) : OrderedJson(record.photos())},
      {"provenance", provenance}};
  return dump_json(json);
}

}  // namespace alexnet
