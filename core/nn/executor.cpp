#include "nn/executor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace alexnet {
namespace {

// A buffer of `length` values for each image; frees it if there is nothing to hold.
Status resize_buffer(Tensor& buffer, std::size_t batch, std::size_t length) {
  if (length > 0) return buffer.reshape({batch, length});
  buffer = {};
  return {};
}

}  // namespace

Executor::Executor(Model model, std::vector<Step> steps, const BufferPolicy& policy, const ThreadPool& pool)
    : model_(std::move(model)),
      steps_(std::move(steps)),
      policy_(policy),
      pool_(&pool),
      running_pool_(&pool),
      outputs_(steps_.size()) {
  CHECK(!steps_.empty());
}

Status Executor::set_batch(std::size_t batch) {
  CHECK(batch > 0);
  if (batch == batch_) return {};
  batch_ = 0;  // until everything fits
  input_ = nullptr;
  static const ThreadPool calling_thread(1);
  running_pool_ = batch <= policy_.max_serial_batch ? &calling_thread : pool_;
  for (std::size_t i = first_step_; i < steps_.size(); ++i) TRY(reshape_step(steps_[i], model_.spec, batch, *running_pool_));
  TRY(allocate(batch));
  if (policy_.owns_input) input_ = owned_input_.data();
  batch_ = batch;
  return {};
}

Status Executor::begin_at(std::size_t step) {
  CHECK(step < steps_.size());
  if (step == first_step_) return {};
  first_step_ = step;
  return set_batch(std::exchange(batch_, 0));
}

Status Executor::allocate(std::size_t batch) {
  std::vector<std::size_t> output_lengths(outputs_.size(), 0);
  std::array<std::size_t, 2> gradient_lengths = {0, 0};
  const auto reserve = [](std::size_t& length, std::size_t needed) { length = std::max(length, needed); };
  for (std::size_t i = first_step_; i < steps_.size(); ++i) {
    const std::size_t length = steps_[i].output.elements();
    reserve(output_lengths[buffer_of(i)], length);
    const bool has_gradient = i >= policy_.first_backward || i == last_step();
    if (policy_.gradients && has_gradient) reserve(gradient_lengths[i % 2], length);
  }
  if (policy_.input_gradient) reserve(gradient_lengths[1], steps_[0].input.elements());
  if (policy_.owns_input) TRY(resize_buffer(owned_input_, batch, steps_[first_step_].input.elements()));
  for (std::size_t i = 0; i < outputs_.size(); ++i) TRY(resize_buffer(outputs_[i], batch, output_lengths[i]));
  for (std::size_t i = 0; i < gradients_.size(); ++i) TRY(resize_buffer(gradients_[i], batch, gradient_lengths[i]));
  return {};
}

// A step reads one of the first two buffers and writes the other. With at least three steps, neither is that of the last two.
std::size_t Executor::buffer_of(std::size_t step) const {
  return policy_.keeps_outputs || step + 2 >= steps_.size() ? step : step % 2;
}

const float* Executor::input_of(std::size_t step) const {
  return step == first_step_ ? input_ : outputs_[buffer_of(step - 1)].data();
}

std::span<float> Executor::input() {
  CHECK(policy_.owns_input);
  return owned_input_.values();
}

std::span<const float> Executor::output(std::size_t step) const { return outputs_[buffer_of(step)].values(); }

std::span<float> Executor::gradient(std::size_t step) {
  CHECK(step < steps_.size());
  return gradients_[step % 2].values().first(batch_ * steps_[step].output.elements());
}

std::span<const float> Executor::input_gradient() const {
  if (!policy_.input_gradient) return {};
  return gradients_[1].values().first(batch_ * steps_[0].input.elements());
}

Status Executor::forward(std::size_t last) {
  for (std::size_t i = first_step_; i <= last; ++i) TRY(forward_step(i));
  return {};
}

Status Executor::forward_step(std::size_t step) {
  CHECK(batch_ > 0 && input_ != nullptr && step >= first_step_ && step < steps_.size());
  return steps_[step].layer->forward(input_of(step), output_of(step), *running_pool_);
}

Status Executor::backward_step(std::size_t step) {
  CHECK(policy_.gradients && batch_ > 0 && input_ != nullptr && step >= first_step_ && step < steps_.size());
  if (step < policy_.first_backward) return {};
  const bool computes_dx = step == 0 ? policy_.input_gradient : step > policy_.first_backward;
  return steps_[step].layer->backward({.x = input_of(step),
                                       .y = output_of(step),
                                       .dy = gradients_[step % 2].data(),
                                       .dx = computes_dx ? gradients_[(step + 1) % 2].data() : nullptr},
                                      *running_pool_);
}

Status Executor::weights_changed() {
  for (std::size_t i = first_step_; i < steps_.size(); ++i) TRY(steps_[i].layer->weights_changed(*pool_));
  return {};
}

}  // namespace alexnet
