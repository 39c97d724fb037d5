// What a gradient does to the weights. Weights and gradients are two flat blocks; the optimizer's own state is one or two more,
// walked through together once a step. With g the gradient (clipped, where that is asked for) and r, d the learning rate and
// the weight decay of a parameter's group:
//   kSgd    v = momentum * v - r * (g + d * w);  w += v                      (Krizhevsky et al. 2012, section 5; Caffe; Keras)
//           nesterov: w += momentum * v - r * (g + d * w) instead
//   kAdam   g += d * w;  m += (1 - beta1) * (g - m);  v += (1 - beta2) * (g^2 - v)
//           w -= r * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)      (Keras; t counts the steps from 1)
//   kAdamW  the same without the first term; besides, w -= r * d * w         (Loshchilov and Hutter 2019)
// Beside them an average of the weights may be kept, which is often the better network: after step t, with
// d = min(average, (1 + t) / (10 + t)) so that it soon forgets the beginning, a = d * a + (1 - d) * w (TensorFlow's
// ExponentialMovingAverage; Polyak and Juditsky 1992).
// PyTorch differs in two places. Its v of SGD leaves the learning rate out and multiplies by today's when it is applied: the
// same path while the rate stays, but when the rate falls, our speed dies down by and by and PyTorch's at once. Its Adam adds
// epsilon to sqrt(v / (1 - beta2^t)), so that our epsilon is in effect the larger one in early steps.
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
  double epsilon = 1e-7;  // Keras'; PyTorch has 1e-8
  double momentum = 0.9;  // of kSgd; 0 needs no state
  bool nesterov = false;
  double weight_decay = 0;
  double average = 0;    // 0 to below 1; 0 keeps none
  double clip_norm = 0;  // gradients longer than this, all taken as one vector, are shortened to it; 0: they never are
};

// A run of parameters in the flat blocks and what sets it apart. The paper's biases: learning_rate_scale 2, decay_scale 0.
struct ParameterGroup {
  std::size_t offset = 0;
  std::size_t count = 0;
  double learning_rate_scale = 1;
  double decay_scale = 1;
  bool frozen = false;  // left as it is, and left out of the norm
};

template <typename Value>
struct OptimizerState {
  std::string_view name;
  std::span<Value> values;
};

class Optimizer {
 public:
  // For blocks of `parameters` values; what is in no group stays as it is. kInvalidArgument where an option is out of range,
  // kWrongShape where a group leaves the blocks or two overlap, kOutOfMemory.
  [[nodiscard]] static Result<Optimizer> create(const OptimizerOptions& options, std::vector<ParameterGroup> groups,
                                                std::size_t parameters);

  // One step down. Returns the length of the gradient before clipping. Where that is not finite, a gradient is not, and nothing
  // is changed. Allocates nothing; the same bits on any number of threads.
  [[nodiscard]] double step(std::span<float> weights, std::span<const float> gradients, double learning_rate,
                            const ThreadPool& pool);

  // What a checkpoint must hold beside the weights: `momentum`, or `m` and `v`, or nothing, and the `average`, each as long as
  // the weights …
  [[nodiscard]] std::vector<OptimizerState<float>> state();
  [[nodiscard]] std::vector<OptimizerState<const float>> state() const;
  // … and the number of steps done.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

  // The average of the weights, as many as they; empty where none is kept, or before the first step.
  [[nodiscard]] std::span<const float> average() const;
  // The average and the weights change places.
  void swap_average(std::span<float> weights);

  [[nodiscard]] const OptimizerOptions& options() const { return options_; }
  [[nodiscard]] const std::vector<ParameterGroup>& groups() const { return groups_; }

 private:
  // A stretch of a group that a thread takes at a time.
  struct Chunk {
    std::size_t offset = 0;
    std::size_t count = 0;
    std::size_t group = 0;
    double squares = 0;  // the sum over its gradients
  };

  Optimizer() = default;
  [[nodiscard]] std::size_t state_blocks() const;
  [[nodiscard]] double gradient_norm(std::span<const float> gradients, const ThreadPool& pool);

  OptimizerOptions options_;
  std::vector<ParameterGroup> groups_;
  std::vector<Chunk> chunks_;  // of the groups that are trained
  std::size_t parameters_ = 0;
  std::vector<Tensor> state_;
  Tensor average_;  // empty where none is kept
  std::uint64_t steps_ = 0;
};

}  // namespace alexnet
