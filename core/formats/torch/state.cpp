#include "formats/torch/state.h"

#include <cstring>
#include <optional>
#include <string_view>

#include "base/memory.h"
#include "formats/location.h"
#include "formats/torch/dictionary.h"
#include "messages/formats.h"
#include "messages/torch.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

constexpr std::string_view kModule = "module.";

// The number of elements of a tensor, and the index of the last one in the storage.
struct Extent {
  std::uint64_t elements = 1;
  std::uint64_t last = 0;
};
// Returns nothing if a number overflows.
std::optional<Extent> extent_of(const TorchTensor& tensor) {
  Extent extent{.last = tensor.offset};
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    const std::uint64_t length = tensor.shape[axis];
    std::uint64_t reach = 0;
    if (__builtin_mul_overflow(extent.elements, length, &extent.elements) ||
        __builtin_mul_overflow(length == 0 ? 0 : length - 1, tensor.strides[axis], &reach) ||
        __builtin_add_overflow(extent.last, reach, &extent.last))
      return std::nullopt;
  }
  return extent;
}

bool is_contiguous(const TorchTensor& tensor) {
  std::uint64_t expected = 1;
  for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
    if (tensor.shape[axis] != 1 && tensor.strides[axis] != expected) return false;
    expected *= tensor.shape[axis];
  }
  return true;
}

// Copies strided elements into C order.
void gather(const TorchTensor& tensor, ByteSpan storage, std::size_t size, std::uint8_t* to) {
  std::vector<std::uint64_t> index(tensor.shape.size(), 0);
  std::uint64_t from = tensor.offset;
  for (;;) {
    std::memcpy(to, storage.data() + from * size, size);
    to += size;
    std::size_t axis = index.size();
    while (axis > 0 && index[axis - 1] + 1 == tensor.shape[axis - 1]) {
      --axis;
      from -= index[axis] * tensor.strides[axis];
      index[axis] = 0;
    }
    if (axis == 0) return;
    ++index[axis - 1];
    from += tensor.strides[axis - 1];
  }
}

// Loads the bytes of tensors. Reads each storage once.
class TensorLoader {
 public:
  explicit TensorLoader(const TorchFile& file) : file_(file) {}

  Result<FileTensor> load(const TorchTensor& tensor) {
    TRY_VALUE(const TorchStorage* storage, storage_of(tensor.storage));
    const std::optional<Extent> extent = extent_of(tensor);
    const std::size_t size = element_size(storage->type);
    const ByteSpan bytes = storage->bytes.bytes();
    const std::uint64_t available = bytes.size() / size;
    const bool empty = extent && extent->elements == 0;
    if (!extent || (!empty && extent->last >= available)) return fail<msg::kTorchTensorPastEnd>("", available);
    FileTensor loaded{.type = storage->type, .shape = {tensor.shape.begin(), tensor.shape.end()}};
    if (empty) return loaded;
    if (is_contiguous(tensor)) {
      loaded.bytes =
          bytes.subspan(static_cast<std::size_t>(tensor.offset) * size, static_cast<std::size_t>(extent->elements) * size);
      return loaded;
    }
    TRY_VALUE(loaded.bytes, gathered(tensor, bytes, static_cast<std::size_t>(extent->elements), size));
    return loaded;
  }

  SharedBytes owners() && { return {{}, std::make_shared<const std::vector<SharedBytes>>(std::move(owners_))}; }

 private:
  Result<const TorchStorage*> storage_of(const std::string& key) {
    const auto known = storages_.find(key);
    if (known != storages_.end()) return &known->second;
    TRY_VALUE(TorchStorage storage, file_.storage(key));
    owners_.push_back(storage.bytes);
    read_bytes_ += storage.bytes.bytes().size();
    return &storages_.emplace(key, std::move(storage)).first->second;
  }

  Result<ByteSpan> gathered(const TorchTensor& tensor, ByteSpan storage, std::size_t elements, std::size_t size) {
    if (elements > storage.size() / size) return fail<msg::kTorchTensorRepeats>("");
    gathered_bytes_ += elements * size;
    if (gathered_bytes_ > read_bytes_) return fail<msg::kTorchTensorRepeats>("");
    auto* block = static_cast<std::uint8_t*>(allocate_memory(elements * size));
    if (block == nullptr) return fail<msg::kFormatOutOfMemory>("", elements * size);
    owners_.push_back(SharedBytes::from_allocation(block, elements * size));
    gather(tensor, storage, size, block);
    return owners_.back().bytes();
  }

  const TorchFile& file_;
  std::map<std::string, TorchStorage> storages_;
  std::vector<SharedBytes> owners_;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t gathered_bytes_ = 0;
};

// Returns the tensor that a value of the pickle describes, or nothing if it is not a tensor.
Result<std::optional<TorchTensor>> tensor_of(const TorchFile& file, PickleRef ref) {
  const PickleValue& value = file.pickle[ref];
  if (const auto* here = std::get_if<PickleTensor>(&value)) {
    const auto& storage = std::get<PickleStorage>(file.pickle[here->storage]);
    return TorchTensor{storage.key, here->offset, here->shape, here->strides};
  }
  if (const auto* elsewhere = std::get_if<PickleReference>(&value)) {
    const auto found = file.tensors.find(elsewhere->key);
    if (found == file.tensors.end()) return fail<msg::kTorchTensorMissing>("");
    return found->second;
  }
  return std::nullopt;
}

// Removes the prefix `module.` that torch.nn.DataParallel adds to every name.
void strip_module(TensorMap& map) {
  for (const auto& [name, tensor] : map.tensors)
    if (!name.starts_with(kModule)) return;
  decltype(map.tensors) stripped;
  for (auto& [name, tensor] : map.tensors) stripped.emplace(name.substr(kModule.size()), std::move(tensor));
  map.tensors = std::move(stripped);
  for (std::string& name : map.order) name.erase(0, kModule.size());
  for (StoredLayer& layer : map.layers)
    if (layer.name.starts_with(kModule)) layer.name.erase(0, kModule.size());
}

}  // namespace

Result<TensorMap> read_state_dict(const TorchFile& file) {
  TRY_VALUE(TorchDictionary found, find_torch_dictionary(file.pickle));
  TensorMap map;
  map.layers = std::move(found.layers);
  TensorLoader loader(file);
  for (const auto& [name, value] : found.tensors) {
    Result<std::optional<TorchTensor>> tensor = tensor_of(file, value);
    if (!tensor) return with_context(location_in("pth", name), std::move(tensor).error());
    const std::optional<TorchTensor>& described = *tensor;
    if (!described) continue;
    Result<FileTensor> loaded = loader.load(*described);
    if (!loaded) return with_context(location_in("pth", name), std::move(loaded).error());
    if (!map.tensors.emplace(name, std::move(*loaded)).second) return fail<msg::kNameAppearsTwice>(location_in("pth", name));
    map.order.push_back(name);
  }
  strip_module(map);
  map.metadata["format"] = "PyTorch";
  map.storage = std::move(loader).owners();
  return map;
}

}  // namespace alexnet
