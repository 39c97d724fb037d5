// Weights as torch.save writes them: the ZIP of PyTorch 1.6 and later, the stream of pickles before it, and the TAR of 2016.
// Nothing of a file is ever executed (formats/torch_pickle.h). torch/serialization.py reads and writes all three.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Whether the bytes could be one of the three; of a ZIP, whether it holds a `data.pkl`.
[[nodiscard]] bool is_torch_pth(const SharedBytes& file);

// The tensors of a state_dict, or of one that lies under `state_dict`, `model` or `model_state_dict`; `module.` before every
// name is taken off. Strides and offsets are honored: a tensor comes in C order. metadata["format"] is `PyTorch`. What is no
// tensor is passed over. The errors of ZipArchive and read_pickle; kBadFormat, with the tensor's or the storage's name, for
// numbers that lie outside their storage or a storage that the file does not hold; kUnsupported for big-endian files and for
// tensors with more elements than the storage has. Memory is bounded by twice the file's numbers.
[[nodiscard]] Result<TensorMap> read_torch_pth(SharedBytes file);

}  // namespace alexnet
