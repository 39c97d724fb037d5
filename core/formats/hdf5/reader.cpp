#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "formats/hdf5/chunks.h"
#include "formats/hdf5/cursor.h"
#include "formats/hdf5/hdf5.h"
#include "formats/hdf5/messages.h"
#include "formats/location.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxObjects = 20'000;
constexpr std::size_t kMaxGroupDepth = 32;
constexpr std::size_t kMaxName = 1024;
constexpr unsigned kMaxLinkLevel = 8;             // height of the B-tree of a group
constexpr std::size_t kMaxSteps = 2'000'000;      // entries of all B-trees, symbol tables and heaps of a file
constexpr std::uint64_t kMaxDeflateRatio = 1100;  // deflate reaches at most 1032
constexpr const char* kHdf5 = "hdf5";

std::string joined(const std::string& group, const std::string& name) {
  return group.empty() ? name : str_cat(group, '/', name);
}

// Owns the file and the arrays that were assembled from chunks.
struct Storage {
  SharedBytes file;
  std::vector<std::vector<std::uint8_t>> blocks;
};

class Reader {
 public:
  Reader(SharedBytes file, std::span<const std::string_view> ignored)
      : storage_(std::make_shared<Storage>()), file_(file.bytes()), ignored_(ignored) {
    budget_ = 2 * kMaxDeflateRatio * file_.size();
    storage_->file = std::move(file);
  }

  Result<Hdf5Contents> run() {
    TRY_VALUE(const std::uint64_t root, read_superblock());
    TRY(read_object(root, "", 0));
    result_.datasets.storage = SharedBytes(file_, storage_);
    return std::move(result_);
  }

 private:
  // Returns the address of the header of the root group.
  [[nodiscard]] Result<std::uint64_t> read_superblock() const {
    Hdf5Cursor cursor(file_);
    if (!cursor.consume_signature("\x89HDF\r\n\x1A\n")) return fail<msg::kHdf5Signature>(kHdf5);
    const std::uint8_t version = cursor.u8();
    const bool old = version <= 1;
    if (version > 3) return fail<msg::kHdf5Version>(kHdf5, int{version});
    if (old) cursor.take(4);
    const std::uint8_t offsets = cursor.u8(), lengths = cursor.u8();
    if (offsets != 8 || lengths != 8) return fail<msg::kHdf5AddressSize>(kHdf5, int{offsets != 8 ? offsets : lengths});
    cursor.take(!old ? 1 : version == 1 ? 13 : 9);
    const std::uint64_t base = cursor.u64();
    cursor.u64();  // the address of the free space or of an extension
    const std::uint64_t end = cursor.u64();
    if (old) cursor.take(16);  // the address of the driver information; the name of the root
    const std::uint64_t root = cursor.u64();
    if (!cursor.good() || base != 0) return fail<msg::kHdf5SuperblockDamaged>(kHdf5);
    if (end > file_.size()) return fail<msg::kHdf5Truncated>(kHdf5, file_.size(), end);
    return root;
  }

  // Counts entries, to bound the time that a malicious file takes.
  Status step(std::size_t steps = 1) {
    steps_ += steps;
    return steps_ <= kMaxSteps ? Status{} : fail<msg::kHdf5TooManyEntries>(kHdf5, kMaxSteps);
  }

  // Reads a group or a dataset. Errors without a location get that of the object.
  Status read_object(std::uint64_t address, const std::string& path, std::size_t depth) {
    if (depth > kMaxGroupDepth) return fail<msg::kHdf5TooDeep>(kHdf5, kMaxGroupDepth);
    if (++objects_ > kMaxObjects) return fail<msg::kHdf5TooManyObjects>(kHdf5, kMaxObjects);
    Status read = read_messages(address, path, depth);
    if (!read && read.error().where.empty())
      return with_context(path.empty() ? kHdf5 : location_in(kHdf5, path), std::move(read).error());
    return read;
  }

