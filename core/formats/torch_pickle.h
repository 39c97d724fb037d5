// The pickles in which PyTorch describes tensors, read by a machine that can build lists, dictionaries and tensors and nothing
// else: no name of a file is ever looked up or called. https://docs.python.org/3/library/pickletools.html has the opcodes,
// torch/_utils.py what is rebuilt from them. A pickle is not trusted.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// A description of tensors is kilobytes; the numbers lie beside it.
inline constexpr std::size_t kMaxPickle = std::size_t{4} << 20;

using PickleRef =
    std::uint32_t;  // an index into Pickle::values: whatever refers to whatever, nothing leaks and nothing recurses

struct PickleClass {
  std::string name;  // `torch.FloatStorage`: one of those that this machine knows
};
using PickleList = std::vector<PickleRef>;  // a list or a tuple
struct PickleDict {
  std::vector<std::pair<PickleRef, PickleRef>> items;
};
// Numbers that lie elsewhere in the file, under `key`.
struct PickleStorage {
  std::string key;
  ElementType type = ElementType::kF32;
  std::uint64_t elements = 0;
};
// Whatever the file keeps elsewhere under `key`: so the oldest files speak of tensors.
struct PickleReference {
  std::string key;
};
struct PickleTensor {
  PickleRef storage = 0;     // a PickleStorage
  std::uint64_t offset = 0;  // of the first element in the storage
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;  // as many, in elements
};

using PickleValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleClass, PickleList, PickleDict,
                                 PickleStorage, PickleReference, PickleTensor>;  // monostate is None

struct Pickle {
  std::vector<PickleValue> values;
  PickleRef root = 0;
  std::size_t size = 0;  // bytes that it took; more may follow in a stream

  [[nodiscard]] const PickleValue& operator[](PickleRef ref) const { return values[ref]; }
  [[nodiscard]] const PickleValue& result() const { return values[root]; }
};

// The pickle at the beginning of `bytes`. kUnsupported, with its name, for a class or a function other than
// collections.OrderedDict, torch._utils' _rebuild_tensor, _rebuild_tensor_v2 and _rebuild_parameter, torch.Size and torch's
// storages and tensors of numbers, and for an opcode that PyTorch does not write; kBadFormat, with the byte, for what makes no
// sense; kTooLarge above kMaxPickle. Time and memory are in proportion to the bytes.
[[nodiscard]] Result<Pickle> read_pickle(ByteSpan bytes);

// The type of numbers that a storage of torch holds (`torch.HalfStorage`: kF16); kUnsupported for one that is none of ours.
[[nodiscard]] Result<ElementType> storage_type(const PickleClass& storage);

}  // namespace alexnet
