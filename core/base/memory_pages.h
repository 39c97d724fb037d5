// Supplies the pages of large blocks. CMake compiles memory_pages_posix.cpp or memory_pages_wasm.cpp.
#pragma once

#include <cstddef>

namespace alexnet {

struct PageBlock {
  void* address = nullptr;  // nullptr if there is not enough memory
  std::size_t mapped = 0;   // the number of mapped bytes; 0 if the block was allocated with aligned_alloc()
};

// Returns a block of at least `bytes` bytes. Requires `alignment` to be a power of two of at most 4096. Thread-safe.
[[nodiscard]] PageBlock allocate_pages(std::size_t bytes, std::size_t alignment) noexcept;
// Frees a block of allocate_pages(). Thread-safe.
void free_pages(const PageBlock& block) noexcept;

}  // namespace alexnet
