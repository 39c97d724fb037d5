// Elapsed time and wall-clock time.
#pragma once

#include <chrono>

namespace alexnet {

// Returns the seconds since 1970-01-01 00:00 UTC.
[[nodiscard]] inline double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Measures the time since its construction or the last restart(), on the steady clock.
class Stopwatch {
 public:
  [[nodiscard]] double milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }
  void restart() { start_ = std::chrono::steady_clock::now(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace alexnet
