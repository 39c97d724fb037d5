// Inference as fast as the machine: weights packed once, every buffer planned once, nothing allocated per photo.
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"
#include "nn/execution_plan.h"

namespace alexnet {

class InferenceNetwork {
 public:
  // Takes the model over; `pool` must outlive the classifier. kOutOfMemory, or what infer_shapes reports.
  [[nodiscard]] static Result<InferenceNetwork> create(Model model, const ThreadPool& pool);
  InferenceNetwork(InferenceNetwork&&) noexcept;
  InferenceNetwork& operator=(InferenceNetwork&&) noexcept;
  ~InferenceNetwork();

  [[nodiscard]] const Model& model() const;

  // Makes room for `batch` pictures at once; the only call that allocates after create(). A classifier starts at batch 1.
  [[nodiscard]] Status set_batch(std::size_t batch);
  [[nodiscard]] std::size_t batch() const;

  // Where picture `index` (below batch()) is to be put: [y][x][c], preprocessed.
  [[nodiscard]] std::span<float> input(std::size_t index);
  // Runs the network on all batch() pictures. Deterministic for a given number of threads.
  [[nodiscard]] Status run();
  // The steps that run() goes through, for those who time them one by one.
  [[nodiscard]] std::span<const Step> steps() const;
  // Runs step `index` alone, on whatever its input holds.
  [[nodiscard]] Status run_step(std::size_t index);

  // One a class for picture `index`, as of the last run.
  [[nodiscard]] std::span<const float> logits(std::size_t index) const;
  [[nodiscard]] std::span<const float> probabilities(std::size_t index) const;

 private:
  struct State;
  explicit InferenceNetwork(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexnet
