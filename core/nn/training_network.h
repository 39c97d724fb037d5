// A network for training: weights and gradients in two flat blocks, and the outputs of all steps, which the backward pass
// reads. For inference alone, nn/inference_network.h is faster and smaller.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/executor.h"
#include "tensor/tensor.h"

namespace alexnet {

struct TrainingNetworkOptions {
  std::vector<std::string> frozen;  // names of layers whose weights do not change, such as `conv1`
  bool input_gradient = false;      // backward() also computes the gradient with respect to the images
  std::uint64_t seed = 0;           // of dropout
  // Convolutions use Winograd's algorithm where it is possible (ops/winograd_tiles.h), which takes half the time and is less
  // exact by three bits.
  bool tiles = true;
};

// Movable; not safe for concurrent use.
class TrainingNetwork {
 public:
  // Returns a network of batch 1 with a copy of the weights; quantized ones are converted to floats. `pool` must outlive it.
  // kOutOfMemory; kInvalidArgument for a frozen layer that does not exist or has no weights.
  [[nodiscard]] static Result<TrainingNetwork> create(const Model& initial, const TrainingNetworkOptions& options,
                                                      const ThreadPool& pool);

  // Prepares the network for `batch` images at once. After create(), only this function, begin_at() and (inside XNNPACK)
  // weights_changed() allocate. kOutOfMemory, after which another batch must be set.
  [[nodiscard]] Status set_batch(std::size_t batch) { return executor_.set_batch(batch); }
  [[nodiscard]] std::size_t batch() const { return executor_.batch(); }

  // The number of steps at the front whose output for an image does not change in training: they have neither weights that
  // learn nor dropout.
  [[nodiscard]] std::size_t constant_steps() const;
  // Makes passes begin at `step`: forward() then takes the outputs of the step before it in place of images. The steps before
  // it keep no buffers, and their weights must not change. Allocates. kOutOfMemory. Requires: step <= constant_steps().
  [[nodiscard]] Status begin_at(std::size_t step);
  [[nodiscard]] std::size_t first_step() const { return executor_.first_step(); }
  // The shape of the input of first_step() for one image.
  [[nodiscard]] const Shape& input() const { return steps()[first_step()].input; }
  // The output of a step in the last forward(), [batch] + its output shape. Empty for a step before first_step().
  [[nodiscard]] std::span<const float> output(std::size_t step) const { return executor_.output(step); }

  // Runs the forward pass. `images` are preprocessed, [batch][y][x][c], followed by kReadAhead readable bytes; they must stay
  // valid until backward() has returned. In training, `step` is the number of the forward pass: each one drops different
  // values.
  [[nodiscard]] Status forward(const float* images, bool training, std::uint64_t step);
  // The logits of the last forward(), [batch][classes].
  [[nodiscard]] std::span<const float> logits() const { return output(executor_.last_step()); }

  // The gradient of the loss with respect to the logits, [batch][classes]. The caller fills it in before each backward(), which
  // overwrites it.
  [[nodiscard]] std::span<float> logits_gradient() { return executor_.gradient(executor_.last_step()); }
  // Runs the backward pass of the last forward(): fills in gradients(), except those of frozen layers, which stay 0.
  [[nodiscard]] Status backward();
  // The gradient with respect to the images, valid after backward() until logits_gradient() is filled in again. Empty unless
  // the options ask for it.
  [[nodiscard]] std::span<const float> input_gradient() const { return executor_.input_gradient(); }

  // All parameters one after the other. Each begins at a multiple of 16 values; the values between two parameters are 0 and
  // must stay 0.
  [[nodiscard]] std::span<float> weights() { return weights_->values(); }
  [[nodiscard]] std::span<float> gradients() { return gradients_.values(); }
  // The position of a parameter in both.
  struct Block {
    std::string name;  // `conv1.weight`
    std::size_t offset = 0;
    std::size_t count = 0;
    bool frozen = false;
  };
  [[nodiscard]] std::span<const Block> blocks() const { return blocks_; }
  // Must be called after weights() were written.
  [[nodiscard]] Status weights_changed() { return executor_.weights_changed(); }

  // The model with the current weights: it points to weights().
  [[nodiscard]] const Model& model() const { return executor_.model(); }

  // The steps of both passes, and the passes of one of them alone, for measurements. Requires for forward_step() and
  // backward_step(): one forward() before.
  [[nodiscard]] std::span<const Step> steps() const { return executor_.steps(); }
  [[nodiscard]] Status forward_step(std::size_t index) { return executor_.forward_step(index); }
  // Does nothing for a step before first_backward_step().
  [[nodiscard]] Status backward_step(std::size_t index) { return executor_.backward_step(index); }
  // The step at which backward() ends; steps().size() if it has nothing to do.
  [[nodiscard]] std::size_t first_backward_step() const { return first_backward_; }

 private:
  TrainingNetwork(std::vector<Block> blocks, std::shared_ptr<Tensor> weights, Tensor gradients,
                  std::unique_ptr<ForwardContext> context, std::size_t first_backward, Executor executor);

  std::vector<Block> blocks_;
  std::shared_ptr<Tensor> weights_;
  Tensor gradients_;
  std::unique_ptr<ForwardContext> context_;  // the steps point to it
  std::size_t first_backward_;
  Executor executor_;
};

}  // namespace alexnet
