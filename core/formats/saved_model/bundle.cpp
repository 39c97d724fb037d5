#include "formats/saved_model/bundle.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "formats/location.h"
#include "formats/protobuf.h"
#include "messages/saved_model.h"

namespace alexnet {
namespace {

constexpr const char* kBundle = "variables";
constexpr std::size_t kFooterSize = 48;
constexpr std::uint64_t kTableMagic = 0xDB4775248B80FB57;
constexpr std::size_t kBlockTrailer = 5;  // the kind of compression, and a checksum
constexpr std::uint64_t kMaxDataFiles = 1000;
constexpr std::size_t kMaxBundleKey = 1 << 16;

// Reads integers from a block; every read past the end makes it fail.
class BlockReader {
 public:
  explicit BlockReader(ByteSpan bytes) : bytes_(bytes) {}
  [[nodiscard]] bool done() const { return bytes_.empty(); }
  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const std::uint8_t byte = bytes_.front();
      bytes_ = bytes_.subspan(1);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }
  std::optional<ByteSpan> take(std::uint64_t size) {
    if (size > bytes_.size()) return std::nullopt;
    const ByteSpan taken = bytes_.first(static_cast<std::size_t>(size));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }

 private:
  ByteSpan bytes_;
};

// Returns the block that a handle (its offset and its size, two varints) refers to, without its list of restarts.
Result<ByteSpan> block_of(ByteSpan file, BlockReader& handle) {
  const auto offset = handle.varint(), size = handle.varint();
  if (!offset || !size || *offset > file.size() || *size > file.size() - *offset ||
      file.size() - *offset - *size < kBlockTrailer || *size < 4)
    return fail<msg::kSavedModelDamaged>(kBundle);
  const ByteSpan block = file.subspan(static_cast<std::size_t>(*offset), static_cast<std::size_t>(*size));
  if (file[static_cast<std::size_t>(*offset + *size)] != 0) return fail<msg::kBundleCompressed>(kBundle);
  const std::uint64_t restarts = little_endian<std::uint32_t>(block.last(4), 0);
  if (restarts > (block.size() - 4) / 4) return fail<msg::kSavedModelDamaged>(kBundle);
  return block.first(block.size() - 4 - static_cast<std::size_t>(restarts) * 4);
}

using OnEntry = std::function<Status(const std::string& key, ByteSpan value)>;

// Calls `on_entry` for each entry of a block. A key begins with some letters of the key before it.
Status for_each_entry(ByteSpan block, const OnEntry& on_entry) {
  BlockReader reader(block);
  std::string key;
  while (!reader.done()) {
    const auto shared = reader.varint(), added = reader.varint(), size = reader.varint();
    if (!shared || !added || !size || *shared > key.size()) return fail<msg::kSavedModelDamaged>(kBundle);
    const auto letters = reader.take(*added);
    const auto value = reader.take(*size);
    if (!letters || !value || *shared + *added > kMaxBundleKey) return fail<msg::kSavedModelDamaged>(kBundle);
    key.resize(static_cast<std::size_t>(*shared));
    key.append(letters->begin(), letters->end());
    TRY(on_entry(key, *value));
  }
  return {};
}

Status for_each_entry_of_table(ByteSpan file, const OnEntry& on_entry) {
  if (file.size() < kFooterSize || little_endian<std::uint64_t>(file.last(8), 0) != kTableMagic)
    return fail<msg::kSavedModelDamaged>(kBundle);
  BlockReader footer(file.last(kFooterSize));
  footer.varint();  // the handle of the block about the table, which TensorFlow leaves empty
  footer.varint();
  TRY_VALUE(const ByteSpan index, block_of(file, footer));
  return for_each_entry(index, [&](const std::string&, ByteSpan value) -> Status {
    BlockReader handle(value);
    TRY_VALUE(const ByteSpan block, block_of(file, handle));
    return for_each_entry(block, on_entry);
  });
}

// The message BundleEntryProto.
struct BundleEntry {
  std::uint64_t type = 0;
  std::vector<std::size_t> shape;
  std::uint64_t file = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool is_sliced = false;
};

Result<BundleEntry> entry_of(ByteSpan message) {
  BundleEntry entry;
  const auto on_length = [&](const ProtobufField& field) -> Status {
    if (field.number == 1) entry.shape.push_back(static_cast<std::size_t>(field.value));
    return {};
  };
  const auto on_axis = [&](const ProtobufField& field) -> Status {
    if (field.number != 2) return {};
    const std::size_t axes = entry.shape.size();
    TRY(for_each_field(field.bytes, on_length));
    if (entry.shape.size() == axes) entry.shape.push_back(0);  // a length of 0 is not written
    return {};
  };
  const auto on_field = [&](const ProtobufField& field) -> Status {
    if (field.number == 1) entry.type = field.value;
    if (field.number == 2) return for_each_field(field.bytes, on_axis);
    if (field.number == 3) entry.file = field.value;
    if (field.number == 4) entry.offset = field.value;
    if (field.number == 5) entry.size = field.value;
    if (field.number == 7) entry.is_sliced = true;
    return {};
  };
  TRY(for_each_field(message, on_field));
  return entry;
}

// TensorFlow's numbers of the element types that are read.
std::optional<ElementType> element_type(std::uint64_t type) {
  switch (type) {
    case 1:
      return ElementType::kF32;
    case 2:
      return ElementType::kF64;
    case 14:
      return ElementType::kBf16;
    case 19:
      return ElementType::kF16;
    default:
      return std::nullopt;
  }
}

struct BundleStorage {
  SharedBytes index;
  std::vector<std::optional<SharedBytes>> data;
};

std::string data_name(std::string_view prefix, std::uint64_t number, std::uint64_t count) {
  char text[64];
  std::snprintf(text, sizeof text, ".data-%05u-of-%05u", static_cast<unsigned>(number), static_cast<unsigned>(count));
  return str_cat(prefix, text);
}

}  // namespace

