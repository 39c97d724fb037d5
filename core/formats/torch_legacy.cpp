// The containers of PyTorch before 1.6: one pickle after another, and a TAR of such streams.
#include <algorithm>
#include <array>
#include <cstring>

#include "formats/torch_state.h"

namespace alexnet {
namespace {

// A pickle of protocol 2 of the number 0x1950a86a20f9469cfc6c: the first of a stream.
constexpr std::array<std::uint8_t, 15> kTorchMagic = {0x80, 2,    0x8A, 10,   0x6C, 0xFC, 0x9C, 0x46,
                                                      0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.'};
constexpr std::int64_t kProtocol = 1001;
constexpr std::size_t kBlock = 512;  // of a TAR

// Pickles and raw numbers, one after the other.
class Stream {
 public:
  explicit Stream(const SharedBytes& file, ByteSpan bytes) : file_(file), rest_(bytes) {}

  Result<Pickle> pickle() {
    TRY_VALUE(Pickle result, read_pickle(rest_));
    rest_ = rest_.subspan(result.size);
    return result;
  }
  // A pickle that is a whole number.
  Result<std::int64_t> pickled_number() {
    TRY_VALUE(const Pickle result, pickle());
    const auto* number = std::get_if<std::int64_t>(&result.result());
    if (number == nullptr) return fail(ErrorKind::kBadFormat, "pth", "a whole number is expected");
    return *number;
  }
  Result<std::uint64_t> number(std::size_t length) {
    TRY_VALUE(const ByteSpan digits, take(length));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value |= std::uint64_t{digits[i]} << (8 * i);
    return value;
  }
  // A storage: how many elements, then the elements.
  Result<TorchStorage> storage(ElementType type) {
    TRY_VALUE(const std::uint64_t elements, number(8));
    if (elements > rest_.size() / element_size(type))
      return fail(ErrorKind::kBadFormat, "pth", "a storage of ", elements, " elements ends behind the file");
    TRY_VALUE(const ByteSpan bytes, take(static_cast<std::size_t>(elements) * element_size(type)));
    return TorchStorage{type, SharedBytes(bytes, std::make_shared<const SharedBytes>(file_))};
  }

 private:
  Result<ByteSpan> take(std::size_t count) {
    if (count > rest_.size()) return fail(ErrorKind::kBadFormat, "pth", "ends within its numbers");
    const ByteSpan taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  SharedBytes file_;
  ByteSpan rest_;
};

Status check_system(const Pickle& pickle) {
  const auto* facts = std::get_if<PickleDict>(&pickle.result());
  if (facts == nullptr) return fail(ErrorKind::kBadFormat, "pth", "what it says of the system is no dictionary");
  for (const auto& [key, value] : facts->items) {
    const auto* name = std::get_if<std::string>(&pickle[key]);
    const auto* truth = std::get_if<bool>(&pickle[value]);
    if (name != nullptr && *name == "little_endian" && truth != nullptr && !*truth)
      return fail(ErrorKind::kUnsupported, "pth", "its numbers are not little-endian");
  }
  return {};
}

using Storages = std::map<std::string, TorchStorage>;

auto lookup(const Storages& storages) {
  return [&storages](const std::string& key) -> Result<TorchStorage> {
    const auto found = storages.find(key);
    if (found == storages.end()) return fail(ErrorKind::kBadFormat, "", "its storage is not in the file");
    return found->second;
  };
}

// The numbers of a stream, in the order of its list of keys.
Result<Storages> stream_storages(Stream& stream, const Pickle& described, const Pickle& keys) {
  std::map<std::string_view, ElementType> types;
  for (const PickleValue& value : described.values)
    if (const auto* storage = std::get_if<PickleStorage>(&value)) types.emplace(storage->key, storage->type);
  const auto* list = std::get_if<PickleList>(&keys.result());
  if (list == nullptr) return fail(ErrorKind::kBadFormat, "pth", "a list of storages is expected");
  Storages storages;
  for (const PickleRef ref : *list) {
    const auto* key = std::get_if<std::string>(&keys[ref]);
    const auto type = key == nullptr ? types.end() : types.find(*key);
    if (type == types.end()) return fail(ErrorKind::kBadFormat, "pth", "lists a storage that it does not describe");
    TRY_VALUE(TorchStorage storage, stream.storage(type->second));
    if (!storages.emplace(*key, std::move(storage)).second)
      return fail(ErrorKind::kBadFormat, "pth", "a storage appears twice");
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
    if (digit < '0' || digit > '7') return fail(ErrorKind::kBadFormat, "tar", "a number in octal digits is expected");
    value = 8 * value + static_cast<std::uint64_t>(digit - '0');
  }
  return value;
}

// Regular files by their names.
Result<std::map<std::string, ByteSpan, std::less<>>> tar_members(ByteSpan rest) {
  std::map<std::string, ByteSpan, std::less<>> members;
  while (rest.size() >= kBlock && rest[0] != 0) {
    std::string_view name = field(rest, 0, 100);
    if (name.starts_with("./")) name.remove_prefix(2);
    TRY_VALUE(const std::uint64_t size, octal(field(rest, 124, 12)));
    const bool regular = rest[156] == '0' || rest[156] == 0;
    ByteSpan body = rest.subspan(kBlock);
    if (size > body.size()) return fail(ErrorKind::kBadFormat, "tar", "a member of ", size, " bytes ends behind the file");
    const auto length = static_cast<std::size_t>(size);
    if (regular) members.emplace(name, body.first(length));
    const std::size_t blocks = length / kBlock * kBlock + (length % kBlock ? kBlock : 0);
    rest = body.subspan(std::min(blocks, body.size()));
  }
  return members;
}

// The number that stands for an object in the old files: there as a number, in the pickle as its digits.
Result<std::string> key_of(const Pickle& pickle, PickleRef ref) {
  if (const auto* number = std::get_if<std::int64_t>(&pickle[ref])) return str_cat(*number);
  if (const auto* digits = std::get_if<std::string>(&pickle[ref])) return *digits;
  return fail(ErrorKind::kBadFormat, "pth", "the number of an object is expected");
}

Result<const PickleList*> list_of(const Pickle& pickle, PickleRef ref, std::size_t length) {
  const auto* list = std::get_if<PickleList>(&pickle[ref]);
  if (list == nullptr || list->size() != length) return fail(ErrorKind::kBadFormat, "pth", length, " values are expected");
  return list;
}

// (key, device, class), then the numbers; in the end which storages are parts of others.
Result<Storages> tar_storages(Stream stream) {
  Storages storages;
  TRY_VALUE(const std::int64_t count, stream.pickled_number());
  for (std::int64_t i = 0; i < count; ++i) {
    TRY_VALUE(const Pickle entry, stream.pickle());
    TRY_VALUE(const PickleList* parts, list_of(entry, entry.root, 3));
    TRY_VALUE(std::string key, key_of(entry, parts->front()));
    const auto* type = std::get_if<PickleClass>(&entry[parts->back()]);
    if (type == nullptr) return fail(ErrorKind::kBadFormat, "pth", "a class of storages is expected");
    TRY_VALUE(const ElementType numbers, storage_type(*type));
    TRY_VALUE(TorchStorage storage, stream.storage(numbers));
    storages.insert_or_assign(std::move(key), std::move(storage));
  }
  TRY_VALUE(const Pickle views, stream.pickle());
  const auto* list = std::get_if<PickleList>(&views.result());
  if (list == nullptr || !list->empty()) return fail(ErrorKind::kUnsupported, "pth", "a storage is a view of another");
  return storages;
}

// (key, storage, class), then rank, lengths, strides and offset.
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
    if (rank > kMaxRank) return fail(ErrorKind::kUnsupported, "pth", "a tensor of more than ", kMaxRank, " axes");
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
  if (protocol != kProtocol)
    return fail(ErrorKind::kUnsupported, "pth", "protocol ", protocol, " of torch.save; ", kProtocol, " is read");
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
    if (!members.contains(name)) return fail(ErrorKind::kBadFormat, "tar", "has no member \"", name, "\": PyTorch's have one");
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
