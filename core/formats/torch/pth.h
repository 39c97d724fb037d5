// Reads weights that torch.save wrote: the ZIP archives of PyTorch 1.6 and later, the streams of pickles before it, and the TAR
// archives of 2016; also those of torch.jit.save (TorchScript) and torch.export.save (.pt2). Files are not trusted, and nothing in them is ever executed (formats/torch/pickle.h). PyTorch reads and
// writes all three in torch/serialization.py.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns whether the bytes could be one of the containers. A ZIP archive must contain a `data.pkl` or the weights of torch.export.
[[nodiscard]] bool is_torch_pth(const SharedBytes& file);

// Returns the tensors of a state_dict, which may lie in other dictionaries, or of a whole model, in the order of the file
// (formats/torch/dictionary.h). Everything else is ignored. If every name begins with `module.`, that prefix is removed. Strided tensors are converted to C order.
// metadata["format"] is `PyTorch`. Memory is bounded by twice the size of the values in the file.
// Returns the errors of ZipArchive and read_pickle; kBadFormat, with the name of the tensor, if it extends past its storage or if
// the storage is missing; kUnsupported for big-endian files and for tensors that repeat elements of their storage.
[[nodiscard]] Result<TensorMap> read_torch_pth(SharedBytes file);

}  // namespace alexnet
