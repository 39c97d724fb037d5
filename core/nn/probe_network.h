// A network for inspection: the output of every layer for an image, and the gradient of any layer's output with respect to the
// input of any layer before it. Every layer of the spec is a step of its own: `conv1` is the output of the convolution,
// negative values included, and `relu1` that of the ReLU after it. Dropout, the identity here, is no step.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/executor.h"

namespace alexnet {

// Movable; not safe for concurrent use.
class ProbeNetwork {
 public:
  // Returns a network of batch 1 that owns the model and reads its weights in place. `pool` must outlive it. kOutOfMemory; the
  // errors of infer_shapes(). Only a model with float weights has a backward pass.
  [[nodiscard]] static Result<ProbeNetwork> create(Model model, const ThreadPool& pool);

  // Prepares the network for `batch` images at once; the only call that allocates after create(). kOutOfMemory, after which
  // another batch must be set.
  [[nodiscard]] Status set_batch(std::size_t batch) { return executor_.set_batch(batch); }
  [[nodiscard]] std::size_t batch() const { return executor_.batch(); }
  [[nodiscard]] const Model& model() const { return executor_.model(); }
  [[nodiscard]] const ThreadPool& pool() const { return executor_.pool(); }

  [[nodiscard]] std::span<const Step> steps() const { return executor_.steps(); }
  // The layer of a step.
  [[nodiscard]] const LayerSpec& layer(std::size_t step) const { return model().spec.layers[steps()[step].first]; }
  // Returns the step of the layer of that name. kInvalidArgument, listing the existing layers, if there is none.
  [[nodiscard]] Result<std::size_t> find(std::string_view name) const;
  // The step whose outputs are the logits: the last one before the softmax.
  [[nodiscard]] std::size_t logits() const;
  // The step of the last convolution, or of the ReLU after it; 0 if there is no convolution.
  [[nodiscard]] std::size_t last_convolution() const;
  // Returns the step after `step` if that is a ReLU, else `step`. Grad-CAM uses outputs after the ReLU.
  [[nodiscard]] std::size_t after_relu(std::size_t step) const;

  // The network input of image `index`, to be filled with preprocessed values [y][x][c]. Requires: index < batch().
  [[nodiscard]] std::span<float> input(std::size_t index);
  // Runs the steps from 0 to `last`.
  [[nodiscard]] Status forward(std::size_t last) { return executor_.forward(last); }
  // Runs all steps.
  [[nodiscard]] Status forward() { return forward(executor_.last_step()); }
  // The output of a step for image `index` in the last forward(), with the output shape of the step.
  [[nodiscard]] ConstTensorView output(std::size_t step, std::size_t index = 0) const;

  // Returns the gradient of the explained value with respect to the output of a step, [batch] + its shape: zeros, to be filled
  // in before backward() from that step.
  [[nodiscard]] std::span<float> gradient_of(std::size_t step);
  struct BackwardOptions {
    std::size_t from_step = 0;  // gradient_of() it is filled in, and the last forward() included it
    std::size_t to_step = 0;    // at most from_step
    bool guided = false;        // ReLUs also block negative gradients (guided backpropagation, Springenberg et al. 2015)
  };
  // Returns the gradient with respect to the input of `to_step` (of step 0: the images), [batch] + the shape of that input.
  // Valid until the next gradient_of() or backward().
  [[nodiscard]] Result<std::span<const float>> backward(const BackwardOptions& options);

 private:
  explicit ProbeNetwork(Executor executor) : executor_(std::move(executor)) {}

  Executor executor_;
};

}  // namespace alexnet
