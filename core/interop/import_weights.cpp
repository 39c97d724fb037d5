#include "interop/import_weights.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/check.h"
#include "data/preprocessing_change.h"
#include "interop/chain_network.h"
#include "interop/file_activations.h"
#include "interop/file_layers.h"
#include "interop/gray_input.h"
#include "interop/import_graph.h"
#include "interop/layer_names.h"
#include "interop/match_weights.h"
#include "messages/interop.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

constexpr std::size_t kConvolutions = 5;  // of every variant

struct RecognizedVariant {
  std::string variant;
  Notice reason;
};

// Determines the variant and the widths from the file's metadata, or else from the shapes of its weights.
class VariantRecognizer {
 public:
  VariantRecognizer(const TensorMap& file, const FileLayers& layers, WeightLayout layout)
      : file_(file), layers_(layers), layout_(layout) {}

  [[nodiscard]] Result<RecognizedVariant> choose(const ImportOptions& options) const {
    if (!options.variant.empty())
      return RecognizedVariant{options.variant, make_notice<msg::kVariantRequested>(options.variant)};
    if (const auto said = file_.metadata.find("variant"); said != file_.metadata.end())
      return RecognizedVariant{said->second, make_notice<msg::kVariantInMetadata>(said->second)};
    if (layers_.dense.size() == 4) return RecognizedVariant{"keras", make_notice<msg::kVariantFourDenseLayers>()};
    const std::size_t maps = shape_of(layers_.convolutions[0])[0], read = shape_of(layers_.convolutions[1])[3];
    if (read == maps) return RecognizedVariant{"torchvision", make_notice<msg::kVariantSingleTower>(maps)};
    if (2 * read == maps) return two_towers(read, maps);
    return fail<msg::kVariantChannelMismatch>(quote(layers_.convolutions[1].weight), read,
                                              quote(layers_.convolutions[0].weight), maps);
  }

  // Whether the file has as many layers as a variant, all with a weight and a bias and without batch normalization.
  [[nodiscard]] bool is_plain() const {
    const auto plain = [](const FileLayer& layer) { return !layer.bias.empty() && layer.norms.empty(); };
    return layers_.convolutions.size() == kConvolutions && (layers_.dense.size() == 3 || layers_.dense.size() == 4) &&
           layers_.other_norms.empty() && std::ranges::all_of(layers_.convolutions, plain) &&
           std::ranges::all_of(layers_.dense, plain);
  }

  // The spec of the variant with the width for which every shape agrees with the file. If there is none, the full width: the
  // matcher then reports the first tensor that has another shape.
  [[nodiscard]] Result<ModelSpec> spec(const std::string& variant, std::size_t classes) const {
    TRY_VALUE(ModelSpec full, make_spec(variant, {.classes = classes}));
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(full));
    std::vector<double> widths = {1.0};
    std::vector<std::optional<double>> dense_widths = {std::nullopt};
    for (std::size_t i = 0, at = 0; i < shapes.size(); ++i) {
      if (shapes[i].weight.rank() == 0) continue;
      const FileLayer* layer = layer_at(at++);
      if (layer == nullptr) break;
      widths.push_back(static_cast<double>(shape_of(*layer)[0]) / static_cast<double>(shapes[i].weight[0]));
      if (shapes[i].weight.rank() == 2) dense_widths.emplace_back(widths.back());
    }
    for (const std::optional<double> dense_width : dense_widths)
      for (const double width : widths) {
        Result<ModelSpec> tried = make_spec(variant, {.classes = classes, .width = width, .dense_width = dense_width});
        if (tried && fits(*tried)) return tried;
      }
    return full;
  }

  // Whether all weights have the shapes of the spec's.
  [[nodiscard]] bool fits(const ModelSpec& spec) const {
    const auto shapes = infer_shapes(spec);
    std::size_t at = 0;
    for (const LayerShape& layer : *shapes) {
      if (layer.weight.rank() == 0) continue;
      const FileLayer* found = layer_at(at++);
      if (found == nullptr || shape_of(*found) != layer.weight) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] Shape shape_of(const FileLayer& layer) const {
    return native_shape(layout_, file_.tensors.find(layer.weight)->second.shape);
  }
  [[nodiscard]] const FileLayer* layer_at(std::size_t index) const {
    if (index < layers_.convolutions.size()) return &layers_.convolutions[index];
    index -= layers_.convolutions.size();
    return index < layers_.dense.size() ? &layers_.dense[index] : nullptr;
  }
  // The variants with two towers have the same shapes; in a Caffe file the order of the layers tells two of them apart.
  [[nodiscard]] RecognizedVariant two_towers(std::size_t read, std::size_t maps) const {
    const auto types = file_.metadata.find("caffe_layers");
    if (types != file_.metadata.end()) {
      const std::size_t norm = types->second.find("LRN"), pool = types->second.find("Pooling");
      if (norm != std::string::npos && pool != std::string::npos)
        return norm < pool ? RecognizedVariant{"caffe", make_notice<msg::kVariantNormalizationFirst>(read, maps)}
                           : RecognizedVariant{"caffenet", make_notice<msg::kVariantPoolingFirst>(read, maps)};
    }
    return {"caffe", make_notice<msg::kVariantTwoTowers>(read, maps)};
  }

  const TensorMap& file_;
  const FileLayers& layers_;
  WeightLayout layout_;
};

