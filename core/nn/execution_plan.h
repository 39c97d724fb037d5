// A model as the steps that a network runs one after the other.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "model/model.h"
#include "model/spec.h"
#include "nn/layer.h"

namespace alexnet {

struct Step {
  std::size_t first = 0;  // in spec.layers
  std::size_t last = 0;   // the same, or the ReLU that was joined
  Shape input;
  Shape output;
  bool has_weights = false;
  std::unique_ptr<Layer> layer;
};

// Makes the step ready for `batch` pictures at once; an error names its layer.
[[nodiscard]] Status reshape_step(const Step& step, const ModelSpec& spec, std::size_t batch, const ThreadPool& pool);

// The steps of a model, in order, weights packed where the operator packs them. Looks at the model's weights: keep them.
// For inference: dropout vanishes, quantized weights are multiplied as they are.
[[nodiscard]] Result<std::vector<Step>> build_steps(const Model& model);

struct TrainingStepOptions {
  std::span<const TensorView> gradients;    // one a parameter of the model; without data where none is wanted
  bool input_gradient = false;              // also with respect to the image
  bool tiles = true;                        // as TrainingNetworkOptions
  const ForwardContext* context = nullptr;  // read at every pass; outlives the steps
};
// For training, of floats alone: dropout stays, the softmax at the end is left to the loss (ops/cross_entropy.h), and every
// layer that a gradient has to pass through can go backwards.
[[nodiscard]] Result<std::vector<Step>> build_steps(const Model& model, const TrainingStepOptions& training);

// For explanations: every layer is a step of its own, a ReLU too, and can pass a gradient back to what it read. Dropout
// vanishes, the softmax stays. Dense weights are read where they lie: no second copy is packed.
[[nodiscard]] Result<std::vector<Step>> build_inspection_steps(const Model& model);

}  // namespace alexnet
