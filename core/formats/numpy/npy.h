// Reads and writes the files of NumPy: one array (.npy) or a ZIP archive of arrays (.npz).
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Files are not trusted. Arrays of Python objects, which are pickles, are read without running them (formats/torch/pickle.h).
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns whether the bytes begin as an .npy file does.
[[nodiscard]] bool is_npy(ByteSpan bytes);
// Returns whether the file is a ZIP archive in which the name of every entry ends in `.npy`.
[[nodiscard]] bool is_npz(const SharedBytes& file);

// Return the arrays as tensors: the one of an .npy file is named `array`, those of an .npz file are named as in numpy.savez,
// without `.npy`. Arrays in a pickled dictionary, as bvlc_alexnet.npy has them, are named by its keys: `conv1.weight`. The order
// is that of the file, and the metadata that to_npz() stores are read. metadata["format"] is `NumPy` otherwise. Both byte orders are read, and Fortran order is converted to C order.
// Return kUnsupported for elements that are not among ElementType; kBadFormat, with the name of the array, for a malformed header
// and for data whose length does not match the shape; and the errors of ZipArchive.
[[nodiscard]] Result<TensorMap> read_npy(SharedBytes file);
[[nodiscard]] Result<TensorMap> read_npz(SharedBytes file);

// Returns the tensors as an .npz file (stored, not deflated). The metadata become the comment of the archive, unless they
// take more than 65,535 bytes. Returns kUnsupported for BF16, which NumPy
// does not have.
[[nodiscard]] Result<SharedBytes> to_npz(const TensorMap& map);

}  // namespace alexnet
