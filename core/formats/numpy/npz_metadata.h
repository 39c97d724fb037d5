// Metadata in .npz files. NumPy has no place for them, so that they are the comment of the ZIP archive, as a JSON object of
// strings: np.load() lists no additional array, which torch's load_state_dict(strict=True) would refuse. Used only by
// formats/numpy/npy.cpp.
#pragma once

#include <string>

#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns the metadata as the comment of a ZIP archive; "" if there are none, or if they take more than kMaxZipComment bytes.
[[nodiscard]] std::string npz_comment(const TensorMap& map);

// Adds the metadata in the comment of a ZIP archive to `map`. A comment of another content is ignored.
void read_npz_comment(ByteSpan comment, TensorMap& map);

}  // namespace alexnet
