// A network that learns: weights and gradients in two flat blocks, the activations of every step kept for the way back.
// Inference alone is faster and smaller in nn/inference_network.h.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/execution_plan.h"
#include "nn/layer.h"
#include "tensor/tensor.h"

namespace alexnet {

struct TrainingNetworkOptions {
  std::vector<std::string> frozen;  // layers of the spec that are not to change: `conv1`
  bool input_gradient = false;      // also with respect to the image (explanations)
  std::uint64_t seed = 0;           // of dropout
  // Convolutions go by Winograd's tiles where they can (ops/winograd_tiles.h): half as long, and three bits less
  // exact.
  bool tiles = true;
};

class TrainingNetwork {
 public:
  // Copies the weights, quantized ones as floats. `pool` must outlive the network. kOutOfMemory; kInvalidArgument for a frozen
  // layer that is not there.
  [[nodiscard]] static Result<TrainingNetwork> create(const Model& initial, const TrainingNetworkOptions& options,
                                                      const ThreadPool& pool);
  TrainingNetwork(TrainingNetwork&&) noexcept;
  TrainingNetwork& operator=(TrainingNetwork&&) noexcept;
  ~TrainingNetwork();

  // Makes room for `batch` images at once; the only call that allocates after create(), except for what XNNPACK packs in
  // weights_changed().
  [[nodiscard]] Status set_batch(std::size_t batch);
  [[nodiscard]] std::size_t batch() const;

  // The steps at the front whose output for a image stays the same while the network learns: they neither learn nor drop.
  [[nodiscard]] std::size_t constant_steps() const;
  // From now on forward() begins at this step, at most constant_steps(), and takes in the place of images what the steps
  // before it made of them. Those have no room of their own, and their weights must not change. Makes room like set_batch().
  [[nodiscard]] Status begin_at(std::size_t step);
  [[nodiscard]] std::size_t first_step() const;
  [[nodiscard]] const Shape& input() const;  // of one image at first_step()
  // What a step made of the last forward(), [batch] + its output's shape.
  [[nodiscard]] std::span<const float> output(std::size_t step) const;

  // Preprocessed images, [batch][y][x][c], with kReadAhead bytes to spare behind them; they stay where they are until
  // backward() is done. `step` counts the forward passes in training: no two drop the same values.
  [[nodiscard]] Status forward(const float* images, bool training, std::uint64_t step);
  [[nodiscard]] std::span<const float> logits() const;  // [batch][classes]

  // The gradient of the loss with respect to the logits is to be put here, then backward() fills gradients().
  [[nodiscard]] std::span<float> logits_gradient();
  [[nodiscard]] Status backward();
  [[nodiscard]] std::span<const float> input_gradient() const;  // as the images; only where options asked for it

  // All parameters one after the other, each beginning at a multiple of 16; what lies between them is 0 and stays 0.
  [[nodiscard]] std::span<float> weights();
  [[nodiscard]] std::span<float> gradients();
  // Where a parameter lies in both.
  struct Block {
    std::string name;  // `conv1.weight`
    std::size_t offset = 0;
    std::size_t count = 0;
    bool frozen = false;
  };
  [[nodiscard]] std::span<const Block> blocks() const;
  // After weights() were written.
  [[nodiscard]] Status weights_changed();

  // Looks at weights(): a snapshot for as long as they do not change.
  [[nodiscard]] const Model& model() const;
  // What forward and backward go through, for those who time them one by one.
  [[nodiscard]] std::span<const Step> steps() const;
  [[nodiscard]] Status forward_step(std::size_t index);   // after one forward()
  [[nodiscard]] Status backward_step(std::size_t index);  // the steps in reverse; below first_backward_step() nothing to do
  [[nodiscard]] std::size_t first_backward_step() const;

 private:
  struct State;
  explicit TrainingNetwork(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexnet
