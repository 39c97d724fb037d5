#include "formats/torch/pth.h"

#include <optional>

#include "base/catch_bad_alloc.h"
#include "formats/torch/export.h"
#include "formats/torch/state.h"
#include "formats/zip.h"
#include "messages/torch.h"

namespace alexnet {
namespace {

constexpr std::string_view kPickle = "data.pkl";

// Returns the folder, with its slash, that contains all entries. It is named after the file at the time when it was saved.
std::optional<std::string> root_of(const ZipArchive& archive) {
  for (const ZipEntry& entry : archive.entries()) {
    if (!entry.name.ends_with(kPickle)) continue;
    std::string root = entry.name.substr(0, entry.name.size() - kPickle.size());
    if (root.find('/') == std::string::npos ? root.empty() : root.find('/') + 1 == root.size()) return root;
  }
  return std::nullopt;
}

Status check_byte_order(const ZipArchive& archive, const std::string& root) {
  const std::string name = root + "byteorder";
  if (!archive.contains(name)) return {};
  TRY_VALUE(const SharedBytes order, archive.read(name, 64));
  if (std::string_view(reinterpret_cast<const char*>(order.bytes().data()), order.bytes().size()) == "little") return {};
  return fail<msg::kTorchBigEndian>("pth");
}

// Returns the storages that the pickle describes, by key.
std::map<std::string, PickleStorage> storages_of(const Pickle& pickle) {
  std::map<std::string, PickleStorage> result;
  for (const PickleValue& value : pickle.values)
    if (const auto* storage = std::get_if<PickleStorage>(&value)) result.emplace(storage->key, *storage);
  return result;
}

Result<TensorMap> read_zip(const SharedBytes& file) {
  TRY_VALUE(const ZipArchive archive, ZipArchive::open(file));
  if (is_torch_export(archive)) return read_torch_export(archive);
  const auto root = root_of(archive);
  if (!root) return fail<msg::kTorchPickleMissing>("pth", kPickle);
  TRY(check_byte_order(archive, *root));
  TRY_VALUE(const SharedBytes bytes, archive.read(*root + std::string(kPickle), kMaxPickle));
  TorchFile torch;
  TRY_VALUE(torch.pickle, read_pickle(bytes.bytes()));
  const std::map<std::string, PickleStorage> known = storages_of(torch.pickle);
  torch.storage = [&](const std::string& key) -> Result<TorchStorage> {
    const PickleStorage& storage = known.find(key)->second;
    TRY_VALUE(SharedBytes numbers, archive.read(*root + "data/" + key));
    const std::size_t available = numbers.bytes().size() / element_size(storage.type);
    if (available < storage.elements) return fail<msg::kTorchStorageTooShort>("", available, storage.elements);
    return TorchStorage{storage.type, std::move(numbers)};
  };
  return read_state_dict(torch);
}

}  // namespace

bool is_torch_pth(const SharedBytes& file) {
  if (is_torch_stream(file.bytes()) || is_tar(file.bytes())) return true;
  if (!is_zip(file.bytes())) return false;
  const Result<ZipArchive> archive = ZipArchive::open(file);
  return archive && (root_of(*archive) || is_torch_export(*archive));
}

Result<TensorMap> read_torch_pth(SharedBytes file) {
  return catch_bad_alloc("pth", [&]() -> Result<TensorMap> {
    if (is_torch_stream(file.bytes())) return read_torch_stream(file);
    if (is_tar(file.bytes())) return read_torch_tar(file);
    return read_zip(file);
  });
}

}  // namespace alexnet
