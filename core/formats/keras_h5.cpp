#include "formats/keras_h5.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "base/catch_bad_alloc.h"
#include "formats/hdf5.h"
#include "formats/keras_config.h"
#include "formats/location.h"
#include "formats/zip.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kConfigEntry = "config.json";
constexpr std::string_view kWeightsEntry = "model.weights.h5";
constexpr std::uint64_t kMaxConfig = std::uint64_t{64} << 20;

// The paths of the arrays of each layer, in order, by the name of the layer.
using WeightNames = std::map<std::string, std::vector<std::string>, std::less<>>;

// Returns an attribute of strings. Keras splits a list of more than 64,512 bytes into the attributes name0, name1, …
std::vector<std::string> strings_of(const Hdf5Contents::Attributes& attributes, const std::string& name) {
  if (const auto whole = attributes.find(name); whole != attributes.end()) return whole->second;
  std::vector<std::string> all;
  for (std::size_t i = 0;; ++i) {
    const auto part = attributes.find(str_cat(name, i));
    if (part == attributes.end()) return all;
    all.insert(all.end(), part->second.begin(), part->second.end());
  }
}
std::string attribute_of(const Hdf5Contents::Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() || found->second.empty() ? "" : found->second.front();
}

// Returns the paths of the arrays of the layers below `root`, in the order in which the file names them.
Result<std::vector<std::pair<std::string, std::vector<std::string>>>> named_weights(const Hdf5Contents& file,
                                                                                    const std::string& root) {
  std::vector<std::pair<std::string, std::vector<std::string>>> result;
  for (const std::string& layer : strings_of(file.groups.find(root)->second, "layer_names")) {
    const std::string path = root.empty() ? layer : str_cat(root, '/', layer);
    const auto group = file.groups.find(path);
    if (group == file.groups.end()) return fail<msg::kKerasGroupMissing>(location_in("keras", layer));
    auto& [name, paths] = result.emplace_back(layer, std::vector<std::string>{});
    for (const std::string& weight : strings_of(group->second, "weight_names")) paths.push_back(str_cat(path, '/', weight));
  }
  return result;
}

Status attach_weights(const WeightNames& weights, const Hdf5Contents& file, KerasLayer& layer) {
  if (layer.weights.empty()) return {};
  const auto found = weights.find(layer.name);
  const std::size_t count = found == weights.end() ? 0 : found->second.size();
  if (count != layer.weights.size())
    return fail<msg::kKerasWeightCount>(location_in("keras", layer.type, layer.name), count, layer.weights.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& path = found->second[i];
    if (!file.datasets.tensors.contains(path))
      return fail<msg::kKerasWeightMissing>(location_in("keras", layer.type, layer.name), quoted_name(path));
    layer.computation.front().*layer.weights[i] = path;
  }
  return {};
}

Result<ForeignNetwork> assemble(KerasConfig config, const WeightNames& weights, Hdf5Contents file) {
  ForeignNetwork network;
  network.input = config.input;
  for (KerasLayer& layer : config.layers) {
    TRY(attach_weights(weights, file, layer));
    network.layers.insert(network.layers.end(), layer.computation.begin(), layer.computation.end());
  }
  network.tensors = std::move(file.datasets);
  return network;
}

// Infers a layer from the shapes of its weights: four axes are a convolution, two a dense layer.
ForeignLayer layer_from_weight_shapes(const std::string& name, const std::vector<std::string>& paths,
                                      const Hdf5Contents& file) {
  ForeignLayer layer{.name = name, .type = "weights", .reason = fail<msg::kKerasUnknownWeights>("").error()};
  const auto first = file.datasets.tensors.find(paths.front());
  if (first == file.datasets.tensors.end() || paths.size() > 2) return layer;
  const std::size_t axes = first->second.shape.size();
  if (axes == 4) layer.kind = ForeignKind::kConvolution;
  if (axes == 2) layer.kind = ForeignKind::kDense;
  layer.order = axes == 4 ? WeightOrder::kYXInOut : WeightOrder::kInOut;
  layer.weight = paths.front();
  if (paths.size() == 2) layer.bias = paths.back();
  return layer;
}

