// Work that may take longer than a frame: one thread beside the UI thread, and one queue back to it, which is the only way by
// which a job reaches the state.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace alexnet::viewer {

struct State;

// What a job found out: runs on the UI thread, between two frames.
using Update = std::function<void(State&)>;

enum class Urgency {
  kNow,    // somebody waits for it
  kSoon,   // what is on the screen
  kLater,  // a training run, the rest of a folder: a piece at a time, so that the others come in between
};

// Whether a job wants to be called again, behind the others of its urgency.
enum class Next { kDone, kAgain };

class Jobs;

// What a running job sees of the world.
class Job {
 public:
  // Somebody cancelled it, or the window is closing: to be asked often by whatever takes long.
  [[nodiscard]] bool cancelled() const;
  void tell(Update update) const;

 private:
  friend class Jobs;
  Job(Jobs& jobs, const std::atomic<bool>& cancelled) : jobs_(jobs), cancelled_(cancelled) {}
  Jobs& jobs_;
  const std::atomic<bool>& cancelled_;
};

class Jobs {
 public:
  using Work = std::function<Next(const Job&)>;

  // `wake` is called from the job thread when there is something to deliver; may be empty.
  explicit Jobs(std::function<void()> wake = {});
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  // Cancels everything and waits for the job that runs.
  ~Jobs();

  // `kind` is what cancel() goes by.
  void post(std::string kind, Urgency urgency, Work work);
  // Forgets the waiting jobs of a kind and tells the running one to end. Updates that it told before still arrive.
  void cancel(const std::string& kind);
  // UI thread: brings the updates that have come in to the state, in order. Says how many.
  std::size_t deliver(State& state);
  // Nothing waits, runs or is to be delivered.
  [[nodiscard]] bool is_idle() const;
  // Whether a job of this kind waits or runs.
  [[nodiscard]] bool has(const std::string& kind) const;

 private:
  friend class Job;
  struct Entry {
    std::string kind;
    Urgency urgency = Urgency::kNow;
    Work work;
  };
  void run();
  void tell(Update update);
  std::deque<Entry>& queue(Urgency urgency) { return waiting_[static_cast<std::size_t>(urgency)]; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> waiting_[3];
  std::string running_;  // kind; empty: none
  std::atomic<bool> cancelled_ = false;
  bool closing_ = false;
  std::vector<Update> updates_;
  std::function<void()> wake_;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace alexnet::viewer
