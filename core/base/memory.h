// Large blocks of memory, as XNNPACK's weights and the activations need them: aligned, on huge pages where the system has
// them, so that filling 250 MB does not cost 60,000 page faults. Where the pages come from: base/memory_pages.h.
#pragma once

#include <cstddef>

namespace alexnet {

inline constexpr std::size_t kMemoryAlignment = 64;  // one cache line, and the widest vector register

// At least `bytes` bytes, aligned to kMemoryAlignment, contents unspecified; nullptr when there is no memory. Thread-safe.
[[nodiscard]] void* allocate_memory(std::size_t bytes) noexcept;
// Takes what allocate_memory gave, or nullptr.
void free_memory(void* block) noexcept;
// The usable size of a block that allocate_memory gave.
[[nodiscard]] std::size_t memory_size(const void* block) noexcept;

// For tests and for `bench`: how often and how much was allocated since the process began.
struct MemoryCounters {
  std::size_t allocations = 0;
  std::size_t bytes_in_use = 0;
  std::size_t peak_bytes = 0;
};
[[nodiscard]] MemoryCounters memory_counters() noexcept;

}  // namespace alexnet