// May throw std::bad_alloc.
Result<ForeignNetwork> read_or_throw(const SharedBytes& bytes) {
  TRY_VALUE(Hdf5Contents file, read_hdf5(bytes, "optimizer_weights"));
  const Hdf5Contents::Attributes top = file.groups.find("")->second;
  const std::string root = file.groups.contains("model_weights") ? "model_weights" : "";
  TRY_VALUE(const auto named, named_weights(file, root));
  const std::string config = attribute_of(top, "model_config");
  // A copy, since `file` is moved below.
  const Hdf5Contents::Attributes versions = top.contains("keras_version") ? top : file.groups.find(root)->second;
  ForeignNetwork network;
  if (config.empty()) {
    if (named.empty()) return fail<msg::kKerasNotAModel>("hdf5");
    network.has_architecture = false;
    for (const auto& [layer, paths] : named)
      if (!paths.empty()) network.layers.push_back(layer_from_weight_shapes(layer, paths, file));
    network.tensors = std::move(file.datasets);
  } else {
    TRY_VALUE(KerasConfig parsed, read_keras_config(config));
    TRY_VALUE(network, assemble(std::move(parsed), WeightNames(named.begin(), named.end()), std::move(file)));
  }
  network.format = str_cat("Keras ", attribute_of(versions, "keras_version"), config.empty() ? " weights" : " HDF5");
  for (const char* key : {"keras_version", "backend"})
    if (const std::string value = attribute_of(versions, key); !value.empty()) network.tensors.metadata[key] = value;
  const Json ours = Json::parse(attribute_of(top, std::string(kKerasMetadata)), nullptr, /*allow_exceptions=*/false);
  if (ours.is_object())
    for (const auto& [key, value] : ours.items())
      if (value.is_string()) network.tensors.metadata[key] = value.get<std::string>();
  return network;
}

// Converts the name of a class to that of a group, as Keras does: `Conv2D` to `conv2d`, `BatchNormalization` to
// `batch_normalization`.
std::string snake_case(std::string_view type) {
  std::string result;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const auto upper = [&](std::size_t at) {
      return at < type.size() && std::isupper(static_cast<unsigned char>(type[at])) != 0;
    };
    const auto lower = [&](std::size_t at) {
      return at < type.size() && std::islower(static_cast<unsigned char>(type[at])) != 0;
    };
    if (i > 0 && upper(i) && (lower(i - 1) || lower(i + 1))) result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(type[i])));
  }
  return result;
}

// Returns the arrays 0, 1, … of the groups layers/…/vars, by the name of the layer.
WeightNames weights_of_groups(const Hdf5Contents& file, const KerasConfig& config) {
  WeightNames weights;
  std::map<std::string, std::size_t> seen;
  std::map<std::string, std::string> named;  // the group of each layer whose name is an attribute of the group
  for (const auto& [path, attributes] : file.groups)
    if (path.ends_with("/vars") && path.starts_with("layers/")) named[attribute_of(attributes, "name")] = path;
  for (const KerasLayer& layer : config.layers) {
    const std::string type = snake_case(layer.type);
    const std::size_t number = seen[type]++;
    const std::string numbered = number == 0 ? type : str_cat(type, '_', number);
    std::string path = str_cat("layers/", numbered, "/vars");
    if (!file.groups.contains(path)) path = str_cat("_layer_checkpoint_dependencies/", numbered, "/vars");
    if (const auto found = named.find(layer.name); found != named.end() && !layer.name.empty()) path = found->second;
    for (std::size_t i = 0; file.datasets.tensors.contains(str_cat(path, '/', i)); ++i)
      weights[layer.name].push_back(str_cat(path, '/', i));
  }
  return weights;
}

}  // namespace

bool is_hdf5(ByteSpan bytes) {
  constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  return bytes.size() >= kSignature.size() && std::ranges::equal(bytes.first(kSignature.size()), kSignature);
}

Result<ForeignNetwork> read_keras_h5(SharedBytes file) {
  return catch_bad_alloc("keras", [&] { return read_or_throw(file); });
}

bool is_keras_archive(const SharedBytes& file) {
  if (!is_zip(file.bytes())) return false;
  const Result<ZipArchive> archive = ZipArchive::open(file);
  return archive && archive->contains(kConfigEntry) && archive->contains(kWeightsEntry);
}

Result<ForeignNetwork> read_keras_archive(SharedBytes file) {
  return catch_bad_alloc("keras", [&]() -> Result<ForeignNetwork> {
    TRY_VALUE(const ZipArchive archive, ZipArchive::open(std::move(file)));
    TRY_VALUE(const SharedBytes config, archive.read(kConfigEntry, kMaxConfig));
    TRY_VALUE(const SharedBytes weights, archive.read(kWeightsEntry));
    const ByteSpan json = config.bytes();
    TRY_VALUE(KerasConfig parsed, read_keras_config({reinterpret_cast<const char*>(json.data()), json.size()}));
    TRY_VALUE(Hdf5Contents contents, read_hdf5(weights, "optimizer"));
    const WeightNames names = weights_of_groups(contents, parsed);
    TRY_VALUE(ForeignNetwork network, assemble(std::move(parsed), names, std::move(contents)));
    network.format = "Keras 3 archive";
    return network;
  });
}

}  // namespace alexnet
