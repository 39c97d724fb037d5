#include <sys/mman.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <mutex>

#include "base/memory_pages.h"

namespace alexnet {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
// Smaller blocks come from aligned_alloc(). Packed weights are larger: they are read so fast that TLB misses of 4 KB pages cost
// time.
constexpr std::size_t kMinMappedBytes = std::size_t{256} << 10;

// The end of a block has small pages if a huge page would waste more than this.
constexpr std::size_t kMaxWastedBytes = kHugePage / 2;
constexpr std::size_t kSmallPage = 4096;

std::size_t round_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

// Freed blocks, kept for reuse: training packs the weights again at every step, and the kernel would need as long to clear
// fresh pages as packing takes.
class BlockCache {
 public:
  // Returns a kept block of exactly this size, or an empty one if there is none.
  PageBlock take(std::size_t mapped) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = count_; i-- > 0;) {
      if (blocks_[i].mapped != mapped) continue;
      const PageBlock block = blocks_[i];
      blocks_[i] = blocks_[--count_];
      return block;
    }
    return {};
  }
  // Returns whether the block was kept; if not, the caller must unmap it.
  bool keep(const PageBlock& block) {
    if (block.mapped > kMaxKeptBytes) return false;
    const std::lock_guard lock(mutex_);
    if (count_ == blocks_.size()) return false;
    blocks_[count_++] = block;
    return true;
  }

 private:
  static constexpr std::size_t kMaxKeptBytes = 4 * kHugePage;
  std::mutex mutex_;
  std::array<PageBlock, 64> blocks_;
  std::size_t count_ = 0;
};

BlockCache block_cache;

}  // namespace

PageBlock allocate_pages(std::size_t bytes, std::size_t alignment) noexcept {
  if (bytes < kMinMappedBytes) {
    return {std::aligned_alloc(alignment, round_up(bytes, alignment)), 0};
  }
  const bool wastes = round_up(bytes, kHugePage) - bytes > kMaxWastedBytes;
  const std::size_t size = round_up(bytes, wastes ? kSmallPage : kHugePage);
  if (const PageBlock block = block_cache.take(size); block.address != nullptr) return block;
  // Map one huge page more than needed, then unmap both ends so that the block begins on a huge-page boundary.
  char* mapping =
      static_cast<char*>(mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (mapping == MAP_FAILED) return {};
  const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(mapping) % kHugePage) % kHugePage;
  if (before > 0) munmap(mapping, before);
  if (before < kHugePage) munmap(mapping + before + size, kHugePage - before);
#ifdef MADV_HUGEPAGE
  madvise(mapping + before, size, MADV_HUGEPAGE);  // only a hint: 4 KB pages work too, but more slowly
#endif
  return {mapping + before, size};
}

void free_pages(const PageBlock& block) noexcept {
  if (block.mapped == 0) {
    std::free(block.address);
  } else if (!block_cache.keep(block)) {
    munmap(block.address, block.mapped);
  }
}

}  // namespace alexnet
