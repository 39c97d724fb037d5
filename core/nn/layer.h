// A step of a network that is ready to run: one or more layers of the spec (a ReLU joins what comes before it), their operator
// and their weights.
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

  // For `batch` pictures from now on. Allocates.
  [[nodiscard]] virtual Status reshape(std::size_t batch, const ThreadPool& pool) = 0;
  // x [batch] + input shape, y [batch] + output shape; different buffers. Allocates nothing.
  [[nodiscard]] virtual Status forward(const float* x, float* y, const ThreadPool& pool) = 0;

  // What the last forward read and wrote, and the gradient of what it wrote.
  struct Backward {
    const float* x = nullptr;
    const float* y = nullptr;
    float* dy = nullptr;  // may be overwritten
    float* dx = nullptr;  // nullptr where nobody wants it
  };
  // Only of a layer that was built for training: dx, and the gradients of its weights where build_steps was told to put them.
  [[nodiscard]] virtual Status backward(const Backward& pass, const ThreadPool& pool) = 0;
  // The weights that the layer looks at have new values: what was packed of them is packed again.
  [[nodiscard]] virtual Status weights_changed(const ThreadPool&) { return {}; }
};

// What a pass through a network in training differs in from one at inference.
struct ForwardContext {
  bool training = false;   // dropout drops
  std::uint64_t seed = 0;  // of what it drops
  std::uint64_t step = 0;  // counts the forward passes in training, so that each drops something else
};

}  // namespace alexnet
