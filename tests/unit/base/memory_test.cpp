#include "base/memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "base/file.h"

namespace alexnet {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

TEST(AllocateMemory, GivesAlignedBlocksThatCanBeFilledToTheLastByte) {
  // Sizes around those at which memory comes from another source, minus the 64 bytes before the block.
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{4096},
        4 * kMegabyte - 65, 4 * kMegabyte - 64, 4 * kMegabyte - 63, 4 * kMegabyte, 5 * kMegabyte + 1, 64 * kMegabyte}) {
    auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
    ASSERT_NE(block, nullptr) << size;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % kMemoryAlignment, 0u) << size;
    EXPECT_GE(memory_size(block), size);
    std::memset(block, 0xA5, size);
    if (size > 0) {
      EXPECT_EQ(block[size - 1], 0xA5) << size;
    }
    free_memory(block);
  }
}

TEST(AllocateMemory, ReturnsNullWhenOutOfMemory) {
  std::vector<std::size_t> sizes{SIZE_MAX, SIZE_MAX - kMemoryAlignment, SIZE_MAX / 2 + 1};
  // Half of a 32-bit address space may be available; half of a 64-bit address space never is.
  if (sizeof(std::size_t) == 8) sizes.insert(sizes.end(), {SIZE_MAX / 2, SIZE_MAX / 2 - 128, SIZE_MAX >> 17});
  for (const std::size_t size : sizes) EXPECT_EQ(allocate_memory(size), nullptr) << size;
}

TEST(FreeMemory, AcceptsNull) { free_memory(nullptr); }

TEST(MemoryCounters, FollowEachBlock) {
  const MemoryCounters before = memory_counters();
  void* small = allocate_memory(1000);
  void* large = allocate_memory(8 * kMegabyte);
  const MemoryCounters during = memory_counters();
  EXPECT_EQ(during.allocations, before.allocations + 2);
  EXPECT_EQ(during.bytes_in_use, before.bytes_in_use + 1000 + 8 * kMegabyte);
  EXPECT_GE(during.peak_bytes, during.bytes_in_use);
  free_memory(large);
  free_memory(small);
  const MemoryCounters after = memory_counters();
  EXPECT_EQ(after.bytes_in_use, before.bytes_in_use);
  EXPECT_EQ(after.peak_bytes, during.peak_bytes) << "the peak stays";
}

TEST(MemoryCounters, DoNotCountFailedAllocations) {
  const MemoryCounters before = memory_counters();
  EXPECT_EQ(allocate_memory(SIZE_MAX), nullptr);
  EXPECT_EQ(memory_counters().allocations, before.allocations);
  EXPECT_EQ(memory_counters().bytes_in_use, before.bytes_in_use);
}

TEST(SharedBytes, FreesABlockWithItsLastOwner) {
  const std::size_t before = memory_counters().bytes_in_use;
  {
    SharedBytes second;
    {
      const SharedBytes first = SharedBytes::from_allocation(allocate_memory(100), 100);
      second = first;
    }
    EXPECT_EQ(memory_counters().bytes_in_use, before + 100);
    EXPECT_EQ(second.bytes().size(), 100u);
  }
  EXPECT_EQ(memory_counters().bytes_in_use, before);
}

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
TEST(MemoryCounters, AddUpOverThreads) {
  const MemoryCounters before = memory_counters();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([] {
      for (int i = 0; i < 1000; ++i) free_memory(allocate_memory(256));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(memory_counters().allocations, before.allocations + 4000);
  EXPECT_EQ(memory_counters().bytes_in_use, before.bytes_in_use);
}
#endif

TEST(SystemMemory, AvailableIsAPartOfTheTotal) {
  const SystemMemory memory = system_memory();
  EXPECT_GT(memory.available, 8 * kMegabyte);
  EXPECT_LE(memory.available, memory.total);
  EXPECT_LT(memory.total, std::uint64_t{1} << 50) << "the system says how much it has";
}

}  // namespace
}  // namespace alexnet
