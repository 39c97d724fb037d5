// Weights that are split into several files, as Hugging Face's libraries write them: `model.safetensors.index.json` or
// `pytorch_model.bin.index.json` names, for each tensor, the file that has it.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/companion_files.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Whether the bytes are a JSON object with a `weight_map` of safetensors or PyTorch files.
[[nodiscard]] bool is_shard_index(ByteSpan bytes);

// Returns the tensors of all files that the index names, in its order. kCompanionMissing for a file that is not there; kBadFormat for
// an index that is none, and for a tensor that is not in its file; the errors of read_safetensors() and read_torch_pth().
[[nodiscard]] Result<TensorMap> read_shards(SharedBytes index, const CompanionFiles& companions);

}  // namespace alexnet
