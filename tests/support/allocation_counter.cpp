#include "support/allocation_counter.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
#ifdef __cpp_exceptions
  throw std::bad_alloc();
#else
  std::abort();
#endif
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace alexnet::testing {

std::size_t allocation_count() { return allocations; }

}  // namespace alexnet::testing
