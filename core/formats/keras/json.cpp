#include "formats/keras/json.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "base/catch_bad_alloc.h"
#include "formats/hdf5/hdf5.h"
#include "formats/keras/config.h"
#include "formats/keras/weights.h"
#include "formats/location.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxJsonFiles = 10'000;
constexpr std::size_t kMaxJsonTensors = 20'000;
constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;

const Json& json_member(const Json& json, const char* key) {
  static const Json null;
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() ? *found : null;
}
std::string json_text(const Json& json) { return json.is_string() ? json.get<std::string>() : ""; }

Json parse_object(const SharedBytes& file) {
  const ByteSpan bytes = file.bytes();
  if (bytes.empty() || bytes.size() > kMaxJsonBytes) return {};
  const auto first = std::ranges::find_if(bytes, [](std::uint8_t letter) { return letter > ' '; });
  if (first == bytes.end() || *first != '{') return {};
  return Json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
}

// Keeps the files that tensors point into.
struct JsonParts {
  std::vector<SharedBytes> files;
  std::vector<std::shared_ptr<const std::vector<std::uint8_t>>> converted;
};

Result<ForeignNetwork> read_sharded_weights(const SharedBytes& file, const CompanionFiles& companions) {
  const Json json = parse_object(file);
  std::set<std::string> names;
  for (const auto& [group, files] : json_member(json, "weight_map").items())
    for (const Json& name : files.is_array() ? files : Json::array({files}))
      if (name.is_string() && !group.starts_with("/optimizer")) names.insert(name.get<std::string>());
  if (names.size() > kMaxJsonFiles) return fail<msg::kKerasShards>("keras", kMaxJsonFiles);
  Hdf5Contents whole;
  const auto parts = std::make_shared<JsonParts>();
  for (const std::string& name : names) {
    TRY_VALUE(const SharedBytes shard, companions.open(name));
    Result<Hdf5Contents> contents = read_hdf5(shard, kKerasOptimizerGroups);
    if (!contents) return with_context(shortened(name), std::move(contents).error());
    for (auto& [path, attributes] : contents->groups) whole.groups[path].merge(attributes);
    for (auto& [path, tensor] : contents->datasets.tensors)
      if (!whole.datasets.tensors.emplace(path, tensor).second)
        return fail<msg::kKerasShardTwice>(shortened(name), quoted_name(path));
    parts->files.push_back(contents->datasets.storage);
  }
  whole.datasets.storage = SharedBytes({}, parts);
  ForeignNetwork network;
  network.format = "Keras weights";
  network.has_architecture = false;
  TRY_VALUE(network.layers, layers_of_keras_weights(whole));
  network.tensors = std::move(whole.datasets);
  return network;
}

// Reads the weights that the manifest of a model.json lists: each group of weights is stored one after another in its files.
class TfjsWeights {
 public:
  explicit TfjsWeights(const CompanionFiles& companions) : companions_(companions) {}

  Result<TensorMap> run(const Json& manifest) {
    if (!manifest.is_array()) return fail<msg::kTfjsManifest>("tfjs");
    for (const Json& group : manifest) TRY(read_group(group));
    map_.storage = SharedBytes({}, parts_);
    return std::move(map_);
  }

 private:
  Status read_group(const Json& group) {
    const Json &paths = json_member(group, "paths"), &weights = json_member(group, "weights");
    if (!paths.is_array() || !weights.is_array() || paths.size() > kMaxJsonFiles) return fail<msg::kTfjsManifest>("tfjs");
    std::vector<SharedBytes> files;
    std::size_t size = 0;
    for (const Json& path : paths) {
      if (++files_ > kMaxJsonFiles) return fail<msg::kTfjsManifest>("tfjs");
      TRY_VALUE(files.emplace_back(), companions_.open(json_text(path)));
      size += files.back().bytes().size();
    }
    ByteSpan bytes = files.empty() ? ByteSpan{} : files.front().bytes();
    if (files.size() == 1) {
      parts_->files.push_back(files.front());
    } else {
      auto joined = std::make_shared<std::vector<std::uint8_t>>();
      joined->reserve(size);
      for (const SharedBytes& file : files) joined->insert(joined->end(), file.bytes().begin(), file.bytes().end());
      bytes = *joined;
      parts_->converted.push_back(std::move(joined));
    }
    for (const Json& weight : weights)
      if (Status read = read_weight(weight, bytes); !read)
        return with_context(location_in("tfjs", json_text(json_member(weight, "name"))), std::move(read).error());
    return {};
  }

