// NumPy's files: one array (.npy) or a ZIP of them (.npz).
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html A file is not trusted; arrays of Python objects, which
// are pickles, are refused.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

[[nodiscard]] bool is_npy(ByteSpan bytes);
// Whether it is a ZIP of which every entry is named `….npy`.
[[nodiscard]] bool is_npz(const SharedBytes& file);

// A TensorMap of one tensor, named `array`, or of one for each array, named as numpy.savez names them (without `.npy`).
// metadata["format"] is `NumPy`. Either byte order; Fortran's order is turned to C's. kUnsupported for elements that are no
// numbers of ours; kBadFormat, with the array's name, for a header that makes no sense and for bytes that are not as many as
// the shape says; the errors of ZipArchive.
[[nodiscard]] Result<TensorMap> read_npy(SharedBytes file);
[[nodiscard]] Result<TensorMap> read_npz(SharedBytes file);

// The tensors as an .npz (stored, not deflated), without the metadata. kUnsupported for BF16, which NumPy does not know.
[[nodiscard]] Result<SharedBytes> to_npz(const TensorMap& map);

}  // namespace alexnet
