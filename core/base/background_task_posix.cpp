#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/background_task.h"
#include "base/check.h"

namespace alexnet {
namespace {

class Worker : public BackgroundTask {
 public:
  explicit Worker(std::function<void()> task) : task_(std::move(task)), thread_([this] { run(); }) {}
  ~Worker() override {
    {
      const std::lock_guard lock(mutex_);
      state_ = state_ == State::kBegun ? State::kLast : State::kEnd;
    }
    changed_.notify_all();
    thread_.join();
  }

  void begin() override {
    {
      const std::lock_guard lock(mutex_);
      CHECK(state_ == State::kIdle);
      state_ = State::kBegun;
    }
    changed_.notify_all();
  }
  void wait() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ == State::kIdle; });
  }

 private:
  enum class State { kIdle, kBegun, kLast, kEnd };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return state_ != State::kIdle; });
      if (state_ == State::kEnd) return;
      lock.unlock();
      task_();
      lock.lock();
      if (state_ == State::kLast) return;
      state_ = State::kIdle;
      changed_.notify_all();
    }
  }

  std::function<void()> task_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kIdle;
  std::thread thread_;  // declared last, as it uses the members above
};

}  // namespace

std::unique_ptr<BackgroundTask> BackgroundTask::start(std::function<void()> task) {
  try {
    return std::make_unique<Worker>(std::move(task));
  } catch (const std::system_error&) {  // the system cannot create another thread
    return nullptr;
  }
}

}  // namespace alexnet
