// Writes the format of HDF5 1.8 (HDF5 File Format Specification 3.0): a superblock of version 2, object headers of version 2 with the
// links of a group in them, arrays in one piece, and one global heap for the strings of variable length.
#include <algorithm>
#include <array>
#include <concepts>
#include <cstring>
#include <map>
#include <string_view>

#include "base/memory.h"
#include "formats/hdf5/hdf5.h"
#include "formats/hdf5/messages.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

constexpr std::size_t kSuperblockSize = 48;
constexpr std::size_t kArrayAlignment = 64;    // of each array, in bytes
constexpr std::size_t kSmallestHeap = 4096;    // that libhdf5 reads, in bytes
constexpr std::size_t kHeapObjectHeader = 16;  // in bytes

std::uint64_t rounded_up(std::uint64_t value, std::uint64_t step) { return (value + step - 1) / step * step; }

// Bytes that grow by numbers, which are little-endian, and texts.
class Block {
 public:
  template <std::unsigned_integral Number>
  Block& add(Number value) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> 8 * i));
    return *this;
  }
  Block& add(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    return *this;
  }
  Block& add(const Block& other) {
    bytes.insert(bytes.end(), other.bytes.begin(), other.bytes.end());
    return *this;
  }
  Block& pad(std::size_t step) {
    bytes.resize(static_cast<std::size_t>(rounded_up(bytes.size(), step)));
    return *this;
  }
  [[nodiscard]] std::size_t size() const { return bytes.size(); }

  std::vector<std::uint8_t> bytes;
};

// The checksum of superblocks and object headers: Bob Jenkins' lookup3, hashlittle(), with the initial value 0.
std::uint32_t lookup3(ByteSpan bytes) {
  std::uint32_t a = 0xDEADBEEF + static_cast<std::uint32_t>(bytes.size()), b = a, c = a;
  const auto rotated = [](std::uint32_t value, int bits) { return value << bits | value >> (32 - bits); };
  const auto add_next = [&](std::uint32_t& to) {  // up to four bytes
    const std::size_t count = std::min<std::size_t>(4, bytes.size());
    for (std::size_t i = 0; i < count; ++i) to += std::uint32_t{bytes[i]} << 8 * i;
    bytes = bytes.subspan(count);
  };
  while (bytes.size() > 12) {
    add_next(a), add_next(b), add_next(c);
    a = (a - c) ^ rotated(c, 4), c += b;
    b = (b - a) ^ rotated(a, 6), a += c;
    c = (c - b) ^ rotated(b, 8), b += a;
    a = (a - c) ^ rotated(c, 16), c += b;
    b = (b - a) ^ rotated(a, 19), a += c;
    c = (c - b) ^ rotated(b, 4), b += a;
  }
  if (bytes.empty()) return c;
  add_next(a), add_next(b), add_next(c);
  c = (c ^ b) - rotated(b, 14);
  a = (a ^ c) - rotated(c, 11);
  b = (b ^ a) - rotated(a, 25);
  c = (c ^ b) - rotated(b, 16);
  a = (a ^ c) - rotated(c, 4);
  b = (b ^ a) - rotated(a, 14);
  return (c ^ b) - rotated(b, 24);
}

// ---- The parts of messages ----------------------------------------------------------------------------------------------------

Block float_type() {
  Block type;
  type.add(std::uint8_t{0x11})
      .add(std::uint8_t{0x20})
      .add(std::uint8_t{31})
      .add(std::uint8_t{0});                                                                   // IEEE 754, the sign in bit 31
  type.add(std::uint32_t{4}).add(std::uint16_t{0}).add(std::uint16_t{32});                     // 32 bits of 4 bytes
  type.add(std::uint8_t{23}).add(std::uint8_t{8}).add(std::uint8_t{0}).add(std::uint8_t{23});  // exponent and mantissa
  return type.add(std::uint32_t{127});
}

// ASCII, padded with zeros.
Block fixed_string_type(std::size_t size) {
  Block type;
  type.add(std::uint8_t{0x13}).add(std::uint8_t{1}).add(std::uint16_t{0});
  return type.add(static_cast<std::uint32_t>(size));
}

// UTF-8, as a sequence of unsigned bytes in a heap.
Block variable_string_type() {
  Block type;
  type.add(std::uint8_t{0x19}).add(std::uint8_t{1}).add(std::uint8_t{1}).add(std::uint8_t{0}).add(std::uint32_t{16});
  type.add(std::uint32_t{0x10}).add(std::uint32_t{1});
  return type.add(std::uint16_t{0}).add(std::uint16_t{8});
}

Block scalar_space() {
  Block space;
  return space.add(std::uint8_t{2}).add(std::uint8_t{0}).add(std::uint8_t{0}).add(std::uint8_t{0});
}

