// One piece of work that is done again and again beside the caller. Native: a thread that sleeps in between
// (background_task_native.cpp). In the browser there is none to spare (background_task_wasm.cpp).
#pragma once

#include <functional>
#include <memory>

namespace alexnet {

class BackgroundTask {
 public:
  // nullptr where no thread can be had: the caller does the work itself.
  [[nodiscard]] static std::unique_ptr<BackgroundTask> start(std::function<void()> work);

  BackgroundTask() = default;
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;
  // Waits for work that has begun.
  virtual ~BackgroundTask() = default;

  // Begins the work once more; what was begun before must have been waited for. Allocates nothing.
  virtual void begin() = 0;
  // Returns when the work that was begun is done, at once if none was. What it wrote is seen by the caller.
  virtual void wait() = 0;
};

}  // namespace alexnet
