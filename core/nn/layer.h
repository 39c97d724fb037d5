// A step of a network that is ready to run: one or more layers of the spec (a ReLU joins what comes before it, dropout
// vanishes), their operator and their weights.
#pragma once

#include <memory>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "nn/model.h"
#include "nn/spec.h"

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
};

struct Step {
  std::size_t first = 0;  // in spec.layers
  std::size_t last = 0;   // the same, or the ReLU that was joined
  Shape input;
  Shape output;
  std::unique_ptr<Layer> layer;
};

// The steps of a model, in order, weights packed where the operator packs them. Looks at the model's weights: keep them.
[[nodiscard]] Result<std::vector<Step>> build_steps(const Model& model);

}  // namespace alexnet
