// Where large blocks come from: two bodies, chosen by CMake (memory_pages_native.cpp, memory_pages_wasm.cpp).
#pragma once

#include <cstddef>

namespace alexnet {

struct PageBlock {
  void* address = nullptr;  // nullptr: no memory
  std::size_t mapped = 0;   // bytes mapped; 0 when the block came from malloc
};

// `alignment` is a power of two of at most 4096.
[[nodiscard]] PageBlock allocate_pages(std::size_t bytes, std::size_t alignment) noexcept;
void free_pages(const PageBlock& block) noexcept;

}  // namespace alexnet
