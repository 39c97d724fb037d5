// Reads the weights of archives that torch.export.save writes (.pt2). They hold raw numbers described by JSON, and the graph of the
// network as JSON, of which the size of the input, the strides and paddings of the convolutions and the places of the max pools are read. Nothing in the file is run.
#pragma once

#include "base/error.h"
#include "formats/tensor_map.h"
#include "formats/zip.h"

namespace alexnet {

// Whether the archive has the description of weights that torch.export.save writes since PyTorch 2.8.
[[nodiscard]] bool is_torch_export(const ZipArchive& archive);

// Returns the tensors by their names in the state_dict. kBadFormat for a description that is none; kUnsupported, with the operation,
// for a graph of other operations than those of an AlexNet, or with other pooling than 3 x 3 with stride 2, whose weights alone
// would mislead; the errors of ZipArchive.
[[nodiscard]] Result<TensorMap> read_torch_export(const ZipArchive& archive);

}  // namespace alexnet
