// A model as the steps that run one after the other. An Executor (nn/executor.h) runs them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "model/model.h"
#include "model/spec.h"
#include "nn/layer.h"

namespace alexnet {

// One layer, or two if a ReLU is fused into the layer before it.
struct Step {
  std::size_t first = 0;  // the index of its first layer in spec.layers
  std::size_t last = 0;   // the index of its last layer: the same, or that of the fused ReLU
  Shape input;            // of one image
  Shape output;           // of one image
  bool has_weights = false;
  std::unique_ptr<Layer> layer;
};

// Prepares the step for `batch` images at once; an error names the layer.
[[nodiscard]] Status reshape_step(const Step& step, const ModelSpec& spec, std::size_t batch, const ThreadPool& pool);

// The functions below return the steps of a model in order. The steps point to the weights of the model, whose memory must
// outlive them. Errors: those of infer_shapes() and make_layer(), naming the layer.

struct InferenceOptions {
  // Convolutions are direct sums, also where Winograd's algorithm (ops/winograd_tiles.h) would take less time and round two to
  // three bits more coarsely.
  bool exact = false;
};
// For inference: dropout is omitted, ReLUs are fused, the weights of convolutions are packed, and quantized weights are used as
// they are.
[[nodiscard]] Result<std::vector<Step>> build_steps(const Model& model, const InferenceOptions& inference = {});

struct TrainingStepOptions {
  std::span<const TensorView> gradients;    // one for each parameter of the model; has no data if the parameter is frozen
  bool input_gradient = false;              // the backward pass also computes the gradient with respect to the network input
  bool tiles = true;                        // see TrainingNetworkOptions
  const ForwardContext* context = nullptr;  // read at every pass; must outlive the steps
};
// For training: dropout is kept, ReLUs are fused, and a softmax at the end is omitted, because the loss contains it
// (ops/cross_entropy.h). Requires: no weights are quantized.
[[nodiscard]] Result<std::vector<Step>> build_steps(const Model& model, const TrainingStepOptions& training);

// For inspection: every layer except dropout is a step of its own, and has a backward pass with respect to its input.
[[nodiscard]] Result<std::vector<Step>> build_inspection_steps(const Model& model);

}  // namespace alexnet
