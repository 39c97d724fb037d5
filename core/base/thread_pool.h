// The threads that XNNPACK and our own loops share: a pthreadpool, with threads of our own (workers/workers.c), which leave the
// machine to others while they wait. In the WebAssembly build without threads, pthreadpool runs everything on the calling thread.
#pragma once

#include <cstddef>
#include <memory>

struct pthreadpool;

namespace alexnet {

// A reference to a loop body, body(begin, end), that must outlive the call it is passed to. (A std::function would allocate.)
class RangeBody {
 public:
  template <typename Body>
  RangeBody(const Body& body)
      : body_(&body),
        call_([](const void* self, std::size_t begin, std::size_t end) { (*static_cast<const Body*>(self))(begin, end); }) {}
  void operator()(std::size_t begin, std::size_t end) const { call_(body_, begin, end); }

 private:
  const void* body_;
  void (*call_)(const void*, std::size_t, std::size_t);
};

class ThreadPool {
 public:
  // `threads` includes the calling thread, which takes part in the work; 0 means one thread per core that this process may use.
  explicit ThreadPool(std::size_t threads);
  ThreadPool(ThreadPool&&) noexcept;
  ThreadPool& operator=(ThreadPool&&) noexcept;
  ~ThreadPool();

  [[nodiscard]] std::size_t threads() const;

  // Splits [0, count) into ranges, each at least `grain` long except the last, calls body(begin, end) for each and returns when
  // all calls have returned. The ranges depend on count, grain and threads() only; which thread gets which range is
  // unspecified. Allocates nothing. Thread-safe: concurrent calls take turns.
  void parallel_for(std::size_t count, std::size_t grain, const RangeBody& body) const;

  // Returns the pool for XNNPACK's functions; nullptr if there is only one thread.
  [[nodiscard]] pthreadpool* native() const { return pool_.get(); }

 private:
  struct Destroy {
    void operator()(pthreadpool* pool) const;
  };
  std::unique_ptr<pthreadpool, Destroy> pool_;
};

// Returns the number of cores that this process may use, at least 1: those of its CPU affinity, or as many as the quota of its
// control groups is worth, rounded up.
[[nodiscard]] std::size_t available_cores();

// Returns the number of threads for a user who asked for `wanted`: more than there are cores would wait for each other. 0 stands for
// one per core.
[[nodiscard]] std::size_t usable_threads(std::size_t wanted);

}  // namespace alexnet