Block simple_space(std::span<const std::size_t> lengths) {
  Block space;
  space.add(std::uint8_t{2}).add(static_cast<std::uint8_t>(lengths.size())).add(std::uint8_t{0}).add(std::uint8_t{1});
  for (const std::size_t length : lengths) space.add(std::uint64_t{length});
  return space;
}

// Adds a message to an object header.
void add_message(Block& messages, Hdf5MessageType type, const Block& content) {
  constexpr std::uint8_t kConstant = 1;
  messages.add(static_cast<std::uint8_t>(type)).add(static_cast<std::uint16_t>(content.size()));
  messages.add(type == Hdf5MessageType::kDatatype ? kConstant : std::uint8_t{0}).add(content);
}

// ---- The file -----------------------------------------------------------------------------------------------------------------

// The file as a tree. A group without a name is the root.
struct TreeGroup {
  std::map<std::string, TreeGroup, std::less<>> groups;
  std::map<std::string, const FileTensor*, std::less<>> datasets;
  std::vector<const Hdf5StringAttribute*> attributes;
};

TreeGroup& group_at(TreeGroup& root, std::string_view path) {
  TreeGroup* group = &root;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    group = &group->groups[std::string(path.substr(0, end))];
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return *group;
}

TreeGroup tree_of(const Hdf5FileLayout& layout) {
  TreeGroup root;
  for (const std::string& path : layout.groups) group_at(root, path);
  for (const auto& [path, tensor] : layout.datasets->tensors) {
    const std::size_t slash = path.rfind('/');
    const bool is_nested = slash != std::string::npos;
    group_at(root, is_nested ? std::string_view(path).substr(0, slash) : std::string_view{})
        .datasets[is_nested ? path.substr(slash + 1) : path] = &tensor;
  }
  for (const Hdf5StringAttribute& attribute : layout.attributes)
    group_at(root, attribute.group).attributes.push_back(&attribute);
  return root;
}

// Lays out a file: the superblock, the arrays, the heap, then the object headers, each after those that it refers to.
class FileWriter {
 public:
  explicit FileWriter(const Hdf5FileLayout& layout) : root_(tree_of(layout)) {
    place_arrays(root_);
    heap_address_ = size_of_arrays_;
    heap_.add("GCOL").add(std::uint32_t{1}).add(std::uint64_t{0});
    place_strings(root_);
    end_heap();
    root_address_ = write_group(root_);
  }

