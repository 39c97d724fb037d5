// Reads the pickles in which PyTorch and NumPy describe tensors. Pickles are not trusted: the reader builds only lists,
// dictionaries and descriptions of tensors and of other objects, and never looks up or calls a name from a file. The opcodes are those of
// https://docs.python.org/3/library/pickletools.html; the functions that PyTorch calls are in torch/_utils.py.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// The limit of a pickle of PyTorch, in bytes. A description of tensors takes kilobytes; the values are stored outside the pickle.
inline constexpr std::size_t kMaxPickle = std::size_t{4} << 20;

// An index into Pickle::values. Values refer to one another by index, so that cycles neither leak nor recurse.
using PickleRef = std::uint32_t;

struct PickleClass {
  std::string name;  // `torch.FloatStorage`
};
using PickleList = std::vector<PickleRef>;  // a list or a tuple
struct PickleDict {
  std::vector<std::pair<PickleRef, PickleRef>> items;
  std::optional<PickleRef> attributes;  // of a collections.OrderedDict: a PickleDict, such as the `_metadata` of a state_dict
};
// Bytes inside the pickle, which must outlive them.
struct PickleBytes {
  ByteSpan bytes;
};
// An object of any other class, which is described and never built: its class, what its constructor would get, and its state.
struct PickleObject {
  std::string type;                    // `torch.nn.modules.conv.Conv2d`
  std::optional<PickleRef> arguments;  // a PickleList
  std::optional<PickleRef> state;      // usually a PickleDict of its attributes
};
// A storage of numbers, which is outside the pickle under `key`.
struct PickleStorage {
  std::string key;
  ElementType type = ElementType::kF32;
  std::uint64_t elements = 0;
};
// An object that is outside the pickle under `key`. The oldest files refer to tensors in this way.
struct PickleReference {
  std::string key;
};
// A view of a storage.
struct PickleTensor {
  PickleRef storage = 0;     // a PickleStorage
  std::uint64_t offset = 0;  // of the first element in the storage
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;  // in elements; one for each axis
};

using PickleValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleClass, PickleList, PickleDict,
                                 PickleBytes, PickleObject, PickleStorage, PickleReference, PickleTensor>;  // monostate is None

struct Pickle {
  std::vector<PickleValue> values;
  PickleRef root = 0;
  std::size_t size = 0;  // the length of the pickle in bytes; a stream may continue after it

  [[nodiscard]] const PickleValue& operator[](PickleRef ref) const { return values[ref]; }
  [[nodiscard]] const PickleValue& result() const { return values[root]; }
};

// Returns the pickle at the beginning of `bytes`. Time and memory are proportional to its length. collections.OrderedDict,
// torch.Size, the functions _rebuild_tensor, _rebuild_tensor_v2 and _rebuild_parameter of torch._utils, and the storages and
// tensors of numbers of torch are understood; everything else becomes a PickleObject. Returns
// - kUnsupported for an opcode that neither PyTorch nor NumPy writes;
// - kBadFormat, with the byte, for a malformed pickle;
// - kTooLarge for more than `limit` bytes.
[[nodiscard]] Result<Pickle> read_pickle(ByteSpan bytes, std::size_t limit = kMaxPickle);

// Returns the element type of a storage class (`torch.HalfStorage`: kF16), or kUnsupported if it is not among ElementType.
[[nodiscard]] Result<ElementType> storage_type(const PickleClass& storage);

}  // namespace alexnet
