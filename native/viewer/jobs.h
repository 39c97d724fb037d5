// Tasks that may take longer than a frame run on one job thread. They change the state only through updates, which the UI
// thread runs between two frames.
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

// The result of a job; runs on the UI thread between two frames.
using Update = std::function<void(State&)>;

enum class Urgency {
  kNow,    // the user waits for it
  kSoon,   // it is visible on the screen
  kLater,  // a training run, or the rest of a folder; done in pieces, so that urgent jobs run in between
};

// Whether a job is done, or is to run again after the other jobs of its urgency.
enum class Next { kDone, kAgain };

class Jobs;

// What a task may do while it runs. Job thread only.
class Job {
 public:
  // Returns whether the job was cancelled or the window is closing. A long task must check this often.
  [[nodiscard]] bool cancelled() const;
  // Queues an update for the UI thread.
  void post_update(Update update) const;

 private:
  friend class Jobs;
  Job(Jobs& jobs, const std::atomic<bool>& cancelled) : jobs_(jobs), cancelled_(cancelled) {}
  Jobs& jobs_;
  const std::atomic<bool>& cancelled_;
};

// The queue of jobs and its thread. Unless a comment says otherwise, functions are called on the UI thread.
class Jobs {
 public:
  using Task = std::function<Next(const Job&)>;

  // `wake` is called on the job thread when there are updates; may be empty.
  explicit Jobs(std::function<void()> wake = {});
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  // Cancels all jobs and waits for the running one.
  ~Jobs();

  // Queues a job. `kind` names it for cancel() and has().
  void post(std::string kind, Urgency urgency, Task task);
  // Removes the waiting jobs of a kind and cancels the running one. Updates that it has posted still arrive.
  void cancel(const std::string& kind);
  // Runs the updates that have arrived, in order, and returns their number.
  std::size_t deliver(State& state);
  // Returns whether no job waits or runs and no update is to be delivered.
  [[nodiscard]] bool is_idle() const;
  // Returns whether a job of this kind waits or runs.
  [[nodiscard]] bool has(const std::string& kind) const;

 private:
  friend class Job;
  struct Entry {
    std::string kind;
    Urgency urgency = Urgency::kNow;
    Task task;
  };
  void run();
  void post_update(Update update);
  std::deque<Entry>& queue(Urgency urgency) { return waiting_[static_cast<std::size_t>(urgency)]; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> waiting_[3];
  std::string running_;  // kind of the running job, or empty
  std::atomic<bool> cancelled_ = false;
  bool closing_ = false;
  std::vector<Update> updates_;
  std::function<void()> wake_;
  std::thread thread_;  // declared last, because it uses the other members
};

}  // namespace alexnet::viewer
