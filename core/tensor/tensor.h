// Numbers with a shape: Tensor owns them, TensorView and ConstTensorView look at them. fp32, C order (last axis contiguous).
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "base/memory.h"
#include "tensor/shape.h"

namespace alexnet {

// XNNPACK may read (never write) this many bytes past the end of an input; every buffer of ours has them to spare.
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
  operator ConstTensorView() const { return {data, shape}; }  // NOLINT(google-explicit-constructor): as T* to const T*
};

class Tensor {
 public:
  Tensor() = default;

  // Contents unspecified. kOutOfMemory (which says how much was asked for) or a tensor.
  [[nodiscard]] static Result<Tensor> create(const Shape& shape);
  // The same of a tensor that is there: it keeps its memory where that is enough (fresh memory is slow: the system clears it).
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