Result<TensorMap> read_tensor_bundle(const CompanionFiles& companions, std::string_view prefix) {
  const auto storage = std::make_shared<BundleStorage>();
  TRY_VALUE(storage->index, companions.open(str_cat(prefix, ".index")));
  TensorMap map;
  const auto on_header = [&](const ProtobufField& field) -> Status {
    if (field.number != 1) return {};
    if (field.value == 0 || field.value > kMaxDataFiles) return fail<msg::kSavedModelDamaged>(kBundle);
    storage->data.resize(static_cast<std::size_t>(field.value));
    return {};
  };
  const auto on_entry = [&](const std::string& key, ByteSpan value) -> Status {
    if (key.empty()) return for_each_field(value, on_header);
    TRY_VALUE(const BundleEntry entry, entry_of(value));
    const auto type = element_type(entry.type);
    if (!type || entry.is_sliced || entry.shape.size() > kMaxRank) return {};
    if (entry.file >= storage->data.size()) return fail<msg::kSavedModelDamaged>(kBundle);
    std::optional<SharedBytes>& file = storage->data[static_cast<std::size_t>(entry.file)];
    if (!file) {
      TRY_VALUE(file, companions.open(data_name(prefix, entry.file, storage->data.size())));
    }
    const ByteSpan bytes = file->bytes();
    const bool is_inside = entry.offset <= bytes.size() && entry.size <= bytes.size() - entry.offset;
    std::uint64_t count = 1;
    for (const std::size_t length : entry.shape) count = length > bytes.size() || count > bytes.size() ? ~0ull : count * length;
    if (!is_inside || count > bytes.size() || count * element_size(*type) != entry.size)
      return fail<msg::kBundleTensor>(location_in(kBundle, key));
    map.tensors[key] = {*type, entry.shape,
                        bytes.subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.size))};
    return {};
  };
  TRY(for_each_entry_of_table(storage->index.bytes(), on_entry));
  map.storage = SharedBytes({}, storage);
  return map;
}

}  // namespace alexnet
