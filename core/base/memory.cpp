#include "base/memory.h"

#include <atomic>
#include <cstring>

#include "base/memory_pages.h"

namespace alexnet {
namespace {

std::atomic<std::size_t> allocations;
std::atomic<std::size_t> bytes_in_use;
std::atomic<std::size_t> peak_bytes;

// Precedes each block; it begins kMemoryAlignment bytes before the block.
struct Header {
  std::size_t usable;
  PageBlock pages;
};
static_assert(sizeof(Header) <= kMemoryAlignment);

Header* header_of(const void* block) {
  return reinterpret_cast<Header*>(const_cast<char*>(static_cast<const char*>(block)) - kMemoryAlignment);
}

}  // namespace

void* allocate_memory(std::size_t bytes) noexcept {
  if (bytes > SIZE_MAX / 2) return nullptr;
  const PageBlock pages = allocate_pages(bytes + kMemoryAlignment, kMemoryAlignment);
  if (pages.address == nullptr) return nullptr;
  char* block = static_cast<char*>(pages.address) + kMemoryAlignment;
  *header_of(block) = Header{bytes, pages};

  allocations.fetch_add(1, std::memory_order_relaxed);
  const std::size_t now = bytes_in_use.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  std::size_t peak = peak_bytes.load(std::memory_order_relaxed);
  while (peak < now && !peak_bytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
  return block;
}

void free_memory(void* block) noexcept {
  if (block == nullptr) return;
  const Header header = *header_of(block);
  bytes_in_use.fetch_sub(header.usable, std::memory_order_relaxed);
  free_pages(header.pages);
}

std::size_t memory_size(const void* block) noexcept { return header_of(block)->usable; }

MemoryCounters memory_counters() noexcept {
  return {allocations.load(std::memory_order_relaxed), bytes_in_use.load(std::memory_order_relaxed),
          peak_bytes.load(std::memory_order_relaxed)};
}

}  // namespace alexnet
