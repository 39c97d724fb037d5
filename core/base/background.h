// One piece of work that is done again and again beside the caller. Native: a thread that sleeps in between
// (background_native.cpp). In the browser there is none to spare (background_wasm.cpp).
#pragma once

#include <functional>
#include <memory>

namespace alexnet {

class Background {
 public:
  // nullptr where no thread can be had: the caller does the work itself.
  [[nodiscard]] static std::unique_ptr<Background> start(std::function<void()> work);

  Background() = default;
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  // Waits for work that has begun.
  virtual ~Background() = default;

  // Begins the work once more; what was begun before must have been waited for. Allocates nothing.
  virtual void begin() = 0;
  // Returns when the work that was begun is done, at once if none was. What it wrote is seen by the caller.
  virtual void wait() = 0;
};

}  // namespace alexnet
