#include "app/training_driver.h"

#include <utility>

#include "base/stopwatch.h"

namespace alexnet {

void TrainingDriver::update_speed(double seconds) {
  seconds_ += seconds;
  const StepReport& step = progress_.step;
  const std::uint64_t all_steps = run_.settings().epochs * run_.plan().steps_per_epoch;
  progress_.seconds_per_step = seconds_ / static_cast<double>(progress_.steps_done);
  progress_.images_per_second = static_cast<double>(step.images) / progress_.seconds_per_step;
  progress_.seconds_left = progress_.seconds_per_step * static_cast<double>(all_steps - step.step - 1);
}

Result<TrainingProgress> TrainingDriver::step() {
  const Stopwatch watch;
  TRY_VALUE(progress_.step, run_.step());
  progress_.divergence = run_.diagnose(progress_.step);
  progress_.steps_done += 1;
  update_speed(watch.milliseconds() * 1e-3);
  return progress_;
}

Result<EpochReport> TrainingDriver::end_epoch() {
  const Stopwatch watch;
  Result<EpochReport> report = run_.end_epoch();
  update_speed(watch.milliseconds() * 1e-3);
  return report;
}

Result<std::optional<TrainingEnd>> TrainingDriver::advance(const TrainingCallbacks& callbacks) {
  if (run_.finished()) return TrainingEnd{TrainingEnd::Reason::kFinished, {}};
  if (callbacks.stop_requested && callbacks.stop_requested()) {
    TRY(run_.save());
    return TrainingEnd{TrainingEnd::Reason::kStopped, {}};
  }
  TRY_VALUE(const TrainingProgress progress, step());
  if (progress.divergence) return TrainingEnd{TrainingEnd::Reason::kDiverged, progress.divergence};
  if (callbacks.on_step) callbacks.on_step(progress);
  if (progress.step.ends_epoch) {
    TRY_VALUE(const EpochReport report, end_epoch());
    if (callbacks.on_epoch) callbacks.on_epoch(report);
  }
  if (run_.finished()) return TrainingEnd{TrainingEnd::Reason::kFinished, {}};
  return std::nullopt;
}

Result<TrainingEnd> TrainingDriver::run_to_end(const TrainingCallbacks& callbacks) {
  while (true) {
    TRY_VALUE(const std::optional<TrainingEnd> end, advance(callbacks));
    if (end) return *end;
  }
}

}  // namespace alexnet
