#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "formats/hdf5.h"
#include "formats/hdf5_chunks.h"
#include "formats/hdf5_cursor.h"
#include "formats/hdf5_messages.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxObjects = 20'000;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxName = 1024;
constexpr unsigned kMaxLinkLevel = 8;             // of a tree of links
constexpr std::size_t kMaxSteps = 2'000'000;      // through trees, tables and heaps of the whole file
constexpr std::uint64_t kMaxDeflateRatio = 1100;  // 1032 is what deflate can reach

std::string joined(const std::string& group, const std::string& name) {
  return group.empty() ? name : str_cat(group, '/', name);
}

// read_object says which object it is.
// What does not lie in the file as it is used.
struct Storage {
  SharedBytes file;
  std::vector<std::vector<std::uint8_t>> blocks;
};

class Reader {
 public:
  Reader(SharedBytes file, std::string ignored)
      : storage_(std::make_shared<Storage>()), file_(file.bytes()), ignored_(std::move(ignored)) {
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
  // Gives the address of the root's header.
  [[nodiscard]] Result<std::uint64_t> read_superblock() const {
    Hdf5Cursor cursor(file_);
    if (!cursor.consume_signature("\x89HDF\r\n\x1A\n"))
      return fail(ErrorKind::kBadFormat, "hdf5", "does not begin as such a file does");
    const std::uint8_t version = cursor.u8();
    const bool old = version <= 1;
    if (version > 3) return fail(ErrorKind::kUnsupported, "hdf5", "version ", version, " of the format");
    if (old) cursor.take(4);
    const std::uint8_t offsets = cursor.u8(), lengths = cursor.u8();
    if (offsets != 8 || lengths != 8) return fail(ErrorKind::kUnsupported, "hdf5", "addresses of ", offsets, " bytes");
    cursor.take(!old ? 1 : version == 1 ? 13 : 9);
    const std::uint64_t base = cursor.u64();
    cursor.u64();  // free space, or an extension
    const std::uint64_t end = cursor.u64();
    if (old) cursor.take(16);  // a driver; the root's name
    const std::uint64_t root = cursor.u64();
    if (!cursor.good() || base != 0) return fail(ErrorKind::kBadFormat, "hdf5", "its first block is damaged");
    if (end > file_.size())
      return fail(ErrorKind::kBadFormat, "hdf5", "has ", file_.size(), " bytes, ", end, " are expected: it is cut off");
    return root;
  }

  Status step(std::size_t steps = 1) {
    steps_ += steps;
    return steps_ <= kMaxSteps ? Status{} : fail(ErrorKind::kTooLarge, "hdf5", "has more than ", kMaxSteps, " entries");
  }

  Status read_object(std::uint64_t address, const std::string& path, std::size_t depth) {
    if (depth > kMaxDepth) return fail(ErrorKind::kTooLarge, "hdf5", "groups lie deeper than ", kMaxDepth);
    if (++objects_ > kMaxObjects) return fail(ErrorKind::kTooLarge, "hdf5", "has more than ", kMaxObjects, " objects");
    Status read = read_messages(address, path, depth);
    if (!read && read.error().where.empty())
      return with_context(path.empty() ? "hdf5" : str_cat("hdf5: \"", path, "\""), std::move(read).error());
    return read;
  }

  Status read_messages(std::uint64_t address, const std::string& path, std::size_t depth) {
    TRY_VALUE(const std::vector<Hdf5Message> messages, read_hdf5_header(file_, address));
    TRY(step(messages.size()));
    const bool is_dataset = std::ranges::find(messages, Hdf5MessageType::kLayout, &Hdf5Message::type) != messages.end();
    if (is_dataset && depth == 0) return damaged("its root is no group");
    return is_dataset ? read_dataset(messages, path) : read_group(messages, path, depth);
  }

  Status read_group(const std::vector<Hdf5Message>& messages, const std::string& path, std::size_t depth) {
    result_.groups[path];
    for (const Hdf5Message& message : messages) {
      if (message.type == Hdf5MessageType::kAttribute) {
        TRY(read_attribute(message.bytes, path));
      } else if (message.type == Hdf5MessageType::kAttributeInfo) {
        if (hdf5_heap_of(message.bytes, 2) != kNoAddress)
          return fail(ErrorKind::kUnsupported, "",
                      "has its attributes in a heap; save the model again, without libver=\"latest\"");
      } else if (message.type == Hdf5MessageType::kLinkInfo) {
        if (hdf5_heap_of(message.bytes, 8) != kNoAddress)
          return fail(ErrorKind::kUnsupported, "",
                      "has its members in a heap; save the model again, without libver=\"latest\"");
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
    if (depth == 0 && name == ignored_) return {};
    if (name.size() > kMaxName) return fail(ErrorKind::kTooLarge, "", "has a member with a name of ", name.size(), " letters");
    return read_object(address, joined(path, name), depth + 1);
  }

  [[nodiscard]] Result<ByteSpan> read_local_heap(std::uint64_t address) const {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("HEAP")) return damaged("a group has no names");
    cursor.take(4);  // version
    const std::uint64_t size = cursor.u64();
    cursor.u64();  // free space
    Hdf5Cursor data(file_, cursor.u64());
    const ByteSpan names = data.take(size);
    if (!cursor.good() || !data.good()) return damaged("the names of a group are damaged");
    return names;
  }

  // A node of a group's tree: between its keys lie nodes below it, or tables.
  Status read_symbols(std::uint64_t address, ByteSpan names, unsigned below, const std::string& path, std::size_t depth) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("TREE") || cursor.u8() != 0) return damaged("a group has no members at ", address);
    const unsigned level = cursor.u8();
    const std::size_t children = cursor.u16();
    cursor.take(16);  // neighbors
    if (level >= below) return damaged("the tree of a group grows deeper");
    for (std::size_t i = 0; i < children; ++i) {
      cursor.u64();  // key
      const std::uint64_t child = cursor.u64();
      if (!cursor.good()) return damaged("the tree of a group is damaged");
      TRY(step());
      TRY(level > 0 ? read_symbols(child, names, level, path, depth) : read_table(child, names, path, depth));
    }
    return {};
  }

