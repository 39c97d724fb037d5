// What lies in an HDF5 file: groups, text attributes and arrays of floats, as plain data. Native: libhdf5 (hdf5_native.cpp); in
// the browser there is none (hdf5_wasm.cpp). One thread at a time in the whole program: Debian's library has no locks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline constexpr std::size_t kMaxHdf5Text = 64 << 20;  // bytes of one attribute

struct Hdf5Contents {
  using Attributes = std::map<std::string, std::vector<std::string>, std::less<>>;  // a single text is a list of one

  std::map<std::string, Attributes, std::less<>> groups;  // by path, without a slash at either end; the root is ""
  TensorMap datasets;                                     // by path likewise; F16 as they are, other floats as F32
};

// Everything but arrays that hold no floats, attributes that are no text, and what lies below the group `ignored` of the root.
// kBadFormat for damage; kTooLarge for more than 20,000 objects, groups nested deeper than 32, a text above kMaxHdf5Text,
// arrays that claim more than deflate can pack into their bytes; kUnsupported for data in other files. Reads no other file.
[[nodiscard]] Result<Hdf5Contents> read_hdf5(ByteSpan file, const std::string& ignored);

struct Hdf5Text {
  std::string group;  // path; "" is the root
  std::string name;
  std::vector<std::string> texts;
  bool list = false;  // written as an array, even of one text
};
struct Hdf5Plan {
  std::vector<std::string> groups;  // outer before inner
  std::vector<Hdf5Text> attributes;
  const TensorMap* datasets = nullptr;  // F32 arrays by path; their groups are made where they are missing
};
// A list of texts holds at most kMaxHdf5List bytes, each as long as the longest: the caller splits longer ones. Deterministic.
inline constexpr std::size_t kMaxHdf5List = 64'512;
[[nodiscard]] Result<SharedBytes> to_hdf5(const Hdf5Plan& plan);

}  // namespace alexnet