// Whether the tensors have this program's names. A custom network may have any, also those that torchvision uses.
bool has_native_names(const TensorMap& file) {
  const auto variant = file.metadata.find("variant");
  if (variant != file.metadata.end() && variant->second == kCustomVariant) return true;
  return variant != file.metadata.end() && std::ranges::none_of(file.tensors, [](const auto& tensor) {
           return tensor.first.starts_with("features.") || tensor.first.starts_with("classifier.");
         });
}

Result<ImportedModel> import_native(TensorMap file, const ImportOptions& options, const ThreadPool& pool) {
  const std::string& variant = file.metadata.find("variant")->second;
  if (!options.variant.empty() && options.variant != variant)
    return fail<msg::kVariantDiffersFromFile>("variant", variant, options.variant);
  ImportedModel imported;
  for (const auto& [name, tensor] : file.tensors) {
    const bool training = name.starts_with(kTrainingTensorPrefix);
    imported.report.push_back({name, training ? "" : name, tensor.shape,
                               training ? make_notice<msg::kTensorUnused>() : make_notice<msg::kTensorUnchanged>()});
  }
  imported.notes.push_back(make_notice<msg::kVariantInMetadata>(variant));
  TRY_VALUE(imported.model, model_from_tensors(std::move(file), pool));
  return imported;
}

// A file whose layers have the names of an AlexNet must have all of them up to the last one that it has.
Status check_layers(const FileLayers& layers) {
  std::vector<std::string> names;
  for (const auto* kind : {&layers.convolutions, &layers.dense})
    for (const FileLayer& layer : *kind) names.push_back(layer.layer);
  if (names.empty() || std::ranges::count(names, "") != 0) return {};
  constexpr std::array kNames = {"conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"};
  bool later = false;
  for (std::size_t i = kNames.size(); i-- > 0;) {
    const bool found = std::ranges::count(names, kNames[i]) != 0;
    if (later && !found) return fail<msg::kWeightMissing>(quote(str_cat(kNames[i], ".weight")));
    later = later || found;
  }
  return {};
}

// The file's tensors by the names, and in the layout, of this program. What is converted is owned by `owners`.
Result<TensorMap> native_tensors(const TensorMap& file, const std::vector<TensorMatch>& matches, WeightOwners& owners,
                                 const ThreadPool& pool) {
  TensorMap map{.tensors = {}, .metadata = file.metadata, .storage = file.storage};
  for (const TensorMatch& match : matches) {
    if (!match.is_loaded) continue;
    FileTensor tensor = *match.values;
    if (match.shape.rank() == 4) {
      const bool dense = tensor.shape.size() == 2;
      tensor.shape = file_lengths(WeightLayout::kOutYXIn, match.shape, dense);
      if (!is_same_order(match.layout, WeightLayout::kOutYXIn, match.shape)) {
        auto values = std::make_shared<Tensor>();
        TRY_VALUE(*values, Tensor::create(match.shape));
        TRY(copy_values(match, values->data(), pool));
        tensor.type = ElementType::kF32;
        tensor.bytes = {reinterpret_cast<const std::uint8_t*>(values->data()), values->values().size_bytes()};
        owners.push_back(std::move(values));
      }
    }
    map.tensors.emplace(match.parameter, std::move(tensor));
  }
  return map;
}

