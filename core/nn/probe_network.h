// A network to look inside: what every layer makes of a photo, and the gradient of any layer's output with respect to what
// any layer before it read. Each layer of the spec is a step of its own: `conv1` is what the convolution gives, negative
// values too, `relu1` what is left of it behind the ReLU. Dropout, the identity here, is no step.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/execution_plan.h"

namespace alexnet {

class ProbeNetwork {
 public:
  // Reads the model's weights where they lie. `pool` must outlive the probe. kOutOfMemory, or what infer_shapes reports.
  [[nodiscard]] static Result<ProbeNetwork> create(Model model, const ThreadPool& pool);
  ProbeNetwork(ProbeNetwork&&) noexcept;
  ProbeNetwork& operator=(ProbeNetwork&&) noexcept;
  ~ProbeNetwork();

  // Makes room for `batch` images at once; the only call that allocates after create(). A probe starts at batch 1.
  [[nodiscard]] Status set_batch(std::size_t batch);
  [[nodiscard]] std::size_t batch() const;
  [[nodiscard]] const Model& model() const;
  [[nodiscard]] const ThreadPool& pool() const;

  [[nodiscard]] std::span<const Step> steps() const;
  [[nodiscard]] const LayerSpec& layer(std::size_t step) const;
  // kInvalidArgument, naming the layers that there are.
  [[nodiscard]] Result<std::size_t> find(std::string_view name) const;
  [[nodiscard]] std::size_t logits() const;  // the step whose outputs are the scores of the classes, before the softmax
  // The last convolution, behind its ReLU; 0 where there is none.
  [[nodiscard]] std::size_t last_convolution() const;
  // The step itself, or the ReLU right behind it: where Grad-CAM looks.
  [[nodiscard]] std::size_t after_relu(std::size_t step) const;

  // Where image `index` (below batch()) is to be put: [y][x][c], preprocessed.
  [[nodiscard]] std::span<float> input(std::size_t index);
  // Steps 0 to `last`; all of them without.
  [[nodiscard]] Status forward(std::size_t last);
  [[nodiscard]] Status forward() { return forward(steps().size() - 1); }
  // What a step made of image `index` in the last forward(), in the step's output shape.
  [[nodiscard]] ConstTensorView output(std::size_t step, std::size_t index = 0) const;

  // The gradient of whatever is to be explained with respect to the output of a step, [batch] + its shape: zeros, to be
  // filled in before backward() goes from there.
  [[nodiscard]] std::span<float> gradient_of(std::size_t step);
  struct BackwardOptions {
    std::size_t from_step = 0;  // its gradient_of() is filled, forward() went at least as far
    std::size_t to_step = 0;    // at most `from`
    // Guided backpropagation (Springenberg et al. 2015): a ReLU passes on nothing that is negative either.
    bool guided = false;
  };
  // The gradient with respect to what step `to` read (0: the images), [batch] + its input's shape; stays until the next
  // gradient_of() or backward().
  [[nodiscard]] Result<std::span<const float>> backward(const BackwardOptions& options);

 private:
  struct State;
  explicit ProbeNetwork(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexnet
