// What the containers of torch.save have in common, for formats/torch_*.cpp alone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"
#include "formats/torch_pickle.h"

namespace alexnet {

struct TorchStorage {
  ElementType type = ElementType::kF32;
  SharedBytes bytes;
};

// A window on a storage.
struct TorchTensor {
  std::string storage;
  std::uint64_t offset = 0;  // in elements, as the strides
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;
};

struct TorchFile {
  Pickle pickle;                               // its result is a state_dict, or holds one
  std::map<std::string, TorchTensor> tensors;  // what a PickleReference means; only the TAR has any
  // The storage of that key, at least as long as the pickle says.
  std::function<Result<TorchStorage>(const std::string& key)> storage;
};

// The state_dict's tensors, as read_torch_pth promises.
[[nodiscard]] Result<TensorMap> read_state_dict(const TorchFile& file);

// The containers before the ZIP.
[[nodiscard]] bool is_torch_stream(ByteSpan bytes);
[[nodiscard]] bool is_tar(ByteSpan bytes);
[[nodiscard]] Result<TensorMap> read_torch_stream(const SharedBytes& file);
[[nodiscard]] Result<TensorMap> read_torch_tar(const SharedBytes& file);

}  // namespace alexnet