// Imports the weights as those of a variant.
Result<ImportedModel> import_variant(const TensorMap& file, const RecognizedVariant& choice, const ModelSpec& spec,
                                     const ThreadPool& pool) {
  TRY_VALUE(const std::vector<TensorMatch> matches, match_weights(file, spec, /*strict=*/true));
  WeightOwners owners;
  TRY_VALUE(TensorMap map, native_tensors(file, matches, owners, pool));
  map.metadata.erase("caffe_layers");  // was needed to recognize the variant only
  write_spec_metadata(spec, map);
  ImportedModel imported;
  for (const TensorMatch& match : matches)
    imported.report.push_back({match.tensor, match.parameter, match.values->shape, match.note});
  TRY_VALUE(imported.model, model_from_tensors(std::move(map), pool));
  std::ranges::move(owners, std::back_inserter(imported.model.owners));
  imported.notes.push_back(choice.reason);
  if (!file.metadata.contains("preprocessing")) imported.model.preprocessing_origin = PreprocessingOrigin::kGuessed;
  return imported;
}

// Imports the weights of a network that is no variant, or that is one with batch normalization or without biases.
Result<ImportedModel> import_chain(const TensorMap& file, const FileLayers& layers, const ImportOptions& options) {
  const std::optional<std::size_t> stated = file.input > 0 ? std::optional(file.input) : std::nullopt;
  const std::optional<std::size_t> input = stated_by(options.preprocessing).input;
  TRY_VALUE(ChainNetwork chain, chain_network(file, layers, input ? input : stated));
  TRY_VALUE(ImportedModel imported, import_graph(chain.network, options));
  imported.model.assumptions = std::move(chain.notes);
  return imported;
}

// Imports the weights as those of the variant that the options or the file name or that the shapes fit, or else as a chain.
Result<ImportedModel> import_layers(const TensorMap& file, const FileLayers& layers, const ImportOptions& options,
                                    const ThreadPool& pool) {
  CHECK(layers.layout.has_value());
  const WeightLayout layout = *layers.layout;
  const bool is_known = !options.variant.empty() || file.metadata.contains("variant");
  const VariantRecognizer recognizer(file, layers, layout);
  if (!is_known && !recognizer.is_plain()) return import_chain(file, layers, options);
  Result<RecognizedVariant> recognized = recognizer.choose(options);
  if (!recognized && !is_known) return import_chain(file, layers, options);
  TRY_VALUE(const RecognizedVariant choice, std::move(recognized));
  const std::vector<std::size_t>& last = file.tensors.find(layers.dense.back().weight)->second.shape;
  TRY_VALUE(const ModelSpec spec, recognizer.spec(choice.variant, native_shape(layout, last)[0]));
  if (!is_known && !recognizer.fits(spec)) return import_chain(file, layers, options);
  TRY_VALUE(ImportedModel imported, import_variant(file, choice, spec, pool));
  if (!states_activations(file)) imported.model.assumptions.push_back(make_notice<msg::kActivationsAssumed>());
  return imported;
}

Result<ImportedModel> import_foreign(TensorMap file, const ImportOptions& options, const ThreadPool& pool) {
  const FileLayers layers = layers_of(file);
  TRY(check_layers(layers));
  if (layers.convolutions.empty() || layers.dense.empty())
    return fail<msg::kLayerCountNotAlexNet>("", layers.convolutions.size(), layers.dense.size());
  const FileLayer& first = layers.convolutions.front();
  if (!layers.layout)
    return fail<msg::kFirstConvolutionShape>(quote(first.weight), format_shape(file.tensors.find(first.weight)->second.shape));
  TRY(check_activations(file, layers));
  WeightOwners owners;
  if (layers.channels == 1) TRY(read_gray_from_rgb(file.tensors.find(first.weight)->second, order_of(*layers.layout), owners));
  TRY_VALUE(ImportedModel imported, import_layers(file, layers, options, pool));
  std::ranges::move(owners, std::back_inserter(imported.model.owners));
  imported.is_gray = layers.channels == 1;
  imported.is_of_pytorch =
      *layers.layout == WeightLayout::kOutInYX && !file.metadata.contains("caffe_layers") && !file.metadata.contains("variant");
  return imported;
}

}  // namespace

Result<ImportedModel> import_tensors(TensorMap file, const ImportOptions& options, const ThreadPool& pool) {
  TRY_VALUE(ImportedModel imported, has_native_names(file) ? import_native(std::move(file), options, pool)
                                                           : import_foreign(std::move(file), options, pool));
  if (options.labels.empty()) return imported;
  const std::size_t classes = imported.model.spec.classes;
  if (options.labels.size() != classes) return fail<msg::kLabelCountMismatch>("labels", options.labels.size(), classes);
  imported.model.labels = options.labels;
  return imported;
}

}  // namespace alexnet
