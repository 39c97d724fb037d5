#include <cstdlib>

#include "base/memory_pages.h"

namespace alexnet {

PageBlock allocate_pages(std::size_t bytes, std::size_t alignment) noexcept {
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  return {std::aligned_alloc(alignment, rounded), 0};
}

void free_pages(const PageBlock& block) noexcept { std::free(block.address); }

}  // namespace alexnet
