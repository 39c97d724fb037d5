// The training loop that every host shares. A host that may block calls run(); one that has other things to do between two steps
// calls advance(), or step() and end_epoch(). The driver measures the speed, estimates the time that is left, and reports why
// training ended.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "app/training_run.h"

namespace alexnet {

// The state after a step.
struct TrainingProgress {
  StepReport step;
  std::uint64_t steps_done = 0;  // by this driver, so without the steps of a run before it was resumed
  double seconds_per_step = 0;   // the mean over steps_done, including validation, logging and saving
  double images_per_second = 0;
  double seconds_left = 0;              // estimated, until the last epoch ends
  std::optional<Diagnosis> divergence;  // set if the loss or the gradient is no longer finite: training must end
};

struct TrainingEnd {
  enum class Reason { kFinished, kStopped, kDiverged };
  Reason reason = Reason::kFinished;
  std::optional<Diagnosis> divergence;  // set if and only if the reason is kDiverged
};

// Callbacks run on the thread that drives the training, between two steps. Each may be empty.
struct TrainingCallbacks {
  std::function<void(const TrainingProgress&)> on_step;  // after each step that did not diverge
  std::function<void(const EpochReport&)> on_epoch;      // after each epoch, once it is validated, logged and saved
  std::function<bool()> stop_requested;                  // polled before each step; true saves a checkpoint and ends the loop
};

class TrainingDriver {
 public:
  explicit TrainingDriver(TrainingRun run) : run_(std::move(run)) {}

  [[nodiscard]] TrainingRun& run() { return run_; }
  [[nodiscard]] const TrainingRun& run() const { return run_; }

  // Trains until the run is finished, has diverged or was asked to stop. Errors: those of TrainingRun::step, end_epoch and save.
  [[nodiscard]] Result<TrainingEnd> run_to_end(const TrainingCallbacks& callbacks);
  // Does one step, and validates and saves if it completes an epoch. Returns how training ended, or nothing if it goes on.
  [[nodiscard]] Result<std::optional<TrainingEnd>> advance(const TrainingCallbacks& callbacks);

  // The two halves of advance(), for a host that reports them separately. Requires !run().finished(). end_epoch() must follow each
  // step that ends an epoch and did not diverge.
  [[nodiscard]] Result<TrainingProgress> step();
  [[nodiscard]] Result<EpochReport> end_epoch();
  // The progress after the latest step, with the time that end_epoch() took.
  [[nodiscard]] const TrainingProgress& progress() const { return progress_; }

 private:
  void update_speed(double seconds);

  TrainingRun run_;
  TrainingProgress progress_;
  double seconds_ = 0;  // spent in step() and end_epoch(), so pauses of the host do not count
};

}  // namespace alexnet
