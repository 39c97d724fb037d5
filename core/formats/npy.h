// Reads and writes the files of NumPy: one array (.npy) or a ZIP archive of arrays (.npz).
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Files are not trusted. Arrays of Python objects, which are pickles, are rejected.
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
// without `.npy`. metadata["format"] is `NumPy`. Both byte orders are read, and Fortran order is converted to C order.
// Return kUnsupported for elements that are not among ElementType; kBadFormat, with the name of the array, for a malformed header
// and for data whose length does not match the shape; and the errors of ZipArchive.
[[nodiscard]] Result<TensorMap> read_npy(SharedBytes file);
[[nodiscard]] Result<TensorMap> read_npz(SharedBytes file);

// Returns the tensors as an .npz file (stored, not deflated), without the metadata. Returns kUnsupported for BF16, which NumPy
// does not have.
[[nodiscard]] Result<SharedBytes> to_npz(const TensorMap& map);

}  // namespace alexnet
