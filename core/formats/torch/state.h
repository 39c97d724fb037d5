// The parts that the containers of torch.save have in common; used only by formats/torch_*.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"
#include "formats/torch/pickle.h"

namespace alexnet {

struct TorchStorage {
  ElementType type = ElementType::kF32;
  SharedBytes bytes;
};

// A view of a storage.
struct TorchTensor {
  std::string storage;
  std::uint64_t offset = 0;  // in elements, like the strides
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;
};

struct TorchFile {
  Pickle pickle;                               // its result is a state_dict or contains one
  std::map<std::string, TorchTensor> tensors;  // the targets of PickleReference, by key; only TAR archives have any
  // Returns the storage with that key, which has at least as many elements as the pickle states.
  std::function<Result<TorchStorage>(const std::string& key)> storage;
};

// Returns the tensors of the state_dict, with the contract of read_torch_pth.
[[nodiscard]] Result<TensorMap> read_state_dict(const TorchFile& file);

// The containers of PyTorch before 1.6. The errors are those of read_torch_pth.
[[nodiscard]] bool is_torch_stream(ByteSpan bytes);
[[nodiscard]] bool is_tar(ByteSpan bytes);
[[nodiscard]] Result<TensorMap> read_torch_stream(const SharedBytes& file);
[[nodiscard]] Result<TensorMap> read_torch_tar(const SharedBytes& file);

}  // namespace alexnet
