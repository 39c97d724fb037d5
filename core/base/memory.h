// Allocates large blocks of memory for XNNPACK's weights and for activations. Blocks are aligned and use huge pages if the
// system has them, so that filling 250 MB does not take 60,000 page faults. base/memory_pages.h supplies the pages.
#pragma once

#include <cstddef>
#include <cstdint>

namespace alexnet {

inline constexpr std::size_t kMemoryAlignment = 64;  // bytes: one cache line, and the widest vector register

// Returns a block of at least `bytes` bytes, aligned to kMemoryAlignment and not initialized, or nullptr if there is not enough
// memory. Thread-safe.
[[nodiscard]] void* allocate_memory(std::size_t bytes) noexcept;
// Frees a block of allocate_memory(). Does nothing with nullptr. Thread-safe.
void free_memory(void* block) noexcept;
// Returns the usable size in bytes of a block of allocate_memory().
[[nodiscard]] std::size_t memory_size(const void* block) noexcept;

struct SystemMemory {
  std::uint64_t total = UINT64_MAX;      // bytes that the process could have if nothing else ran
  std::uint64_t available = UINT64_MAX;  // bytes that it can allocate and fill now
};
// Natively, what the operating system states, or less where a control group (a container) limits the process; in WebAssembly, the
// largest size of the heap and what is left of it. UINT64_MAX where nothing is known. Thread-safe.
[[nodiscard]] SystemMemory system_memory();

// How much was allocated since the process started; for tests and for `bench`.
struct MemoryCounters {
  std::size_t allocations = 0;
  std::size_t bytes_in_use = 0;
  std::size_t peak_bytes = 0;
};
[[nodiscard]] MemoryCounters memory_counters() noexcept;

}  // namespace alexnet
