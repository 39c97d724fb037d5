// Arrays that an HDF5 file holds in pieces, each perhaps packed; for formats/hdf5_reader.cpp.
#pragma once

#include <vector>

#include "base/error.h"
#include "formats/hdf5_messages.h"

namespace alexnet {

struct Hdf5Dataset {
  Hdf5Layout layout;
  std::vector<Hdf5Filter> filters;
  std::vector<std::size_t> shape;
};

// Fills `to`, the whole array in C order; what has no piece is 0. `budget` is how many bytes of pieces may still be unpacked.
[[nodiscard]] Status read_hdf5_chunks(ByteSpan file, const Hdf5Dataset& pieces, std::span<std::uint8_t> to,
                                      std::uint64_t& budget);

}  // namespace alexnet