  Status read_messages(std::uint64_t address, const std::string& path, std::size_t depth) {
    TRY_VALUE(const std::vector<Hdf5Message> messages, read_hdf5_header(file_, address));
    TRY(step(messages.size()));
    const bool is_dataset = std::ranges::find(messages, Hdf5MessageType::kLayout, &Hdf5Message::type) != messages.end();
    if (is_dataset && depth == 0) return fail<msg::kHdf5RootNotAGroup>("");
    return is_dataset ? read_dataset(messages, path) : read_group(messages, path, depth);
  }

  Status read_group(const std::vector<Hdf5Message>& messages, const std::string& path, std::size_t depth) {
    result_.groups[path];
    for (const Hdf5Message& message : messages) {
      if (message.type == Hdf5MessageType::kAttribute) {
        TRY(read_attribute(message.bytes, path));
      } else if (message.type == Hdf5MessageType::kAttributeInfo) {
        if (hdf5_heap_of(message.bytes, 2) != kNoAddress) return fail<msg::kHdf5AttributesInHeap>("");
      } else if (message.type == Hdf5MessageType::kLinkInfo) {
        if (hdf5_heap_of(message.bytes, 8) != kNoAddress) return fail<msg::kHdf5LinksInHeap>("");
      } else if (message.type == Hdf5MessageType::kLink) {
        TRY_VALUE(const Hdf5Link link, read_hdf5_link(message.bytes));
        if (link.address != kNoAddress) TRY(read_member(link.name, link.address, path, depth));
      } else if (message.type == Hdf5MessageType::kSymbolTable) {
        Hdf5Cursor cursor(message.bytes);
        const std::uint64_t tree = cursor.u64(), heap = cursor.u64();
        TRY_VALUE(const ByteSpan names, read_local_heap(heap));
        TRY(read_symbols(tree, names, kMaxLinkLevel, path, depth));
      }
    }
    return {};
  }

  Status read_member(const std::string& name, std::uint64_t address, const std::string& path, std::size_t depth) {
    if (depth == 0 && std::ranges::find(ignored_, name) != ignored_.end()) return {};
    if (name.size() > kMaxName) return fail<msg::kHdf5NameTooLong>("", name.size(), kMaxName);
    return read_object(address, joined(path, name), depth + 1);
  }