  Status read_table(std::uint64_t address, ByteSpan names, const std::string& path, std::size_t depth) {
    Hdf5Cursor cursor(file_, address);
    if (!cursor.consume_signature("SNOD")) return damaged("a table of members is missing at ", address);
    cursor.take(2);  // version
    const std::size_t symbols = cursor.u16();
    for (std::size_t i = 0; i < symbols; ++i) {
      const std::uint64_t name_at = cursor.u64(), header = cursor.u64();
      const std::uint32_t kind = cursor.u32();
      cursor.take(20);
      if (!cursor.good() || name_at >= names.size()) return damaged("a table of members is damaged");
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
      if (!values.good()) return damaged("the attribute \"", attribute.name, "\" is damaged");
      string_bytes_ += one.size();
      if (string_bytes_ > kMaxHdf5StringBytes)
        return fail(ErrorKind::kTooLarge, "", "has strings of more than ", kMaxHdf5StringBytes, " bytes");
      strings.emplace_back(one);
    }
    result_.groups[path][attribute.name] = std::move(strings);
    return {};
  }

  // A text of a global heap, whose collections are read once.
  Result<std::string_view> heap_string(std::uint64_t address, std::uint32_t index, std::uint32_t size) {
    auto known = heaps_.find(address);
    if (known == heaps_.end()) {
      TRY_VALUE(auto objects, read_global_heap(address));
      known = heaps_.emplace(address, std::move(objects)).first;
    }
    const auto found = known->second.find(static_cast<std::uint16_t>(index));
    if (found == known->second.end() || index > 0xFFFF || size > found->second.size())
      return damaged("a text is missing in the heap at ", address);
    const std::string_view whole(reinterpret_cast<const char*>(found->second.data()), size);
    return whole.substr(0, whole.find('\0'));
  }

