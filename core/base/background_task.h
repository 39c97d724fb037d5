// A function that runs again and again in the background. With POSIX it runs on a thread of its own, which sleeps between two
// runs (background_task_posix.cpp); WebAssembly has no thread for it (background_task_wasm.cpp).
#pragma once

#include <functional>
#include <memory>

namespace alexnet {

class BackgroundTask {
 public:
  // Returns nullptr if no thread is available; the caller then calls `task` itself.
  [[nodiscard]] static std::unique_ptr<BackgroundTask> start(std::function<void()> task);

  BackgroundTask() = default;
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;
  // Waits for a run that has begun.
  virtual ~BackgroundTask() = default;

  // Begins one run of `task`. Requires that the caller has waited for the previous one. Allocates nothing.
  virtual void begin() = 0;
  // Returns when the run that has begun is finished, or at once if none has. The caller sees everything that the run wrote.
  virtual void wait() = 0;
};

}  // namespace alexnet
