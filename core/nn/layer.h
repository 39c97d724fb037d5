// The interface of a layer that is ready to run: one layer of the spec, or two if a ReLU is fused into it, with the operators
// and the packed weights that it needs. nn/layers.h makes them.
#pragma once

#include <cstdint>
#include <memory>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

class Layer {
 public:
  Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  virtual ~Layer() = default;

  // Prepares the layer for `batch` images at once. Must be called before the other functions. May allocate. kOutOfMemory.
  [[nodiscard]] virtual Status reshape(std::size_t batch, const ThreadPool& pool) = 0;

  // The forward pass: reads x, [batch] + input shape, and writes y, [batch] + output shape. Requires: the buffers do not
  // overlap, and kReadAhead bytes (tensor/tensor.h) after x are readable. Allocates nothing.
  [[nodiscard]] virtual Status forward(const float* x, float* y, const ThreadPool& pool) = 0;

  struct Backward {
    const float* x = nullptr;  // the input of the last forward pass
    const float* y = nullptr;  // its output
    float* dy = nullptr;       // the gradient with respect to y; may be overwritten
    float* dx = nullptr;       // receives the gradient with respect to x, unless it is nullptr
  };
  // The backward pass: writes dx, and the gradients of the weights to where LayerWeights says. kUnsupported for a layer with
  // quantized weights. Allocates nothing.
  [[nodiscard]] virtual Status backward(const Backward& pass, const ThreadPool& pool) = 0;

  // Must be called after the values of the weights have changed: packs again what the layer has packed.
  [[nodiscard]] virtual Status weights_changed(const ThreadPool&) { return {}; }
};

// The state of a forward pass in training, which dropout reads.
struct ForwardContext {
  bool training = false;   // whether dropout is active
  std::uint64_t seed = 0;  // of dropout
  std::uint64_t step = 0;  // the number of the forward pass in training; each one drops different values
};

}  // namespace alexnet
