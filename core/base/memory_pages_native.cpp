#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

#include "base/memory_pages.h"

namespace alexnet {
namespace {
constexpr std::size_t kHugePage = std::size_t{2} << 20;
}

PageBlock allocate_pages(std::size_t bytes, std::size_t alignment) noexcept {
  if (bytes < 2 * kHugePage) {
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    return {std::aligned_alloc(alignment, rounded), 0};
  }
  // One huge page more than is needed, so that the block can begin on a huge-page boundary.
  const std::size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  char* mapping =
      static_cast<char*>(mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (mapping == MAP_FAILED) return {};
  const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(mapping) % kHugePage) % kHugePage;
  if (before > 0) munmap(mapping, before);
  if (before < kHugePage) munmap(mapping + before + size, kHugePage - before);
#ifdef MADV_HUGEPAGE
  madvise(mapping + before, size, MADV_HUGEPAGE);  // a wish: 4 KB pages serve too, more slowly
#endif
  return {mapping + before, size};
}

void free_pages(const PageBlock& block) noexcept {
  if (block.mapped == 0) {
    std::free(block.address);
  } else {
    munmap(block.address, block.mapped);
  }
}

}  // namespace alexnet
