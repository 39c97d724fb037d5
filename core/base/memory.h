// Allocates large blocks of memory for XNNPACK's weights and for activations. Blocks are aligned and use huge pages if the
// system has them, so that filling 250 MB does not take 60,000 page faults. base/memory_pages.h supplies the pages.
#pragma once

#include <cstddef>

namespace alexnet {

inline constexpr std::size_t kMemoryAlignment = 64;  // bytes: one cache line, and the widest vector register

// Returns a block of at least `bytes` bytes, aligned to kMemoryAlignment and not initialized, or nullptr if there is not enough
// memory. Thread-safe.
[[nodiscard]] void* allocate_memory(std::size_t bytes) noexcept;
// Frees a block of allocate_memory(). Does nothing with nullptr. Thread-safe.
void free_memory(void* block) noexcept;
// Returns the usable size in bytes of a block of allocate_memory().
[[nodiscard]] std::size_t memory_size(const void* block) noexcept;

// How much was allocated since the process started; for tests and for `bench`.
struct MemoryCounters {
  std::size_t allocations = 0;
  std::size_t bytes_in_use = 0;
  std::size_t peak_bytes = 0;
};
[[nodiscard]] MemoryCounters memory_counters() noexcept;

}  // namespace alexnet
