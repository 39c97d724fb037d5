#include "formats/hdf5/messages.h"

#include <algorithm>
#include <cstdint>

#include "formats/hdf5/cursor.h"
#include "formats/tensor_map.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxMessages = 10'000;
constexpr std::uint64_t kMaxValues = std::min<std::uint64_t>(std::uint64_t{1} << 40, SIZE_MAX / 16);
constexpr std::size_t kMaxFilters = 8;

std::size_t padded(std::size_t size) { return (size + 7) / 8 * 8; }

// Reads the messages of version 1: each has a header of 8 bytes and begins at a multiple of 8.
void read_messages_1(Hdf5Cursor& from, std::vector<Hdf5Message>& to) {
  while (from.remaining() >= 8 && to.size() <= kMaxMessages) {
    Hdf5Message message;
    message.type = static_cast<Hdf5MessageType>(from.u16());
    const std::uint16_t size = from.u16();
    message.shared = (from.u8() & 2) != 0;
    from.take(3);
    message.bytes = from.take(size);
    to.push_back(message);
  }
}

// Reads the messages of version 2: each has a header of 4 or 6 bytes. The rest of the block is a gap.
void read_messages_2(Hdf5Cursor& from, bool tracks_order, std::vector<Hdf5Message>& to) {
  const std::size_t header = tracks_order ? 6 : 4;
  while (from.remaining() >= header && to.size() <= kMaxMessages) {
    Hdf5Message message;
    message.type = static_cast<Hdf5MessageType>(from.u8());
    const std::uint16_t size = from.u16();
    message.shared = (from.u8() & 2) != 0;
    from.take(header - 4);
    message.bytes = from.take(size);
    to.push_back(message);
  }
}

// The beginning of an object header.
struct Start {
  Hdf5Cursor messages;        // the first block of messages
  bool old = false;           // version 1
  bool tracks_order = false;  // of version 2: messages state their creation order
};

Result<Start> read_start(ByteSpan file, std::uint64_t address) {
  Hdf5Cursor cursor(file, address);
  if (cursor.remaining() > 0 && file[static_cast<std::size_t>(address)] == 1) {
    cursor.take(8);  // version, number of messages, reference count
    const std::uint32_t size = cursor.u32();
    cursor.take(4);
    const Start start{.messages = Hdf5Cursor(cursor.take(size)), .old = true};
    if (cursor.good()) return start;
  } else if (cursor.consume_signature("OHDR") && cursor.u8() == 2) {
    const std::uint8_t flags = cursor.u8();
    cursor.take(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));  // times; limits of the attribute storage
    const std::uint64_t size = cursor.number(std::size_t{1} << (flags & 3));
    const Start start{.messages = Hdf5Cursor(cursor.take(size)), .tracks_order = (flags & 4) != 0};
    if (cursor.good()) return start;
  }
  return fail<msg::kHdf5ObjectMissing>("", address);
}

}  // namespace

Result<Hdf5Type> read_hdf5_type(ByteSpan message) {
  Hdf5Cursor cursor(message);
  const unsigned kind = cursor.u8() & 15u;
  const std::uint32_t bits = static_cast<std::uint32_t>(cursor.number(3));
  Hdf5Type type{.size = cursor.u32()};
  if (kind == 3) {
    type.kind = Hdf5Type::Kind::kString;
    type.space_padded = (bits & 15) == 2;
  } else if (kind == 9 && (bits & 15) == 1) {
    type.kind = Hdf5Type::Kind::kVariableString;
  } else if (kind == 5 && type.size == 2) {
    type.kind = Hdf5Type::Kind::kBfloat16;
  } else if (kind == 0 && type.size == 1 && (bits & 8) != 0) {
    type.kind = Hdf5Type::Kind::kInt8;
  } else if (kind == 1) {
    type.kind = Hdf5Type::Kind::kFloat;
    const std::uint64_t offset = cursor.u16(), precision = cursor.u16();
    cursor.u8();  // the position of the exponent, which follows from the sizes
    const unsigned exponent = cursor.u8();
    const bool plain =
        (type.size == 2 && exponent == 5) || (type.size == 4 && exponent == 8) || (type.size == 8 && exponent == 11);
    if (cursor.good() && ((bits & 0x41) != 0 || offset != 0 || precision != 8 * type.size || !plain))
      return fail<msg::kHdf5FloatType>("");
  }
  if (!cursor.good() || type.size == 0) return fail<msg::kHdf5DatatypeDamaged>("");
  return type;
}

Result<std::vector<std::size_t>> read_hdf5_space(ByteSpan message) {
  Hdf5Cursor cursor(message);
  const std::uint8_t version = cursor.u8(), rank = cursor.u8();
  cursor.u8();  // flags: whether maximal lengths follow, which are not needed
  const std::uint8_t kind = cursor.u8();
  if (version == 1) cursor.take(4);
  if (version == 2 && kind == 2) return std::vector<std::size_t>{0};
  if ((version != 1 && version != 2) || rank > kMaxRank) return fail<msg::kHdf5DataspaceDamaged>("", kMaxRank);
  std::vector<std::size_t> lengths;
  std::uint64_t values = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::uint64_t length = cursor.u64();
    if (length > kMaxValues || (length != 0 && values > kMaxValues / length))
      return fail<msg::kHdf5TooManyValues>("", kMaxValues);
    values *= length;
    lengths.push_back(static_cast<std::size_t>(length));
  }
  if (!cursor.good()) return fail<msg::kHdf5DataspaceDamaged>("", kMaxRank);
  return lengths;
}

