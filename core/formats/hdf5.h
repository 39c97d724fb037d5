// What lies in an HDF5 file: groups, text attributes and arrays of floats, as plain data. Read by code of our own, since a file
// is not trusted and libhdf5 can be made to hang and to read behind its memory by damaged ones; written by libhdf5
// (hdf5_writer_native.cpp), one thread at a time: Debian's has no locks. The browser writes none (hdf5_writer_wasm.cpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr std::size_t kMaxHdf5StringBytes = 64 << 20;  // bytes of all strings of a file

struct Hdf5Contents {
  using Attributes = std::map<std::string, std::vector<std::string>, std::less<>>;  // a single text is a list of one

  std::map<std::string, Attributes, std::less<>>
      groups;          // by path, without a slash at either end; the root, "", is always there
  TensorMap datasets;  // by path likewise; in the file where they can be
};

// Everything but arrays that hold no floats, attributes that are no text, links to other files, and what lies below the group
// `ignored` of the root. What h5py and Keras write by default: any version of the first block and of object headers, groups as
// tables or lists of links, arrays in one piece or in a tree of pieces, packed by deflate and shuffled (not in the browser).
// kBadFormat for damage; kUnsupported for what only libver="latest" writes, for floats that are no little-endian IEEE 754, and
// for data in other files; kTooLarge for more than 20,000 objects, groups nested deeper than 32, names above 1,024 letters,
// strings above kMaxHdf5StringBytes, and pieces that claim more than deflate can pack into the file. Errors name the object.
[[nodiscard]] Result<Hdf5Contents> read_hdf5(SharedBytes file, const std::string& ignored);

struct Hdf5StringAttribute {
  std::string group;  // path; "" is the root
  std::string name;
  std::vector<std::string> strings;
  bool list = false;  // written as an array, even of one text
};
struct Hdf5FileLayout {
  std::vector<std::string> groups;  // outer before inner
  std::vector<Hdf5StringAttribute> attributes;
  const TensorMap* datasets = nullptr;  // F32 arrays by path; their groups are made where they are missing
};
// A list of strings holds at most kMaxHdf5ListBytes bytes, each as long as the longest: the caller splits longer ones. Deterministic.
inline constexpr std::size_t kMaxHdf5ListBytes = 64'512;
[[nodiscard]] Result<SharedBytes> to_hdf5(const Hdf5FileLayout& plan);

}  // namespace alexnet
