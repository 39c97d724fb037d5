#include "formats/shard_index.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/safetensors.h"
#include "formats/torch/pth.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxIndex = std::size_t{16} << 20;  // bytes
constexpr std::size_t kBeginning = 4096;                  // bytes that are searched for the key
constexpr std::string_view kMap = "weight_map";

bool is_shard_name(std::string_view name) { return name.ends_with(".safetensors") || name.ends_with(".bin"); }

Result<TensorMap> read_shard(const std::string& name, const CompanionFiles& companions) {
  TRY_VALUE(SharedBytes bytes, companions.open(name));
  Result<TensorMap> map = is_safetensors(bytes.bytes()) ? read_safetensors(bytes) : read_torch_pth(bytes);
  if (!map) return with_context(quoted_name(name), std::move(map).error());
  return map;
}

Result<TensorMap> read_or_throw(const SharedBytes& index, const CompanionFiles& companions) {
  if (index.bytes().size() > kMaxIndex) return fail<msg::kShardIndex>("index.json");
  const OrderedJson json = OrderedJson::parse(index.bytes().begin(), index.bytes().end(), nullptr, /*allow_exceptions=*/false);
  const auto files = json.is_object() ? json.find(kMap) : json.end();
  if (!json.is_object() || files == json.end() || !files->is_object() || files->empty())
    return fail<msg::kShardIndex>("index.json");
  std::map<std::string, TensorMap> shards;
  TensorMap map;
  for (const auto& [tensor, file] : files->items()) {
    if (!file.is_string() || !is_shard_name(file.get_ref<const std::string&>())) return fail<msg::kShardIndex>("index.json");
    const std::string name = file.get<std::string>();
    if (!shards.contains(name)) {
      TRY_VALUE(TensorMap shard, read_shard(name, companions));
      shards.emplace(name, std::move(shard));
    }
    const TensorMap& shard = shards.at(name);
    const auto found = shard.tensors.find(tensor);
    if (found == shard.tensors.end()) return fail<msg::kShardTensorMissing>(location_in("index.json", tensor), name);
    map.tensors.emplace(tensor, found->second);
  }
  std::vector<SharedBytes> owners;
  for (auto& [name, shard] : shards) {
    owners.push_back(shard.storage);
    map.metadata.insert(shard.metadata.begin(), shard.metadata.end());
  }
  map.storage = SharedBytes({}, std::make_shared<const std::vector<SharedBytes>>(std::move(owners)));
  return map;
}

}  // namespace

bool is_shard_index(ByteSpan bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with('{') || bytes.size() > kMaxIndex) return false;
  const std::size_t map = text.substr(0, kBeginning).find("\"weight_map\"");
  return map != std::string_view::npos && text.substr(map, kBeginning).find(".h5\"") == std::string_view::npos;
}

Result<TensorMap> read_shards(SharedBytes index, const CompanionFiles& companions) {
  return catch_bad_alloc("index.json", [&] { return read_or_throw(index, companions); });
}

}  // namespace alexnet