  // Takes the weight's values from the beginning of `bytes`.
  Status read_weight(const Json& weight, ByteSpan& bytes) {
    const Json &shape = json_member(weight, "shape"), &quantization = json_member(weight, "quantization");
    if (map_.tensors.size() >= kMaxJsonTensors || !shape.is_array() || shape.size() > kMaxRank)
      return fail<msg::kTfjsManifest>("");
    FileTensor tensor;
    std::uint64_t count = 1;
    for (const Json& length : shape) {
      if (!length.is_number_unsigned() || length.get<std::uint64_t>() > bytes.size()) return fail<msg::kTfjsPastEnd>("");
      count *= length.get<std::uint64_t>();
      if (count > bytes.size()) return fail<msg::kTfjsPastEnd>("");
      tensor.shape.push_back(length.get<std::size_t>());
    }
    const std::string type =
        json_text(quantization.is_object() ? json_member(quantization, "dtype") : json_member(weight, "dtype"));
    const std::size_t width = type == "float32" || type == "int32"    ? 4
                              : type == "float16" || type == "uint16" ? 2
                              : type == "uint8" || type == "bool"     ? 1
                                                                      : 0;
    if (width == 0) return fail<msg::kTfjsType>("", shortened(type));
    if (count > bytes.size() / width) return fail<msg::kTfjsPastEnd>("");
    tensor.bytes = bytes.first(static_cast<std::size_t>(count) * width);
    bytes = bytes.subspan(tensor.bytes.size());
    if (type == "float16") tensor.type = ElementType::kF16;
    if (type == "int32" || type == "bool") return {};  // no weight of a layer
    if (type == "uint8" || type == "uint16") TRY(dequantize(quantization, width, tensor));
    map_.tensors[json_text(json_member(weight, "name"))] = tensor;
    return {};
  }

  // A value is stored * scale + min.
  Status dequantize(const Json& quantization, std::size_t width, FileTensor& tensor) {
    const Json &scale = json_member(quantization, "scale"), &least = json_member(quantization, "min");
    if (!scale.is_number() || !least.is_number()) return fail<msg::kTfjsManifest>("");
    const std::size_t count = tensor.bytes.size() / width;
    auto values = std::make_shared<std::vector<std::uint8_t>>(count * sizeof(float));
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned stored = width == 1 ? tensor.bytes[i] : tensor.bytes[2 * i] + 256u * tensor.bytes[2 * i + 1];
      const auto value = static_cast<float>(stored * scale.get<double>() + least.get<double>());
      std::memcpy(values->data() + i * sizeof value, &value, sizeof value);
    }
    tensor.bytes = *values;
    parts_->converted.push_back(std::move(values));
    return {};
  }

  const CompanionFiles& companions_;
  std::shared_ptr<JsonParts> parts_ = std::make_shared<JsonParts>();
  TensorMap map_;
  std::size_t files_ = 0;
};

Result<ForeignNetwork> read_tfjs(const SharedBytes& file, const CompanionFiles& companions) {
  const Json json = parse_object(file);
  const Json& topology = json_member(json, "modelTopology");
  const Json& config = topology.contains("model_config") ? topology.at("model_config") : topology;
  if (!json_member(config, "config").is_structured()) return fail<msg::kTfjsGraphModel>("tfjs");
  TRY_VALUE(KerasConfig parsed, read_keras_config(config.dump(-1, ' ', false, Json::error_handler_t::replace)));
  Hdf5Contents contents;
  TRY_VALUE(contents.datasets, TfjsWeights(companions).run(json_member(json, "weightsManifest")));
  KerasArrays arrays{.paths = {}, .are_named = true, .are_of_all_layers = true};
  for (const auto& [name, tensor] : contents.datasets.tensors) arrays.paths.push_back(name);
  ForeignNetwork network;
  network.format = "TensorFlow.js";
  network.input = parsed.input;
  KerasWeights weights(contents);
  for (KerasLayer& layer : parsed.layers) {
    TRY(weights.attach(arrays, layer));
    network.layers.insert(network.layers.end(), layer.computation.begin(), layer.computation.end());
  }
  weights.finish();
  network.tensors = std::move(contents.datasets);
  return network;
}

}  // namespace

bool is_keras_shards(const SharedBytes& file) {
  const Json json = parse_object(file);
  if (!json_member(json, "weight_map").is_object()) return false;
  return std::ranges::any_of(json_member(json, "weight_map").items(), [](const auto& entry) {
    const Json& files = entry.value();
    const std::string name = json_text(files.is_array() && !files.empty() ? files.front() : files);
    return name.ends_with(".weights.h5");
  });
}

Result<ForeignNetwork> read_keras_shards(SharedBytes file, const CompanionFiles& companions) {
  return catch_bad_alloc("keras", [&] { return read_sharded_weights(file, companions); });
}

bool is_tfjs_model(const SharedBytes& file) {
  const Json json = parse_object(file);
  return json_member(json, "modelTopology").is_object() && json_member(json, "weightsManifest").is_array();
}

Result<ForeignNetwork> read_tfjs_model(SharedBytes file, const CompanionFiles& companions) {
  return catch_bad_alloc("tfjs", [&] { return read_tfjs(file, companions); });
}

}  // namespace alexnet
