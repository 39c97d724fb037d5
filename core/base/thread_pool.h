// The threads that XNNPACK and our own loops share, on pthreadpool. In the wasm flavor without threads pthreadpool itself
// is a shim that runs everything on the caller.
#pragma once

#include <cstddef>
#include <memory>

struct pthreadpool;

namespace alexnet {

// A loop's body, body(begin, end), looked at for as long as a call lasts. (A std::function would allocate for each.)
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
  // `threads` counts the caller, which works too; 0 means one for each core that this process may use.
  explicit ThreadPool(std::size_t threads);
  ThreadPool(ThreadPool&&) noexcept;
  ThreadPool& operator=(ThreadPool&&) noexcept;
  ~ThreadPool();

  [[nodiscard]] std::size_t threads() const;

  // Calls body(begin, end) for pieces that cover [0, count), each at least `grain` long except the last; returns when all are
  // done. Which thread runs a piece is not defined; the pieces depend on count, grain and threads() alone. Allocates nothing.
  void parallel_for(std::size_t count, std::size_t grain, const RangeBody& body) const;

  // For XNNPACK; nullptr when there is one thread only.
  [[nodiscard]] pthreadpool* native() const { return pool_.get(); }

 private:
  struct Destroy {
    void operator()(pthreadpool* pool) const;
  };
  std::unique_ptr<pthreadpool, Destroy> pool_;
};

// The cores that this process may use (its affinity), at least 1.
[[nodiscard]] std::size_t available_cores();

}  // namespace alexnet