  Result<SharedBytes> run() const {
    const std::uint64_t size = headers_address() + headers_.size();
    auto* block = size > SIZE_MAX ? nullptr : static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size)));
    if (block == nullptr) return fail<msg::kFormatOutOfMemory>("hdf5", size);
    SharedBytes file = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
    std::uint64_t done = 0;
    const auto write = [&](std::uint64_t address, ByteSpan bytes) {
      std::memset(block + done, 0, static_cast<std::size_t>(address - done));
      if (!bytes.empty()) std::memcpy(block + address, bytes.data(), bytes.size());
      done = address + bytes.size();
    };
    write(0, superblock(size).bytes);
    for (const FileTensor* tensor : arrays_) write(addresses_.at(tensor), tensor->bytes);
    write(heap_address_, heap_.bytes);
    write(headers_address(), headers_.bytes);
    return file;
  }

 private:
  void place_arrays(const TreeGroup& group) {
    for (const auto& [name, tensor] : group.datasets) {
      const std::uint64_t address = rounded_up(size_of_arrays_, kArrayAlignment);
      addresses_[tensor] = address;
      arrays_.push_back(tensor);
      size_of_arrays_ = rounded_up(address + tensor->bytes.size(), 8);
    }
    for (const auto& [name, child] : group.groups) place_arrays(child);
  }

  void place_strings(const TreeGroup& group) {
    for (const Hdf5StringAttribute* attribute : group.attributes) {
      if (attribute->list) continue;
      const std::string& text = attribute->strings.front();
      heap_indices_[attribute] = static_cast<std::uint16_t>(heap_indices_.size() + 1);
      heap_.add(heap_indices_[attribute]).add(std::uint16_t{0}).add(std::uint32_t{0}).add(std::uint64_t{text.size()});
      heap_.add(text).pad(8);
    }
    for (const auto& [name, child] : group.groups) place_strings(child);
  }

  // The rest of the heap is an object without a number.
  void end_heap() {
    const std::size_t size = std::max(heap_.size() + kHeapObjectHeader, kSmallestHeap);
    heap_.add(std::uint64_t{0}).add(std::uint64_t{size - heap_.size() + 8});
    heap_.bytes.resize(size);
    Block number;
    number.add(std::uint64_t{size});
    std::ranges::copy(number.bytes, heap_.bytes.begin() + 8);
  }

  [[nodiscard]] std::uint64_t headers_address() const { return heap_address_ + heap_.size(); }

  [[nodiscard]] Block superblock(std::uint64_t size) const {
    Block block;
    block.add("\x89HDF\r\n\x1A\n").add(std::uint8_t{2}).add(std::uint8_t{8}).add(std::uint8_t{8}).add(std::uint8_t{0});
    block.add(std::uint64_t{0}).add(kNoAddress).add(size).add(root_address_);
    return block.add(lookup3(block.bytes));
  }

  // Writes the header of an object. Returns its address.
  std::uint64_t write_header(const Block& messages) {
    const std::uint64_t address = headers_address() + headers_.size();
    Block header;
    constexpr std::uint8_t kSizeOfFourBytes = 2;
    header.add("OHDR").add(std::uint8_t{2}).add(kSizeOfFourBytes).add(static_cast<std::uint32_t>(messages.size()));
    header.add(messages);
    headers_.add(header.add(lookup3(header.bytes))).pad(8);
    return address;
  }

  std::uint64_t write_group(const TreeGroup& group) {
    Block messages;
    add_message(messages, Hdf5MessageType::kLinkInfo, Block().add(std::uint16_t{0}).add(kNoAddress).add(kNoAddress));
    add_message(messages, Hdf5MessageType::kGroupInfo, Block().add(std::uint16_t{0}));
    for (const auto& [name, tensor] : group.datasets) add_link(messages, name, write_dataset(*tensor));
    for (const auto& [name, child] : group.groups) add_link(messages, name, write_group(child));
    for (const Hdf5StringAttribute* attribute : group.attributes) add_attribute(messages, *attribute);
    return write_header(messages);
  }

  static void add_link(Block& messages, const std::string& name, std::uint64_t address) {
    constexpr std::uint8_t kEncodingAndNameOfTwoBytes = 0x11, kUtf8 = 1;
    Block link;
    link.add(std::uint8_t{1}).add(kEncodingAndNameOfTwoBytes).add(kUtf8).add(static_cast<std::uint16_t>(name.size()));
    add_message(messages, Hdf5MessageType::kLink, link.add(name).add(address));
  }

  std::uint64_t write_dataset(const FileTensor& tensor) {
    Block messages;
    add_message(messages, Hdf5MessageType::kDataspace, tensor.shape.empty() ? scalar_space() : simple_space(tensor.shape));
    add_message(messages, Hdf5MessageType::kDatatype, float_type());
    constexpr std::uint8_t kLateIfSet = 0x0A;  // when space is taken, and when filled
    add_message(messages, Hdf5MessageType::kFillValue, Block().add(std::uint8_t{3}).add(kLateIfSet));
    const std::uint64_t address = tensor.bytes.empty() ? kNoAddress : addresses_.at(&tensor);
    add_message(messages, Hdf5MessageType::kLayout,
                Block().add(std::uint8_t{3}).add(std::uint8_t{1}).add(address).add(std::uint64_t{tensor.bytes.size()}));
    return write_header(messages);
  }

  // A list is written as strings of a fixed length, as h5py writes a list of bytes, and a single string as one of variable length, as
  // h5py writes a str.
  void add_attribute(Block& messages, const Hdf5StringAttribute& attribute) const {
    std::size_t longest = 1;
    for (const std::string& one : attribute.strings) longest = std::max(longest, one.size());
    const Block type = attribute.list ? fixed_string_type(longest) : variable_string_type();
    const std::array<std::size_t, 1> count = {attribute.strings.size()};
    const Block space = attribute.list ? simple_space(count) : scalar_space();
    Block message;
    message.add(std::uint8_t{3}).add(std::uint8_t{0}).add(static_cast<std::uint16_t>(attribute.name.size() + 1));
    message.add(static_cast<std::uint16_t>(type.size())).add(static_cast<std::uint16_t>(space.size())).add(std::uint8_t{0});
    message.add(attribute.name).add(std::uint8_t{0}).add(type).add(space);
    if (attribute.list) {
      for (std::string one : attribute.strings) {
        one.resize(longest, '\0');
        message.add(one);
      }
    } else {
      message.add(static_cast<std::uint32_t>(attribute.strings.front().size())).add(heap_address_);
      message.add(std::uint32_t{heap_indices_.at(&attribute)});
    }
    add_message(messages, Hdf5MessageType::kAttribute, message);
  }

  TreeGroup root_;
  std::uint64_t size_of_arrays_ = kSuperblockSize, heap_address_ = 0, root_address_ = 0;
  std::vector<const FileTensor*> arrays_;  // in the order of their addresses
  std::map<const FileTensor*, std::uint64_t> addresses_;
  std::map<const Hdf5StringAttribute*, std::uint16_t> heap_indices_;
  Block heap_, headers_;
};

}  // namespace

Result<SharedBytes> to_hdf5(const Hdf5FileLayout& layout) { return FileWriter(layout).run(); }

}  // namespace alexnet
