#include "memory_bandwidth.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

namespace alexnet::cli {
namespace {

constexpr std::size_t kBytes = std::size_t{256} << 20;
constexpr std::size_t kPieces = 256;  // that threads take one after the other

constexpr std::size_t kLine = 64 / sizeof(std::uint64_t);  // words of a cache line

// Reads one word of each cache line, which moves the whole line. Returns their sum, so that the compiler cannot leave out reading them.
std::uint64_t sum(const std::uint64_t* words, std::size_t count) {
  std::uint64_t sums[4] = {};
  for (std::size_t i = 0; i + 4 * kLine <= count; i += 4 * kLine)
    for (std::size_t j = 0; j < 4; ++j) sums[j] += words[i + j * kLine];
  return sums[0] + sums[1] + sums[2] + sums[3];
}

}  // namespace

double memory_bandwidth(const ThreadPool& pool) {
  void* block = allocate_memory(kBytes);
  if (block == nullptr) return 0;
  std::memset(block, 1, kBytes);
  const auto* words = static_cast<const std::uint64_t*>(block);
  constexpr std::size_t kWords = kBytes / sizeof(std::uint64_t) / kPieces;
  std::atomic<std::uint64_t> keep;
  double best = 0;
  for (int run = 0; run < 5; ++run) {
    const Stopwatch watch;
    pool.parallel_for(kPieces, 1, [&](std::size_t first, std::size_t end) {
      for (std::size_t piece = first; piece < end; ++piece) keep += sum(words + piece * kWords, kWords);
    });
    best = std::max(best, static_cast<double>(kBytes) / watch.milliseconds() * 1e-6);
  }
  free_memory(block);
  return best;
}

}  // namespace alexnet::cli
