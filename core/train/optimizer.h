// Optimizers. Weights and gradients are two flat blocks; the state of the optimizer is one or two blocks of the same size. With the
// gradient g (clipped if requested), and the learning rate r and weight decay d of a parameter's group:
//   kSgd    v = momentum * v - r * (g + d * w);  w += v                      (Krizhevsky et al. 2012, section 5; Caffe; Keras)
//           nesterov: w += momentum * v - r * (g + d * w) instead
//   kAdam   g += d * w;  m += (1 - beta1) * (g - m);  v += (1 - beta2) * (g^2 - v)
//           w -= r * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)      (Keras; t counts the steps from 1)
//   kAdamW  the same without g += d * w, and with w -= r * d * w             (Loshchilov and Hutter 2019)
// Optionally, an exponential moving average a of the weights is kept, which is often the better network: after step t,
// a = d * a + (1 - d) * w with d = min(average, (1 + t) / (10 + t)), so that early weights are soon forgotten (TensorFlow's
// ExponentialMovingAverage; Polyak and Juditsky 1992).
// PyTorch differs in two respects. Its v of SGD does not contain the learning rate, which is multiplied when v is applied. Both are
// equal while the rate is constant, but after the rate falls, our velocity decays gradually and PyTorch's at once. Its Adam adds
// epsilon to sqrt(v / (1 - beta2^t)), so in early steps our epsilon has the larger effect.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "tensor/tensor.h"

namespace alexnet {

struct OptimizerOptions {
  enum class Kind { kSgd, kAdam, kAdamW };
  Kind kind = Kind::kAdam;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-7;  // the default of Keras; that of PyTorch is 1e-8
  double momentum = 0.9;  // kSgd only; 0 needs no state
  bool nesterov = false;
  double weight_decay = 0;
  double average = 0;    // decay of the moving average, 0 to below 1; 0 for no average
  double clip_norm = 0;  // maximum of the L2 norm of the whole gradient; 0 for no clipping
};

// A range of the flat blocks with its own hyperparameters. Biases in Krizhevsky et al. 2012: learning_rate_scale 2, decay_scale 0.
struct ParameterGroup {
  std::size_t offset = 0;
  std::size_t count = 0;
  double learning_rate_scale = 1;
  double decay_scale = 1;
  bool frozen = false;  // not changed, and not part of the norm
};

template <typename Value>
struct OptimizerState {
  std::string_view name;
  std::span<Value> values;
};

class Optimizer {
 public:
  // Creates an optimizer for blocks of `parameters` values. Values in no group do not change. Errors: kInvalidArgument for an
  // option that is out of range, kWrongShape for a group that exceeds the blocks or overlaps another one, kOutOfMemory.
  [[nodiscard]] static Result<Optimizer> create(const OptimizerOptions& options, std::vector<ParameterGroup> groups,
                                                std::size_t parameters);

  // Updates the weights. Returns the L2 norm of the gradient before clipping. If that is not finite, nothing is changed. Allocates
  // no memory. The result does not depend on the number of threads.
  [[nodiscard]] double step(std::span<float> weights, std::span<const float> gradients, double learning_rate,
                            const ThreadPool& pool);

  // The state that a checkpoint stores besides the weights: `momentum`, or `m` and `v`, or nothing, and `average` if there is one,
  // each as large as the weights; and the number of steps done.
  [[nodiscard]] std::vector<OptimizerState<float>> state();
  [[nodiscard]] std::vector<OptimizerState<const float>> state() const;
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

  // Returns the average of the weights. Empty if none is kept, or before the first step.
  [[nodiscard]] std::span<const float> average() const;
  // Swaps the average and the weights.
  void swap_average(std::span<float> weights);

  [[nodiscard]] const OptimizerOptions& options() const { return options_; }
  [[nodiscard]] const std::vector<ParameterGroup>& groups() const { return groups_; }

 private:
  // A part of a group, the unit of work of a thread.
  struct Chunk {
    std::size_t offset = 0;
    std::size_t count = 0;
    std::size_t group = 0;
    double squares = 0;  // the sum of the squares of its gradients
  };

  Optimizer() = default;
  [[nodiscard]] std::size_t state_blocks() const;
  [[nodiscard]] double gradient_norm(std::span<const float> gradients, const ThreadPool& pool);

  OptimizerOptions options_;
  std::vector<ParameterGroup> groups_;
  std::vector<Chunk> chunks_;  // of the groups that are not frozen
  std::size_t parameters_ = 0;
  std::vector<Tensor> state_;
  Tensor average_;  // empty if none is kept
  std::uint64_t steps_ = 0;
};

}  // namespace alexnet
