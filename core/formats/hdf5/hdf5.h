// The contents of an HDF5 file as plain data: groups, string attributes and arrays of floats and of 8-bit integers. Files are not trusted, and damaged
// ones make libhdf5 hang or read out of bounds, so this project has its own reader; and its own writer, since libhdf5 is not
// thread-safe and too large for the page.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr std::size_t kMaxHdf5StringBytes = 64 << 20;  // the limit of all strings of a file together, in bytes

struct Hdf5Contents {
  using Attributes = std::map<std::string, std::vector<std::string>, std::less<>>;  // a single string is a list of one

  // By path, without a slash at either end. The root, "", is always present.
  std::map<std::string, Attributes, std::less<>> groups;
  // The arrays, by path. Their bytes point into the file unless they were stored in chunks.
  TensorMap datasets;
};

// Returns everything but arrays of other types than floats, bfloat16 in Keras' form (opaque values of 2 bytes) and signed 8-bit integers, attributes that are not strings, links to other files, and the groups
// `ignored` of the root. Reads what h5py and Keras write by default: all versions of the superblock and of object headers, groups
// as symbol tables or as lists of links, arrays that are contiguous or in chunks indexed by a B-tree, and the filters deflate,
// shuffle and checksum. Errors name the object:
// - kBadFormat: damage.
// - kUnsupported: structures that only libver="latest" writes; floats that are not little-endian IEEE 754; data in other files.
// - kTooLarge: more than 20,000 objects; groups nested deeper than 32; names of more than 1,024 bytes; strings of more than
//   kMaxHdf5StringBytes; chunks that state more bytes than deflate can compress into the file.
[[nodiscard]] Result<Hdf5Contents> read_hdf5(SharedBytes file, std::span<const std::string_view> ignored = {});

struct Hdf5StringAttribute {
  std::string group;  // its path; "" is the root
  std::string name;
  std::vector<std::string> strings;  // exactly one unless `list`
  bool list = false;                 // written as an array, even if it holds one string
};
// The contents of a file to be written.
struct Hdf5FileLayout {
  std::vector<std::string> groups;  // each after the groups that contain it
  std::vector<Hdf5StringAttribute> attributes;
  const TensorMap* datasets = nullptr;  // F32 arrays, by path; missing groups are created. Must not be null.
};

// The limit of one list of strings, in bytes, where every string is as long as the longest.
inline constexpr std::size_t kMaxHdf5ListBytes = 64'512;

// Returns the file. The same layout gives the same bytes. Requires: no list exceeds kMaxHdf5ListBytes. Read by HDF5 1.8
// (2008) and later. Returns kOutOfMemory.
[[nodiscard]] Result<SharedBytes> to_hdf5(const Hdf5FileLayout& layout);

}  // namespace alexnet
