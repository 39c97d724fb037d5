// A network for inference: weights of convolutions are packed once, activations share two buffers, and nothing is allocated per image.
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/executor.h"

namespace alexnet {

// Movable; not safe for concurrent use.
class InferenceNetwork {
 public:
  // Returns a network of batch 1 that owns the model. `pool` must outlive it. kOutOfMemory; kUnsupported if the model does not
  // end in a softmax; the errors of infer_shapes().
  [[nodiscard]] static Result<InferenceNetwork> create(Model model, const ThreadPool& pool,
                                                       const InferenceOptions& options = {});

  [[nodiscard]] const Model& model() const { return executor_.model(); }

  // Prepares the network for `batch` images at once; the only call that allocates after create(). kOutOfMemory, after which
  // another batch must be set.
  [[nodiscard]] Status set_batch(std::size_t batch) { return executor_.set_batch(batch); }
  [[nodiscard]] std::size_t batch() const { return executor_.batch(); }

  // Returns the number of threads that run() uses: one if others would not gain anything, because there is so little to compute.
  [[nodiscard]] std::size_t threads() const { return executor_.threads(); }

  // The network input of image `index`, to be filled with preprocessed values [y][x][c] before run(). Requires: index <
  // batch().
  [[nodiscard]] std::span<float> input(std::size_t index);

  // Runs the network on all batch() images. Deterministic for a given number of threads.
  [[nodiscard]] Status run() { return executor_.forward(executor_.last_step()); }

  // The steps of run(), and one of them alone on the current content of its input, for measurements.
  [[nodiscard]] std::span<const Step> steps() const { return executor_.steps(); }
  [[nodiscard]] Status run_step(std::size_t index) { return executor_.forward_step(index); }

  // The results of the last run() for image `index`: one value for each class. Requires: index < batch().
  [[nodiscard]] std::span<const float> logits(std::size_t index) const;
  [[nodiscard]] std::span<const float> probabilities(std::size_t index) const;

 private:
  explicit InferenceNetwork(Executor executor) : executor_(std::move(executor)) {}
  [[nodiscard]] std::span<const float> class_values(std::size_t step, std::size_t index) const;

  Executor executor_;
};

}  // namespace alexnet
