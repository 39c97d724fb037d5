// Metadata in .npz files. NumPy has no place for them, so that they are the comment of the ZIP archive, as a JSON object of
// strings: np.load() lists no additional array, which torch's load_state_dict(strict=True) would refuse. Used only by
// formats/npy.cpp.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns `archive`, which has no comment, with the metadata as its comment; unchanged if there are none, or if they take more than
// the 65,535 bytes of a comment.
[[nodiscard]] SharedBytes with_npz_metadata(const SharedBytes& archive, const TensorMap& map);

// Adds the metadata in the comment of a ZIP archive to `map`. A comment of another content is ignored.
void read_npz_metadata(ByteSpan archive, TensorMap& map);

}  // namespace alexnet
