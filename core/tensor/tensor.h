// Tensors of float32 in C order (the last axis is contiguous). A Tensor owns its memory; TensorView and ConstTensorView refer
// to memory that they do not own.
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "base/memory.h"
#include "tensor/shape.h"

namespace alexnet {

// XNNPACK may read (never write) this many bytes past the end of an input. Every Tensor allocates them in addition to its
// elements.
inline constexpr std::size_t kReadAhead = 128;

struct ConstTensorView {
  const float* data = nullptr;
  Shape shape;

  [[nodiscard]] std::span<const float> values() const { return {data, shape.elements()}; }
};

struct TensorView {
  float* data = nullptr;
  Shape shape;

  [[nodiscard]] std::span<float> values() const { return {data, shape.elements()}; }
  operator ConstTensorView() const { return {data, shape}; }  // NOLINT(google-explicit-constructor): like T* to const T*
};

class Tensor {
 public:
  Tensor() = default;

  // Returns a tensor whose elements are not initialized. kOutOfMemory, with the number of bytes.
  [[nodiscard]] static Result<Tensor> create(const Shape& shape);
  // Changes the shape; the elements become unspecified. Reuses the memory if it is large enough, since the system has to clear
  // fresh memory. After an error (kOutOfMemory) the tensor is empty.
  [[nodiscard]] Status reshape(const Shape& shape);

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }
  [[nodiscard]] std::span<float> values() { return {data(), shape_.elements()}; }
  [[nodiscard]] std::span<const float> values() const { return {data(), shape_.elements()}; }
  [[nodiscard]] TensorView view() { return {data(), shape_}; }
  [[nodiscard]] ConstTensorView view() const { return {data(), shape_}; }

 private:
  struct Free {
    void operator()(float* block) const { free_memory(block); }
  };
  std::unique_ptr<float[], Free> data_;
  Shape shape_;
};

}  // namespace alexnet
