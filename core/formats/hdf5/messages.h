// The messages of the object headers of HDF5, which describe an object. Each is read from its bytes alone; used by
// formats/hdf5/reader.cpp. All functions return kBadFormat for damage, with an empty location: the caller names the object.
// https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, sections IV.A.1 and IV.A.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

inline constexpr std::uint64_t kNoAddress = ~std::uint64_t{0};

enum class Hdf5MessageType : std::uint16_t {
  kDataspace = 1,
  kLinkInfo = 2,
  kDatatype = 3,
  kFillValue = 5,
  kLink = 6,
  kExternal = 7,
  kLayout = 8,
  kGroupInfo = 10,
  kFilters = 11,
  kAttribute = 12,
  kContinuation = 16,
  kSymbolTable = 17,
  kAttributeInfo = 21,
};

struct Hdf5Message {
  Hdf5MessageType type{};
  bool shared = false;  // the message is stored elsewhere, and `bytes` hold only its address
  ByteSpan bytes;
};

struct Hdf5Type {
  // kBfloat16: the upper half of a 32-bit float, which Keras stores as 2 opaque bytes.
  enum class Kind { kFloat, kBfloat16, kInt8, kString, kVariableString, kOther };
  Kind kind = Kind::kOther;
  std::size_t size = 0;       // of one value, in bytes; for kVariableString the size of the reference to the string
  bool space_padded = false;  // of kString
};
// Returns kUnsupported for floats other than little-endian IEEE 754 of 16, 32 or 64 bits.
[[nodiscard]] Result<Hdf5Type> read_hdf5_type(ByteSpan message);

// Returns the lengths of the axes: none for a single value, {0} for an array without values. Returns kTooLarge for more than 2^40
// values.
[[nodiscard]] Result<std::vector<std::size_t>> read_hdf5_space(ByteSpan message);

struct Hdf5Layout {
  enum class Kind { kCompact, kContiguous, kChunked };
  Kind kind = Kind::kContiguous;
  ByteSpan compact;
  std::uint64_t address = kNoAddress;  // of the bytes (kContiguous) or of the B-tree of chunks (kChunked)
  std::uint64_t size = 0;              // of kContiguous, in bytes
  std::vector<std::size_t> chunk;      // of kChunked: the lengths of the axes, then the size of a value in bytes
};
// Returns kUnsupported for other versions and kinds of layouts.
[[nodiscard]] Result<Hdf5Layout> read_hdf5_layout(ByteSpan message);

enum class Hdf5Filter : std::uint16_t { kDeflate = 1, kShuffle = 2, kChecksum = 3 };
// Returns the filters in the order in which they were applied. Returns kUnsupported for other filters.
[[nodiscard]] Result<std::vector<Hdf5Filter>> read_hdf5_filters(ByteSpan message);

struct Hdf5Attribute {
  std::string name;
  Hdf5Type type;          // kOther for an attribute with a named type
  std::size_t count = 0;  // of values
  ByteSpan values;
};
[[nodiscard]] Result<Hdf5Attribute> read_hdf5_attribute(ByteSpan message);

struct Hdf5Link {
  std::string name;
  std::uint64_t address = kNoAddress;  // of the object's header; kNoAddress for soft and external links
};
[[nodiscard]] Result<Hdf5Link> read_hdf5_link(ByteSpan message);

// Returns the address of the heap in which an object stores many links or attributes, from its link info or attribute info
// message; kNoAddress if it has no heap. `creation_index_size` is the size of the message's creation index, in bytes.
[[nodiscard]] std::uint64_t hdf5_heap_of(ByteSpan message, std::size_t creation_index_size);

// Returns all messages of the object header at `address`, including those of its continuation blocks. Returns kTooLarge for more
// than 10,000.
[[nodiscard]] Result<std::vector<Hdf5Message>> read_hdf5_header(ByteSpan file, std::uint64_t address);

}  // namespace alexnet
