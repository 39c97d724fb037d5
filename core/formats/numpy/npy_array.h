// An array of NumPy, as its files hold it, becomes a tensor; used only by formats/npy*.cpp.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/numpy/npy_header.h"
#include "formats/tensor_map.h"

namespace alexnet {

struct NpyArray {
  NpyHeader header;
  ByteSpan bytes;  // in the file, in its byte order and memory order
};

// Checks that the array has as many bytes as its header states: kBadFormat.
[[nodiscard]] Status check_npy_size(const NpyArray& array);

// Returns the array in C order, little-endian, and appends to `owners` what owns its bytes: `file`, or new memory where the order
// differs. Requires: check_npy_size().
[[nodiscard]] Result<FileTensor> tensor_of_npy(const NpyArray& array, const SharedBytes& file,
                                               std::vector<SharedBytes>& owners);

// What keeps all of `owners` alive.
[[nodiscard]] SharedBytes keep_alive(std::vector<SharedBytes> owners);

// Adds the arrays that a pickle of NumPy holds to `map`, in its order: a dictionary of arrays, of lists [weights, biases] or of
// dictionaries, as np.save() stores it. Names join the keys: `conv1.weight`, `conv1.bias`. `file` owns the bytes. kBadFormat if
// there is none; the errors of read_pickle() (formats/torch/pickle.h).
[[nodiscard]] Status add_pickled_arrays(ByteSpan pickle, const SharedBytes& file, TensorMap& map,
                                        std::vector<SharedBytes>& owners);

}  // namespace alexnet
