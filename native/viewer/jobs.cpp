#include "jobs.h"

#include <algorithm>
#include <utility>

#include "priority.h"

namespace alexnet::viewer {

bool Job::cancelled() const { return cancelled_; }
void Job::post_update(Update update) const { jobs_.post_update(std::move(update)); }

Jobs::Jobs(std::function<void()> wake) : wake_(std::move(wake)), thread_([this] { run(); }) {}

Jobs::~Jobs() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    cancelled_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Jobs::post(std::string kind, Urgency urgency, Task task) {
  {
    const std::scoped_lock lock(mutex_);
    queue(urgency).push_back({std::move(kind), urgency, std::move(task)});
  }
  changed_.notify_all();
}

void Jobs::cancel(const std::string& kind) {
  const std::scoped_lock lock(mutex_);
  for (std::deque<Entry>& entries : waiting_) std::erase_if(entries, [&](const Entry& entry) { return entry.kind == kind; });
  if (running_ == kind) cancelled_ = true;
}

std::size_t Jobs::deliver(State& state) {
  std::vector<Update> updates;
  {
    const std::scoped_lock lock(mutex_);
    updates.swap(updates_);
  }
  for (const Update& update : updates) update(state);
  return updates.size();
}

bool Jobs::is_idle() const {
  const std::scoped_lock lock(mutex_);
  return running_.empty() && updates_.empty() &&
         std::ranges::all_of(waiting_, [](const auto& entries) { return entries.empty(); });
}

bool Jobs::has(const std::string& kind) const {
  const std::scoped_lock lock(mutex_);
  return running_ == kind || std::ranges::any_of(waiting_, [&](const auto& entries) {
           return std::ranges::any_of(entries, [&](const Entry& entry) { return entry.kind == kind; });
         });
}

void Jobs::post_update(Update update) {
  {
    const std::scoped_lock lock(mutex_);
    updates_.push_back(std::move(update));
  }
  if (wake_) wake_();
}

void Jobs::run() {
  lower_thread_priority();
  std::unique_lock lock(mutex_);
  while (true) {
    const auto next = [this] { return std::ranges::find_if(waiting_, [](const auto& entries) { return !entries.empty(); }); };
    changed_.wait(lock, [&] { return closing_ || next() != std::end(waiting_); });
    if (closing_) return;
    Entry entry = std::move(next()->front());
    next()->pop_front();
    running_ = entry.kind;
    cancelled_ = false;
    lock.unlock();
    const Next then = entry.task(Job(*this, cancelled_));
    lock.lock();
    running_.clear();
    if (then == Next::kAgain && !cancelled_) queue(entry.urgency).push_back(std::move(entry));
    lock.unlock();
    if (wake_) wake_();
    entry = {};  // frees what the job owns without the lock
    lock.lock();
  }
}

}  // namespace alexnet::viewer
