// Decides when a training run writes its checkpoint: as often as it can without spending more than a tenth of its time on writing.
#pragma once

#include "base/stopwatch.h"

namespace alexnet {

class CheckpointPolicy {
 public:
  // Returns true if no checkpoint was written yet, or if the last one was written so long ago that writing another one keeps
  // the share of time spent on writing below a tenth.
  [[nodiscard]] bool is_due() const { return since_last_write_.milliseconds() >= kMinIntervalRatio * last_write_milliseconds_; }
  // Records that a checkpoint has just been written, which took so long.
  void record_write(double milliseconds) {
    last_write_milliseconds_ = milliseconds;
    since_last_write_.restart();
  }

 private:
  static constexpr double kMinIntervalRatio = 10;  // the interval between two writes, relative to the duration of a write
  double last_write_milliseconds_ = 0;
  Stopwatch since_last_write_;
};

}  // namespace alexnet
