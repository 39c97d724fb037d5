#include "tensor/tensor.h"

#include <cstdint>
#include <optional>

#include "messages/tensor.h"

namespace alexnet {
namespace {

// Returns the size in bytes of a tensor of this shape; nothing if it cannot be addressed.
std::optional<std::size_t> byte_length(const Shape& shape) {
  std::size_t bytes = sizeof(float);
  for (const std::size_t length : shape.lengths()) {
    if (length != 0 && bytes > (SIZE_MAX - kReadAhead) / length) return std::nullopt;
    bytes *= length;
  }
  return bytes;
}

}  // namespace

Result<Tensor> Tensor::create(const Shape& shape) {
  const std::optional<std::size_t> length = byte_length(shape);
  if (!length) return fail<msg::kTensorTooLarge>("tensor " + shape.to_string());
  const std::size_t bytes = *length;
  float* block = static_cast<float*>(allocate_memory(bytes + kReadAhead));
  if (block == nullptr) return fail<msg::kTensorOutOfMemory>("tensor " + shape.to_string(), bytes);
  Tensor tensor;
  tensor.data_.reset(block);
  tensor.shape_ = shape;
  return tensor;
}

Status Tensor::reshape(const Shape& shape) {
  const std::optional<std::size_t> length = byte_length(shape);
  if (data_ && length && *length + kReadAhead <= memory_size(data_.get())) {
    shape_ = shape;
    return {};
  }
  *this = {};  // free the old memory before allocating the new one
  TRY_VALUE(*this, create(shape));
  return {};
}

}  // namespace alexnet