  [[nodiscard]] Result<ByteSpan> read_local_heap(std::uint64_t address) const {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("HEAP")) return fail<msg::kHdf5NamesDamaged>("", address);
    cursor.take(4);  // version
    const std::uint64_t size = cursor.u64();
    cursor.u64();  // the address of the free space
    Hdf5Cursor data(file_, cursor.u64());
    const ByteSpan names = data.take(size);
    if (!cursor.good() || !data.good()) return fail<msg::kHdf5NamesDamaged>("", address);
    return names;
  }

  // Reads a node of the B-tree of a group, whose level must be below `parent_level`. Its children are nodes or symbol tables.
  Status read_symbols(std::uint64_t address, ByteSpan names, unsigned parent_level, const std::string& path,
                      std::size_t depth) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("TREE") || cursor.u8() != 0) return fail<msg::kHdf5GroupTreeMissing>("", address);
    const unsigned level = cursor.u8();
    const std::size_t children = cursor.u16();
    cursor.take(16);  // the addresses of the siblings
    if (level >= parent_level) return fail<msg::kHdf5GroupTreeDamaged>("", address);
    for (std::size_t i = 0; i < children; ++i) {
      cursor.u64();  // key
      const std::uint64_t child = cursor.u64();
      if (!cursor.good()) return fail<msg::kHdf5GroupTreeDamaged>("", address);
      TRY(step());
      TRY(level > 0 ? read_symbols(child, names, level, path, depth) : read_table(child, names, path, depth));
    }
    return {};
  }

  Status read_table(std::uint64_t address, ByteSpan names, const std::string& path, std::size_t depth) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("SNOD")) return fail<msg::kHdf5SymbolTableMissing>("", address);
    cursor.take(2);  // version
    const std::size_t symbols = cursor.u16();
    for (std::size_t i = 0; i < symbols; ++i) {
      const std::uint64_t name_at = cursor.u64(), header = cursor.u64();
      const std::uint32_t kind = cursor.u32();
      cursor.take(20);
      if (!cursor.good() || name_at >= names.size()) return fail<msg::kHdf5SymbolTableDamaged>("", address);
      constexpr std::uint32_t kSoftLink = 2;
      if (kind == kSoftLink) continue;
      const ByteSpan from = names.subspan(static_cast<std::size_t>(name_at));
      const std::string name(from.begin(), std::ranges::find(from, 0));
      TRY(step(1 + name.size() / 64));
      TRY(read_member(name, header, path, depth));
    }
    return {};
  }

  Status read_attribute(ByteSpan message, const std::string& path) {
    TRY_VALUE(const Hdf5Attribute attribute, read_hdf5_attribute(message));
    const bool variable = attribute.type.kind == Hdf5Type::Kind::kVariableString;
    if (!variable && attribute.type.kind != Hdf5Type::Kind::kString) return {};
    Hdf5Cursor values(attribute.values);
    std::vector<std::string> strings;
    for (std::size_t i = 0; i < attribute.count; ++i) {
      TRY(step());
      std::string_view one;
      if (variable) {
        const std::uint32_t size = values.u32();
        const std::uint64_t collection = values.u64();
        const std::uint32_t index = values.u32();
        if (size > 0 && values.good()) {
          TRY_VALUE(one, heap_string(collection, index, size));
        }
      } else {
        one = values.text(attribute.type.size);
        one = one.substr(0, one.find('\0'));
        if (attribute.type.space_padded) one = one.substr(0, one.find_last_not_of(' ') + 1);
      }
      if (!values.good()) return fail<msg::kHdf5AttributeValueDamaged>("", quoted_name(attribute.name));
      string_bytes_ += one.size();
      if (string_bytes_ > kMaxHdf5StringBytes) return fail<msg::kHdf5StringsTooLarge>("", kMaxHdf5StringBytes);
      strings.emplace_back(one);
    }
    result_.groups[path][attribute.name] = std::move(strings);
    return {};
  }

  // Returns a string of a global heap. Each heap is read once.
  Result<std::string_view> heap_string(std::uint64_t address, std::uint32_t index, std::uint32_t size) {
    auto known = heaps_.find(address);
    if (known == heaps_.end()) {
      TRY_VALUE(auto objects, read_global_heap(address));
      known = heaps_.emplace(address, std::move(objects)).first;
    }
    const auto found = known->second.find(static_cast<std::uint16_t>(index));
    if (found == known->second.end() || index > 0xFFFF || size > found->second.size())
      return fail<msg::kHdf5HeapStringMissing>("", address);
    const std::string_view whole(reinterpret_cast<const char*>(found->second.data()), size);
    return whole.substr(0, whole.find('\0'));
  }

  Result<std::map<std::uint16_t, ByteSpan>> read_global_heap(std::uint64_t address) {
    Hdf5Cursor outer(file_, address);
    if (!outer.consume_signature("GCOL")) return fail<msg::kHdf5HeapDamaged>("", address);
    outer.take(4);  // version
    const std::uint64_t size = outer.u64();
    Hdf5Cursor cursor(outer.take(size < 16 ? 0 : size - 16));
    if (!outer.good()) return fail<msg::kHdf5HeapDamaged>("", address);
    std::map<std::uint16_t, ByteSpan> objects;
    while (cursor.remaining() >= 16) {
      TRY(step());
      const std::uint16_t index = cursor.u16();
      cursor.take(6);  // the reference count
      const std::uint64_t length = cursor.u64();
      if (index == 0) break;  // the rest of the heap is free
      objects[index] = cursor.take(length);
      cursor.take(std::min<std::uint64_t>(cursor.remaining(), (8 - length % 8) % 8));
      if (!cursor.good()) return fail<msg::kHdf5HeapDamaged>("", address);
    }
    return objects;
  }

  // The type of the elements of an array that is read. Nothing for other arrays.
  static std::optional<ElementType> element_type(const Hdf5Type& type) {
    switch (type.kind) {
      case Hdf5Type::Kind::kFloat:
        return type.size == 2 ? ElementType::kF16 : type.size == 4 ? ElementType::kF32 : ElementType::kF64;
      case Hdf5Type::Kind::kBfloat16:
        return ElementType::kBf16;
      case Hdf5Type::Kind::kInt8:
        return ElementType::kI8;
      default:
        return std::nullopt;
    }
  }

  // Adds the dataset to the result if it holds numbers that are read.
  Status read_dataset(const std::vector<Hdf5Message>& messages, const std::string& path) {
    std::optional<Hdf5Type> type;
    Hdf5Dataset dataset;
    bool has_space = false;
    for (const Hdf5Message& message : messages) {
      if (message.type == Hdf5MessageType::kExternal) return fail<msg::kHdf5ExternalData>("");
      if (message.type == Hdf5MessageType::kDatatype) {
        if (message.shared) return fail<msg::kHdf5NamedDatatype>("");
        TRY_VALUE(type, read_hdf5_type(message.bytes));
        if (!element_type(*type)) return {};
      } else if (message.type == Hdf5MessageType::kDataspace) {
        TRY_VALUE(dataset.shape, read_hdf5_space(message.bytes));
        has_space = true;
      } else if (message.type == Hdf5MessageType::kLayout) {
        TRY_VALUE(dataset.layout, read_hdf5_layout(message.bytes));
      } else if (message.type == Hdf5MessageType::kFilters) {
        TRY_VALUE(dataset.filters, read_hdf5_filters(message.bytes));
      }
    }
    if (!type || !has_space) return fail<msg::kHdf5DatasetIncomplete>("");
    FileTensor tensor{.type = *element_type(*type), .shape = dataset.shape, .bytes = {}};
    TRY_VALUE(tensor.bytes, bytes_of(dataset, std::uint64_t{tensor.elements()} * type->size, type->size));
    result_.datasets.tensors.emplace(path, std::move(tensor));
    return {};
  }

  // Returns the bytes of an array: those of the file, or a copy that is assembled from its chunks.
  Result<ByteSpan> bytes_of(const Hdf5Dataset& dataset, std::uint64_t size, std::size_t value_size) {
    const Hdf5Layout& layout = dataset.layout;
    ByteSpan found = layout.compact;
    if (layout.kind == Hdf5Layout::Kind::kChunked) {
      if (layout.chunk.back() != value_size) return fail<msg::kHdf5ChunkValueSize>("", layout.chunk.back(), value_size);
      if (size > budget_) return fail<msg::kHdf5DatasetTooLarge>("", size);
      budget_ -= size;
      std::vector<std::uint8_t>& block = storage_->blocks.emplace_back(static_cast<std::size_t>(size));
      TRY(read_hdf5_chunks(file_, dataset, block, budget_));
      return ByteSpan(block);
    }
    if (layout.kind == Hdf5Layout::Kind::kContiguous && size > 0) {
      Hdf5Cursor cursor(file_, layout.address);
      found = cursor.take(size);
      if (!cursor.good()) return fail<msg::kHdf5DatasetPastEnd>("", size);
    }
    if (found.size() < size) return fail<msg::kHdf5DatasetSize>("", found.size(), size);
    return found.first(static_cast<std::size_t>(size));
  }

  std::shared_ptr<Storage> storage_;
  ByteSpan file_;
  std::span<const std::string_view> ignored_;
  Hdf5Contents result_;
  std::map<std::uint64_t, std::map<std::uint16_t, ByteSpan>> heaps_;
  std::size_t objects_ = 0;
  std::size_t steps_ = 0;
  std::size_t string_bytes_ = 0;
  std::uint64_t budget_ = 0;  // bytes that may still be decompressed
};

}  // namespace

Result<Hdf5Contents> read_hdf5(SharedBytes file, std::span<const std::string_view> ignored) {
  return catch_bad_alloc("hdf5", [&] { return Reader(std::move(file), ignored).run(); });
}

}  // namespace alexnet
