#include "formats/numpy/npy_array.h"

#include <array>

#include "base/memory.h"
#include "messages/formats.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

// Writes the elements in C order, little-endian.
void reorder(const NpyArray& array, std::uint8_t* to) {
  const std::vector<std::size_t>& shape = array.header.shape;
  const std::size_t size = element_size(array.header.type);
  std::array<std::size_t, kMaxRank> strides{};
  std::size_t stride = size;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::size_t axis = array.header.fortran_order ? i : shape.size() - 1 - i;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  std::array<std::size_t, kMaxRank> index{};
  std::size_t from = 0;
  for (std::size_t done = 0; done < array.bytes.size(); done += size) {
    for (std::size_t i = 0; i < size; ++i) to[done + i] = array.bytes[from + (array.header.big_endian ? size - 1 - i : i)];
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

Status check_npy_size(const NpyArray& array) {
  std::size_t expected = element_size(array.header.type);
  for (const std::size_t axis : array.header.shape)
    if (__builtin_mul_overflow(expected, axis, &expected))
      return fail<msg::kTensorShapeTooLarge>(kNpyHeader, format_shape(array.header.shape));
  if (expected == array.bytes.size()) return {};
  return fail<msg::kTensorSizeMismatch>("", array.bytes.size(), to_string(array.header.type), format_shape(array.header.shape),
                                        expected);
}

Result<FileTensor> tensor_of_npy(const NpyArray& array, const SharedBytes& file, std::vector<SharedBytes>& owners) {
  FileTensor tensor{.type = array.header.type, .shape = array.header.shape, .bytes = array.bytes};
  if (!array.header.fortran_order && !array.header.big_endian) {
    owners.push_back(file);
    return tensor;
  }
  auto* block = static_cast<std::uint8_t*>(allocate_memory(array.bytes.size()));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>("", array.bytes.size());
  owners.push_back(SharedBytes::from_allocation(block, array.bytes.size()));
  reorder(array, block);
  tensor.bytes = owners.back().bytes();
  return tensor;
}

SharedBytes keep_alive(std::vector<SharedBytes> owners) {
  return {{}, std::make_shared<const std::vector<SharedBytes>>(std::move(owners))};
}

}  // namespace alexnet