  Result<std::map<std::uint16_t, ByteSpan>> read_global_heap(std::uint64_t address) {
    Hdf5Cursor outer(file_, address);
    if (!outer.consume_signature("GCOL")) return damaged("there is no heap at ", address);
    outer.take(4);  // version
    const std::uint64_t size = outer.u64();
    Hdf5Cursor cursor(outer.take(size < 16 ? 0 : size - 16));
    if (!outer.good()) return damaged("the heap at ", address, " is cut off");
    std::map<std::uint16_t, ByteSpan> objects;
    while (cursor.remaining() >= 16) {
      TRY(step());
      const std::uint16_t index = cursor.u16();
      cursor.take(6);  // references
      const std::uint64_t length = cursor.u64();
      if (index == 0) break;  // free from here on
      objects[index] = cursor.take(length);
      cursor.take(std::min<std::uint64_t>(cursor.remaining(), (8 - length % 8) % 8));
      if (!cursor.good()) return damaged("the heap at ", address, " is damaged");
    }
    return objects;
  }

  // Notes an array of floats.
  Status read_dataset(const std::vector<Hdf5Message>& messages, const std::string& path) {
    std::optional<Hdf5Type> type;
    Hdf5Dataset pieces;
    bool has_space = false;
    for (const Hdf5Message& message : messages) {
      if (message.type == Hdf5MessageType::kExternal)
        return fail(ErrorKind::kUnsupported, "", "its numbers lie in another file");
      if (message.type == Hdf5MessageType::kDatatype) {
        if (message.shared) return fail(ErrorKind::kUnsupported, "", "its type has a name");
        TRY_VALUE(type, read_hdf5_type(message.bytes));
        if (type->kind != Hdf5Type::Kind::kFloat) return {};
      } else if (message.type == Hdf5MessageType::kDataspace) {
        TRY_VALUE(pieces.shape, read_hdf5_space(message.bytes));
        has_space = true;
      } else if (message.type == Hdf5MessageType::kLayout) {
        TRY_VALUE(pieces.layout, read_hdf5_layout(message.bytes));
      } else if (message.type == Hdf5MessageType::kFilters) {
        TRY_VALUE(pieces.filters, read_hdf5_filters(message.bytes));
      }
    }
    if (!type || !has_space) return damaged("an array has no type or no shape");
    FileTensor tensor{.type = type->size == 2   ? ElementType::kF16
                              : type->size == 4 ? ElementType::kF32
                                                : ElementType::kF64,
                      .shape = pieces.shape,
                      .bytes = {}};
    TRY_VALUE(tensor.bytes, bytes_of(pieces, std::uint64_t{tensor.elements()} * type->size, type->size));
    result_.datasets.tensors.emplace(path, std::move(tensor));
    return {};
  }

  // Where they lie, or unpacked.
  Result<ByteSpan> bytes_of(const Hdf5Dataset& pieces, std::uint64_t size, std::size_t value_size) {
    const Hdf5Layout& layout = pieces.layout;
    ByteSpan found = layout.compact;
    if (layout.kind == Hdf5Layout::Kind::kChunked) {
      if (layout.chunk.back() != value_size) return damaged("pieces of other values than the array's");
      if (size > budget_)
        return fail(ErrorKind::kTooLarge, "", "claims ", size, " bytes, more than deflate can pack into the file");
      budget_ -= size;
      std::vector<std::uint8_t>& block = storage_->blocks.emplace_back(static_cast<std::size_t>(size));
      TRY(read_hdf5_chunks(file_, pieces, block, budget_));
      return ByteSpan(block);
    }
    if (layout.kind == Hdf5Layout::Kind::kContiguous && size > 0) {
      Hdf5Cursor cursor(file_, layout.address);
      found = cursor.take(size);
      if (!cursor.good()) return damaged("claims ", size, " bytes that are not in the file");
    }
    if (found.size() < size) return damaged("has ", found.size(), " bytes, ", size, " are expected");
    return found.first(static_cast<std::size_t>(size));
  }

  std::shared_ptr<Storage> storage_;
  ByteSpan file_;
  std::string ignored_;
  Hdf5Contents result_;
  std::map<std::uint64_t, std::map<std::uint16_t, ByteSpan>> heaps_;
  std::size_t objects_ = 0;
  std::size_t steps_ = 0;
  std::size_t string_bytes_ = 0;
  std::uint64_t budget_ = 0;  // bytes that may still be unpacked
};

}  // namespace

Result<Hdf5Contents> read_hdf5(SharedBytes file, const std::string& ignored) {
  return catch_bad_alloc("hdf5", [&] { return Reader(std::move(file), ignored).run(); });
}

}  // namespace alexnet
