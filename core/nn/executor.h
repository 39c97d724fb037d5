// Runs the steps of an execution plan and owns their buffers. It is the common part of InferenceNetwork, TrainingNetwork and
// ProbeNetwork, which differ in the buffers that they need: a BufferPolicy.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/execution_plan.h"
#include "tensor/tensor.h"

namespace alexnet {

// The buffers that an executor needs.
struct BufferPolicy {
  bool owns_input = true;            // else the caller provides the input with set_input()
  bool keeps_outputs = true;         // else the outputs of all steps but the last two alternate between two buffers
  bool gradients = false;            // there are buffers for backward passes
  bool input_gradient = false;       // a backward pass through step 0 computes the gradient with respect to its input
  std::size_t first_backward = 0;    // backward passes end at this step: no step before it needs a gradient
  std::size_t max_serial_batch = 0;  // batches up to this run on the calling thread alone
};

// Movable; not safe for concurrent use. Buffers are [batch] + the shape of one image, and stay where they are until the next
// set_batch() or begin_at() that changes something.
class Executor {
 public:
  // `steps` were built from `model`, whose weights they read. `pool` must outlive the executor. set_batch() must be called
  // before the first pass. Requires: there is at least one step.
  Executor(Model model, std::vector<Step> steps, const BufferPolicy& policy, const ThreadPool& pool);

  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] const ThreadPool& pool() const { return *pool_; }
  // Returns the number of threads that the passes of this batch use.
  [[nodiscard]] std::size_t threads() const { return running_pool_->threads(); }
  [[nodiscard]] std::span<const Step> steps() const { return steps_; }
  [[nodiscard]] std::size_t last_step() const { return steps_.size() - 1; }

  // Prepares the steps and the buffers for `batch` images at once. Only this function and begin_at() allocate. After an error
  // (kOutOfMemory, naming the layer), batch() is 0 and another batch must be set. Requires: batch > 0.
  [[nodiscard]] Status set_batch(std::size_t batch);
  [[nodiscard]] std::size_t batch() const { return batch_; }

  // Makes passes begin at `step`, whose input set_input() then provides. The steps before it keep no buffers.
  [[nodiscard]] Status begin_at(std::size_t step);
  [[nodiscard]] std::size_t first_step() const { return first_step_; }

  // The input of the first step. A policy with owns_input gives the executor's buffer; otherwise set_input() gives the caller's
  // memory, which must stay valid until the end of the pass.
  [[nodiscard]] std::span<float> input();
  void set_input(const float* input) { input_ = input; }

  // The output of a step as the last forward pass wrote it. Empty for a step before first_step(). Requires: the policy keeps
  // outputs, or `step` is one of the last two.
  [[nodiscard]] std::span<const float> output(std::size_t step) const;

  // The gradient with respect to the output of a step, which a backward pass from there reads (and may overwrite), or with
  // respect to the input of step 0. Gradients alternate between two buffers: a gradient is valid until the backward pass
  // has run the two steps before it.
  [[nodiscard]] std::span<float> gradient(std::size_t step);
  [[nodiscard]] std::span<const float> input_gradient() const;

  // Runs the steps from first_step() to `last`.
  [[nodiscard]] Status forward(std::size_t last);
  // Runs one step on the current content of its input.
  [[nodiscard]] Status forward_step(std::size_t step);
  // The backward pass of one step: reads gradient(step), writes the gradients of its weights and, if needed, of its input. Does
  // nothing for a step before `first_backward`.
  [[nodiscard]] Status backward_step(std::size_t step);
  // Packs the weights again after their values have changed.
  [[nodiscard]] Status weights_changed();

 private:
  [[nodiscard]] Status allocate(std::size_t batch);
  [[nodiscard]] std::size_t buffer_of(std::size_t step) const;
  [[nodiscard]] const float* input_of(std::size_t step) const;
  [[nodiscard]] float* output_of(std::size_t step) { return outputs_[buffer_of(step)].data(); }

  Model model_;
  std::vector<Step> steps_;
  BufferPolicy policy_;
  const ThreadPool* pool_;
  const ThreadPool* running_pool_;  // the same, or one without other threads for a small batch
  std::size_t batch_ = 0;
  std::size_t first_step_ = 0;
  const float* input_ = nullptr;
  Tensor owned_input_;
  std::vector<Tensor> outputs_;      // buffer_of() says which one a step writes
  std::array<Tensor, 2> gradients_;  // of the output of step i: gradients_[i % 2]; of the input of step 0: gradients_[1]
};

}  // namespace alexnet
