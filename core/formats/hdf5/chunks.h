// Reads arrays that an HDF5 file stores in chunks, which may be compressed; used by formats/hdf5/reader.cpp.
#pragma once

#include <vector>

#include "base/error.h"
#include "formats/hdf5/messages.h"

namespace alexnet {

struct Hdf5Dataset {
  Hdf5Layout layout;
  std::vector<Hdf5Filter> filters;
  std::vector<std::size_t> shape;
};

// Writes the array to `to` in C order. Requires: `to` is zeroed and as long as the array; elements without a chunk remain 0.
// `budget` is the number of bytes that may still be decompressed; it is reduced. Returns kBadFormat for damage, kTooLarge if the
// budget is exceeded, and the errors of inflate().
[[nodiscard]] Status read_hdf5_chunks(ByteSpan file, const Hdf5Dataset& dataset, std::span<std::uint8_t> to,
                                      std::uint64_t& budget);

}  // namespace alexnet
