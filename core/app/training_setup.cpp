#include "app/training_setup.h"

#include <algorithm>
#include <variant>

#include "app/init_file.h"
#include "base/fnv_hash.h"
#include "data/batch_loader.h"
#include "messages/app.h"
#include "model/photo_record.h"
#include "model/quantized_tensors.h"

namespace alexnet {

Result<PhotoSets> open_photos(const TrainingSettings& settings, const ThreadPool& pool) {
  if (settings.data.empty()) return fail<msg::kTrainingDataMissing>("data", kSyntheticData);
  return open_photo_sets(settings.data,
                         {.validation_fraction = settings.validation_fraction,
                          .seed = settings.seed,
                          .similar = settings.similar_photos ? SimilarPhotos::kReported : SimilarPhotos::kNotFound,
                          .pool = &pool,
                          .labels = settings.labels});
}

std::string photo_set_id(const PhotoSets& photos) {
  std::uint64_t hash = kFnvOffset;
  for (const PhotoSource* set : {photos.training.get(), photos.validation.get()})
    for (std::size_t i = 0; i < set->size(); ++i) {
      const std::string line = str_cat(set->label(i), ' ', set->name(i), '\n');
      hash = fnv_hash({reinterpret_cast<const std::uint8_t*>(line.data()), line.size()}, hash);
    }
  return str_cat(photos.training->size(), ' ', photos.validation->size(), ' ', hash);
}

namespace {

// Replaces the weights of the model by those of `found` that match.
Status initialize_from(TensorMap found, const std::string& name, Model& model, const ThreadPool& pool,
                       std::vector<LoadedTensor>& loaded) {
  Result<TensorMap> file = with_float_tensors(std::move(found), pool);
  if (!file) return with_context(name, std::move(file).error());
  std::vector<TensorView> writable;
  std::vector<std::shared_ptr<const void>> owners;
  for (Parameter& parameter : model.parameters) {
    TRY_VALUE(Tensor copy, Tensor::create(parameter.values.shape));
    std::ranges::copy(parameter.values.values(), copy.data());
    auto owner = std::make_shared<Tensor>(std::move(copy));
    writable.push_back(owner->view());
    parameter.values = owner->view();
    owners.push_back(std::move(owner));
  }
  model.owners = std::move(owners);
  Result<std::vector<LoadedTensor>> report = load_matching_weights(*file, model, writable);
  if (!report) return with_context(name, std::move(report).error());
  loaded = std::move(*report);
  if (std::ranges::none_of(loaded, &LoadedTensor::loaded)) return fail<msg::kInitFileWithoutMatch>(name);
  return {};
}

}  // namespace

Result<Model> initial_model(const TrainingSettings& settings, const ModelSpec& spec, const Model* base, Initialization how,
                            const ThreadPool& pool, std::vector<LoadedTensor>& loaded, std::string& photo_record) {
  TRY_VALUE(Model model, initialize(spec, how, settings.seed, pool));
  const auto initialize_with = [&](TensorMap file, const std::string& name) -> Status {
    if (const auto record = file.metadata.find(kPhotoRecordKey); record != file.metadata.end()) photo_record = record->second;
    return initialize_from(std::move(file), name, model, pool, loaded);
  };
  if (base != nullptr) {
    TRY(initialize_with(tensors_from_model(*base), "the open model"));
  } else if (!settings.init_file.empty()) {
    TRY_VALUE(TensorMap file, read_init_file(settings.init_file));
    TRY(initialize_with(std::move(file), settings.init_file));
  }
  return model;
}

Result<std::uint64_t> memory_needed(const ModelSpec& spec, const TrainingSettings& settings, std::size_t batch,
                                    std::size_t photos) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  const bool sgd = settings.optimizer == "sgd";
  const std::uint64_t blocks =
      2 + (sgd ? (settings.momentum > 0 ? 1 : 0) : 2) + (settings.accumulate > 1 ? 1 : 0) + (settings.average > 0 ? 1 : 0);
  std::uint64_t parameters = 0;
  std::uint64_t activations = 0;
  std::uint64_t largest = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    parameters += shapes[i].parameters;
    if (std::holds_alternative<Relu>(spec.layers[i].operation)) continue;  // computed in place
    activations += shapes[i].output.elements();
    largest = std::max<std::uint64_t>(largest, shapes[i].output.elements());
  }
  const std::uint64_t side = spec.preprocessing.resize;
  const std::uint64_t pictures = std::uint64_t{batch} * 2 * spec.preprocessing.input * spec.preprocessing.input * 3;
  const std::uint64_t cache = std::min<std::uint64_t>(LoaderOptions{}.cache_bytes, photos * side * side * 3);
  return sizeof(float) * (parameters * blocks + batch * (activations + 2 * largest) + pictures) + cache;
}

}  // namespace alexnet
