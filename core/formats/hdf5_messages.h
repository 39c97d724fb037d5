// The messages of HDF5's object headers: what an object is, each read from its bytes alone. For formats/hdf5_reader.cpp.
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

template <typename... Parts>
std::unexpected<Error> damaged(const Parts&... what) {
  return fail(ErrorKind::kBadFormat, "", what...);
}

enum class Hdf5MessageType : std::uint16_t {
  kDataspace = 1,
  kLinkInfo = 2,
  kDatatype = 3,
  kLink = 6,
  kExternal = 7,
  kLayout = 8,
  kFilters = 11,
  kAttribute = 12,
  kContinuation = 16,
  kSymbolTable = 17,
  kAttributeInfo = 21,
};

struct Hdf5Message {
  Hdf5MessageType type{};
  bool shared = false;  // it stands elsewhere, and `bytes` only say where
  ByteSpan bytes;
};

struct Hdf5Type {
  enum class Kind { kFloat, kString, kVariableString, kOther };
  Kind kind = Kind::kOther;
  std::size_t size = 0;       // bytes of one value; of a variable text those of its reference
  bool space_padded = false;  // of kString
};
[[nodiscard]] Result<Hdf5Type> read_hdf5_type(ByteSpan message);

// The lengths of the axes, none for a single value; {0} for no value at all. kTooLarge for more than 2^40 values.
[[nodiscard]] Result<std::vector<std::size_t>> read_hdf5_space(ByteSpan message);

struct Hdf5Layout {
  enum class Kind { kCompact, kContiguous, kChunked };
  Kind kind = Kind::kContiguous;
  ByteSpan compact;
  std::uint64_t address = kNoAddress;  // of the bytes, or of the tree of chunks
  std::uint64_t size = 0;
  std::vector<std::size_t> chunk;  // lengths of the axes, then the bytes of a value
};
[[nodiscard]] Result<Hdf5Layout> read_hdf5_layout(ByteSpan message);

// In the order in which they were applied. kUnsupported for others than these.
enum class Hdf5Filter : std::uint16_t { kDeflate = 1, kShuffle = 2, kChecksum = 3 };
[[nodiscard]] Result<std::vector<Hdf5Filter>> read_hdf5_filters(ByteSpan message);

struct Hdf5Attribute {
  std::string name;
  Hdf5Type type;
  std::size_t count = 0;
  ByteSpan values;
};
[[nodiscard]] Result<Hdf5Attribute> read_hdf5_attribute(ByteSpan message);

struct Hdf5Link {
  std::string name;
  std::uint64_t address = kNoAddress;  // of the object; none: the link leads elsewhere
};
[[nodiscard]] Result<Hdf5Link> read_hdf5_link(ByteSpan message);

// The address behind the numbers of a link info or an attribute info: where many links or attributes lie, or kNoAddress.
[[nodiscard]] std::uint64_t hdf5_heap_of(ByteSpan message, std::size_t creation_index_size);

// Every message of the object header at `address`, its continuations too. kBadFormat for damage, kTooLarge beyond 10,000.
[[nodiscard]] Result<std::vector<Hdf5Message>> read_hdf5_header(ByteSpan file, std::uint64_t address);

}  // namespace alexnet
