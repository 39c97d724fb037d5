// Reads the containers of PyTorch before 1.6: a stream of pickles, and a TAR archive of such streams.
#include <algorithm>
#include <array>
#include <cstring>

#include "formats/location.h"
#include "formats/torch/state.h"
#include "messages/formats.h"
#include "messages/torch.h"

namespace alexnet {
namespace {

constexpr const char* kPth = "pth";
constexpr const char* kTar = "tar";
// The first pickle of a stream: the number 0x1950a86a20f9469cfc6c in protocol 2.
constexpr std::array<std::uint8_t, 15> kTorchMagic = {0x80, 2,    0x8A, 10,   0x6C, 0xFC, 0x9C, 0x46,
                                                      0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.'};
constexpr std::int64_t kProtocol = 1001;
constexpr std::size_t kBlock = 512;  // bytes of a block of a TAR archive

// Reads pickles and raw numbers, one after the other.
class Stream {
 public:
  explicit Stream(const SharedBytes& file, ByteSpan bytes) : file_(file), rest_(bytes) {}

  Result<Pickle> pickle() {
    TRY_VALUE(Pickle result, read_pickle(rest_));
    rest_ = rest_.subspan(result.size);
    return result;
  }
  // Reads a pickle that is an integer.
  Result<std::int64_t> pickled_number() {
    TRY_VALUE(const Pickle result, pickle());
    const auto* number = std::get_if<std::int64_t>(&result.result());
    if (number == nullptr) return fail<msg::kTorchExpectedInteger>(kPth);
    return *number;
  }
  Result<std::uint64_t> number(std::size_t length) {
    TRY_VALUE(const ByteSpan digits, take(length));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value |= std::uint64_t{digits[i]} << (8 * i);
    return value;
  }
  // Reads a storage: the number of its elements, then the elements.
  Result<TorchStorage> storage(ElementType type) {
    TRY_VALUE(const std::uint64_t elements, number(8));
    if (elements > rest_.size() / element_size(type)) return fail<msg::kTorchStorageTruncated>(kPth, elements);
    TRY_VALUE(const ByteSpan bytes, take(static_cast<std::size_t>(elements) * element_size(type)));
    return TorchStorage{type, SharedBytes(bytes, std::make_shared<const SharedBytes>(file_))};
  }

 private:
  Result<ByteSpan> take(std::size_t count) {
    if (count > rest_.size()) return fail<msg::kTorchTruncated>(kPth);
    const ByteSpan taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  SharedBytes file_;
  ByteSpan rest_;
};

// Checks the description of the system that wrote the file.
Status check_system(const Pickle& pickle) {
  const auto* system = std::get_if<PickleDict>(&pickle.result());
  if (system == nullptr) return fail<msg::kTorchSystemInfo>(kPth);
  for (const auto& [key, value] : system->items) {
    const auto* name = std::get_if<std::string>(&pickle[key]);
    const auto* flag = std::get_if<bool>(&pickle[value]);
    if (name != nullptr && *name == "little_endian" && flag != nullptr && !*flag) return fail<msg::kTorchBigEndian>(kPth);
  }
  return {};
}

using Storages = std::map<std::string, TorchStorage>;

auto lookup(const Storages& storages) {
  return [&storages](const std::string& key) -> Result<TorchStorage> {
    const auto found = storages.find(key);
    if (found == storages.end()) return fail<msg::kTorchStorageMissing>("");
    return found->second;
  };
}

// Reads the storages of a stream, which follow in the order of its list of keys.
Result<Storages> stream_storages(Stream& stream, const Pickle& described, const Pickle& keys) {
  std::map<std::string_view, ElementType> types;
  for (const PickleValue& value : described.values)
    if (const auto* storage = std::get_if<PickleStorage>(&value)) types.emplace(storage->key, storage->type);
  const auto* list = std::get_if<PickleList>(&keys.result());
  if (list == nullptr) return fail<msg::kTorchStorageList>(kPth);
  Storages storages;
  for (const PickleRef ref : *list) {
    const auto* key = std::get_if<std::string>(&keys[ref]);
    const auto type = key == nullptr ? types.end() : types.find(*key);
    if (type == types.end()) return fail<msg::kTorchStorageUnknown>(kPth);
    TRY_VALUE(TorchStorage storage, stream.storage(type->second));
    if (!storages.emplace(*key, std::move(storage)).second) return fail<msg::kTorchStorageTwice>(kPth, quoted_name(*key));
  }
  return storages;
}

// --- TAR ---

std::string_view field(ByteSpan header, std::size_t begin, std::size_t length) {
  const auto* letters = reinterpret_cast<const char*>(header.data()) + begin;
  return {letters, static_cast<std::size_t>(std::find(letters, letters + length, '\0') - letters)};
}

Result<std::uint64_t> octal(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    if (digit == ' ') continue;
    if (digit < '0' || digit > '7') return fail<msg::kTarNumber>(kTar);
    value = 8 * value + static_cast<std::uint64_t>(digit - '0');
  }
  return value;
}

// Returns the regular files of a TAR archive by name.
Result<std::map<std::string, ByteSpan, std::less<>>> tar_members(ByteSpan rest) {
  std::map<std::string, ByteSpan, std::less<>> members;
  while (rest.size() >= kBlock && rest[0] != 0) {
    std::string_view name = field(rest, 0, 100);
    if (name.starts_with("./")) name.remove_prefix(2);
    TRY_VALUE(const std::uint64_t size, octal(field(rest, 124, 12)));
    const bool regular = rest[156] == '0' || rest[156] == 0;
    ByteSpan body = rest.subspan(kBlock);
    if (size > body.size()) return fail<msg::kTarMemberTruncated>(kTar, size);
    const auto length = static_cast<std::size_t>(size);
    if (regular) members.emplace(name, body.first(length));
    const std::size_t blocks = length / kBlock * kBlock + (length % kBlock ? kBlock : 0);
    rest = body.subspan(std::min(blocks, body.size()));
  }
  return members;
}

// Returns the key of an object, which the streams store as a number and the pickle as a string of its digits.
Result<std::string> key_of(const Pickle& pickle, PickleRef ref) {
  if (const auto* number = std::get_if<std::int64_t>(&pickle[ref])) return str_cat(*number);
  if (const auto* digits = std::get_if<std::string>(&pickle[ref])) return *digits;
  return fail<msg::kTorchExpectedKey>(kPth);
}

Result<const PickleList*> list_of(const Pickle& pickle, PickleRef ref, std::size_t length) {
  const auto* list = std::get_if<PickleList>(&pickle[ref]);
  if (list == nullptr || list->size() != length) return fail<msg::kTorchExpectedList>(kPth, length);
  return list;
}

// Reads the storages: each is (key, device, class) and the numbers. The list of storages that are views of others follows.
Result<Storages> tar_storages(Stream stream) {
  Storages storages;
  TRY_VALUE(const std::int64_t count, stream.pickled_number());
  for (std::int64_t i = 0; i < count; ++i) {
    TRY_VALUE(const Pickle entry, stream.pickle());
    TRY_VALUE(const PickleList* parts, list_of(entry, entry.root, 3));
    TRY_VALUE(std::string key, key_of(entry, parts->front()));
    const auto* type = std::get_if<PickleClass>(&entry[parts->back()]);
    if (type == nullptr) return fail<msg::kTorchExpectedStorageType>(kPth);
    TRY_VALUE(const ElementType numbers, storage_type(*type));
    TRY_VALUE(TorchStorage storage, stream.storage(numbers));
    storages.insert_or_assign(std::move(key), std::move(storage));
  }
  TRY_VALUE(const Pickle views, stream.pickle());
  const auto* list = std::get_if<PickleList>(&views.result());
  if (list == nullptr || !list->empty()) return fail<msg::kTorchStorageView>(kPth);
  return storages;
}

// Reads the tensors: each is (key, storage, class), then its rank, lengths, strides and offset.
Result<std::map<std::string, TorchTensor>> tar_tensors(Stream stream) {
  std::map<std::string, TorchTensor> tensors;
  TRY_VALUE(const std::int64_t count, stream.pickled_number());
  for (std::int64_t i = 0; i < count; ++i) {
    TRY_VALUE(const Pickle entry, stream.pickle());
    TRY_VALUE(const PickleList* parts, list_of(entry, entry.root, 3));
    TRY_VALUE(std::string key, key_of(entry, (*parts)[0]));
    TorchTensor tensor;
    TRY_VALUE(tensor.storage, key_of(entry, (*parts)[1]));
    TRY_VALUE(const std::uint64_t rank, stream.number(4));
    if (rank > kMaxRank) return fail<msg::kTensorTooManyAxes>(kPth, kMaxRank);
    TRY(stream.number(4));
    for (auto* list : {&tensor.shape, &tensor.strides}) {
      list->resize(static_cast<std::size_t>(rank));
      for (std::uint64_t& value : *list) {
        TRY_VALUE(value, stream.number(8));
      }
    }
    TRY_VALUE(tensor.offset, stream.number(8));
    tensors.insert_or_assign(std::move(key), std::move(tensor));
  }
  return tensors;
}

}  // namespace

bool is_torch_stream(ByteSpan bytes) {
  return bytes.size() >= kTorchMagic.size() && std::ranges::equal(bytes.first(kTorchMagic.size()), kTorchMagic);
}

bool is_tar(ByteSpan bytes) { return bytes.size() >= kBlock && std::memcmp(bytes.data() + 257, "ustar", 5) == 0; }

Result<TensorMap> read_torch_stream(const SharedBytes& file) {
  Stream stream(file, file.bytes().subspan(kTorchMagic.size()));
  TRY_VALUE(const std::int64_t protocol, stream.pickled_number());
  if (protocol != kProtocol) return fail<msg::kTorchProtocol>(kPth, protocol, kProtocol);
  TRY_VALUE(const Pickle system, stream.pickle());
  TRY(check_system(system));
  TorchFile torch;
  TRY_VALUE(torch.pickle, stream.pickle());
  TRY_VALUE(const Pickle keys, stream.pickle());
  TRY_VALUE(const Storages storages, stream_storages(stream, torch.pickle, keys));
  torch.storage = lookup(storages);
  return read_state_dict(torch);
}

Result<TensorMap> read_torch_tar(const SharedBytes& file) {
  TRY_VALUE(const auto members, tar_members(file.bytes()));
  for (const char* name : {"sys_info", "pickle", "tensors", "storages"})
    if (!members.contains(name)) return fail<msg::kTarMemberMissing>(kTar, name);
  TRY_VALUE(const Pickle system, Stream(file, members.find("sys_info")->second).pickle());
  TRY(check_system(system));
  TorchFile torch;
  TRY_VALUE(torch.pickle, Stream(file, members.find("pickle")->second).pickle());
  TRY_VALUE(torch.tensors, tar_tensors(Stream(file, members.find("tensors")->second)));
  TRY_VALUE(const Storages storages, tar_storages(Stream(file, members.find("storages")->second)));
  torch.storage = lookup(storages);
  return read_state_dict(torch);
}

}  // namespace alexnet
