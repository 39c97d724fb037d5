#include "formats/keras/h5.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "base/catch_bad_alloc.h"
#include "formats/hdf5/hdf5.h"
#include "formats/keras/config.h"
#include "formats/keras/weights.h"
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

// Attaches the arrays to the layers; `arrays_of` returns those of a layer.
template <typename ArraysOf>
Result<ForeignNetwork> assemble(KerasConfig config, Hdf5Contents file, const ArraysOf& arrays_of) {
  ForeignNetwork network;
  network.input = config.input;
  KerasWeights weights(file);
  for (KerasLayer& layer : config.layers) {
    TRY(weights.attach(arrays_of(layer), layer));
    network.layers.insert(network.layers.end(), layer.computation.begin(), layer.computation.end());
  }
  weights.finish();
  network.tensors = std::move(file.datasets);
  return network;
}

// May throw std::bad_alloc.
Result<ForeignNetwork> read_network_or_throw(const SharedBytes& bytes) {
  TRY_VALUE(Hdf5Contents file, read_hdf5(bytes, kKerasOptimizerGroups));
  const Hdf5Contents::Attributes top = file.groups.find("")->second;
  const std::string root = file.groups.contains("model_weights") ? "model_weights" : "";
  TRY_VALUE(const auto named, named_weights(file, root));
  const std::string config = attribute_of(top, "model_config");
  // A copy, since `file` is moved below.
  const Hdf5Contents::Attributes versions = top.contains("keras_version") ? top : file.groups.find(root)->second;
  ForeignNetwork network;
  if (config.empty()) {
    network.has_architecture = false;
    for (const auto& [layer, paths] : named)
      if (!paths.empty()) network.layers.push_back(keras_layer_of_shapes(layer, paths, file));
    if (named.empty()) {
      TRY_VALUE(network.layers, layers_of_keras_weights(file));
    }
    network.tensors = std::move(file.datasets);
  } else {
    TRY_VALUE(KerasConfig parsed, read_keras_config(config));
    const WeightNames names(named.begin(), named.end());
    TRY_VALUE(network, assemble(std::move(parsed), std::move(file), [&](const KerasLayer& layer) {
                const auto found = names.find(layer.outer);
                return KerasArrays{.paths = found == names.end() ? std::vector<std::string>{} : found->second,
                                   .are_named = true};
              }));
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

// Finds the group of a layer in an archive: the one that has its name as an attribute, else by its class and number.
class ArchiveGroups {
 public:
  explicit ArchiveGroups(const Hdf5Contents& file) : file_(file) {
    for (const auto& [path, attributes] : file.groups)
      if (path.ends_with("/vars")) named_[{container_of(path), attribute_of(attributes, "name")}] = path;
  }

  [[nodiscard]] KerasArrays arrays_of(const KerasLayer& layer) const {
    std::string path = str_cat(layer.group, "/vars");
    // Before Keras 3, the group of the layers had another name.
    if (!file_.groups.contains(path) && path.starts_with("layers/")) path.replace(0, 6, "_layer_checkpoint_dependencies");
    const auto found = named_.find({layer.container, layer.name});
    if (found != named_.end() && !layer.name.empty()) path = found->second;
    KerasArrays arrays;
    for (std::size_t i = 0; file_.datasets.tensors.contains(str_cat(path, '/', i)); ++i)
      arrays.paths.push_back(str_cat(path, '/', i));
    return arrays;
  }

 private:
  // `layers` of `layers/dense/vars`.
  static std::string container_of(const std::string& path) {
    const std::size_t group = path.rfind('/', path.size() - 6);
    return group == std::string::npos ? "" : path.substr(0, group);
  }

  const Hdf5Contents& file_;
  std::map<std::pair<std::string, std::string>, std::string> named_;  // by the container and the name of the layer
};

}  // namespace

bool is_hdf5(ByteSpan bytes) {
  constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  return bytes.size() >= kSignature.size() && std::ranges::equal(bytes.first(kSignature.size()), kSignature);
}

Result<ForeignNetwork> read_keras_h5(SharedBytes file) {
  return catch_bad_alloc("keras", [&] { return read_network_or_throw(file); });
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
    TRY_VALUE(Hdf5Contents contents, read_hdf5(weights, kKerasOptimizerGroups));
    const auto shared = std::make_shared<const Hdf5Contents>(contents);
    const ArchiveGroups groups(*shared);
    TRY_VALUE(ForeignNetwork network, assemble(std::move(parsed), std::move(contents),
                                               [&](const KerasLayer& layer) { return groups.arrays_of(layer); }));
    network.format = "Keras 3 archive";
    return network;
  });
}

}  // namespace alexnet