Result<Hdf5Layout> read_hdf5_layout(ByteSpan message) {
  Hdf5Cursor cursor(message);
  const std::uint8_t version = cursor.u8(), kind = cursor.u8();
  Hdf5Layout layout;
  if (version != 3 && version != 4) return fail<msg::kHdf5LayoutVersion>("", int{version});
  if (kind == 0) {
    layout.kind = Hdf5Layout::Kind::kCompact;
    layout.compact = cursor.take(cursor.u16());
  } else if (kind == 1) {
    layout.address = cursor.u64();
    layout.size = cursor.u64();
  } else if (kind == 2 && version == 3) {
    layout.kind = Hdf5Layout::Kind::kChunked;
    const std::uint8_t lengths = cursor.u8();
    layout.address = cursor.u64();
    if (lengths < 2 || lengths > kMaxRank + 1) return fail<msg::kHdf5LayoutChunk>("", int{lengths}, kMaxRank + 1);
    for (std::size_t i = 0; i < lengths; ++i) layout.chunk.push_back(cursor.u32());
  } else {
    return fail<msg::kHdf5LayoutKind>("");
  }
  if (!cursor.good()) return fail<msg::kHdf5LayoutDamaged>("");
  return layout;
}

Result<std::vector<Hdf5Filter>> read_hdf5_filters(ByteSpan message) {
  Hdf5Cursor cursor(message);
  const std::uint8_t version = cursor.u8(), count = cursor.u8();
  if (version == 1) cursor.take(6);
  if ((version != 1 && version != 2) || count > kMaxFilters) return fail<msg::kHdf5FiltersDamaged>("");
  std::vector<Hdf5Filter> filters;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t id = cursor.u16();
    const std::uint16_t name = version == 1 || id >= 256 ? cursor.u16() : 0;
    cursor.u16();  // flags: whether the filter is optional
    const std::uint16_t values = cursor.u16();
    cursor.take(version == 1 ? padded(name) : name);
    cursor.take(std::uint64_t{4} * (version == 1 && values % 2 != 0 ? values + 1u : values));
    if (!cursor.good()) return fail<msg::kHdf5FiltersDamaged>("");
    if (id < 1 || id > 3) return fail<msg::kHdf5Filter>("", id);
    filters.push_back(static_cast<Hdf5Filter>(id));
  }
  return filters;
}

Result<Hdf5Attribute> read_hdf5_attribute(ByteSpan message) {
  Hdf5Cursor cursor(message);
  const std::uint8_t version = cursor.u8();
  const bool shared = (cursor.u8() & 3) != 0 && version > 1;
  const std::size_t name = cursor.u16(), type = cursor.u16(), space = cursor.u16();
  if (version == 3) cursor.u8();  // the character encoding of the name
  const auto whole = [&](std::size_t size) { return version == 1 ? padded(size) : size; };
  Hdf5Attribute attribute;
  attribute.name = cursor.text(whole(name)).substr(0, name);
  attribute.name.resize(std::min(attribute.name.size(), attribute.name.find('\0')));
  const ByteSpan type_bytes = cursor.take(whole(type)), space_bytes = cursor.take(whole(space));
  if (!cursor.good() || version < 1 || version > 3) return fail<msg::kHdf5AttributeDamaged>("");
  if (shared) return attribute;  // its type is a named one, which is not read
  TRY_VALUE(attribute.type, read_hdf5_type(type_bytes));
  TRY_VALUE(const std::vector<std::size_t> lengths, read_hdf5_space(space_bytes));
  attribute.count = 1;
  for (const std::size_t length : lengths) attribute.count *= length;
  attribute.values = cursor.take(cursor.remaining());
  return attribute;
}

Result<Hdf5Link> read_hdf5_link(ByteSpan message) {
  Hdf5Cursor cursor(message);
  cursor.u8();  // version
  const std::uint8_t flags = cursor.u8();
  const std::uint8_t kind = (flags & 8) != 0 ? cursor.u8() : 0;
  cursor.take(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));  // creation order; encoding
  Hdf5Link link;
  link.name = cursor.text(cursor.number(std::size_t{1} << (flags & 3)));
  if (kind == 0) link.address = cursor.u64();
  if (!cursor.good()) return fail<msg::kHdf5LinkDamaged>("");
  return link;
}

std::uint64_t hdf5_heap_of(ByteSpan message, std::size_t creation_index_size) {
  Hdf5Cursor cursor(message);
  cursor.u8();  // version
  if ((cursor.u8() & 1) != 0) cursor.take(creation_index_size);
  const std::uint64_t address = cursor.u64();
  return cursor.good() ? address : kNoAddress;
}

Result<std::vector<Hdf5Message>> read_hdf5_header(ByteSpan file, std::uint64_t address) {
  TRY_VALUE(Start start, read_start(file, address));
  std::vector<Hdf5Message> messages;
  const auto read_block = [&](Hdf5Cursor block) {
    if (start.old) {
      read_messages_1(block, messages);
    } else {
      read_messages_2(block, start.tracks_order, messages);
    }
    return block.good();
  };
  if (!read_block(start.messages)) return fail<msg::kHdf5ObjectDamaged>("", address);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages.size() > kMaxMessages) return fail<msg::kHdf5TooManyMessages>("", kMaxMessages);
    if (messages[i].type != Hdf5MessageType::kContinuation) continue;
    Hdf5Cursor where(messages[i].bytes);
    const std::uint64_t at = where.u64(), size = where.u64();
    Hdf5Cursor outer(file, at);
    Hdf5Cursor block(outer.take(size));
    if (!start.old) {
      // A signature precedes the messages and a checksum follows them.
      if (size < 8 || !block.consume_signature("OCHK")) return fail<msg::kHdf5ObjectDamaged>("", address);
      block = Hdf5Cursor(block.take(size - 8));
    }
    if (!where.good() || !outer.good() || !read_block(block)) return fail<msg::kHdf5ObjectDamaged>("", address);
  }
  return messages;
}

}  // namespace alexnet
