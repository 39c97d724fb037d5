#include "tensor/tensor.h"

namespace alexnet {

Result<Tensor> Tensor::create(const Shape& shape) {
  const std::size_t bytes = shape.elements() * sizeof(float);
  float* block = static_cast<float*>(allocate_memory(bytes + kReadAhead));
  if (block == nullptr) return fail(ErrorKind::kOutOfMemory, "tensor " + shape.to_string(), "no memory for ", bytes, " bytes");
  Tensor tensor;
  tensor.data_.reset(block);
  tensor.shape_ = shape;
  return tensor;
}

}  // namespace alexnet
