#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

namespace alexnet {
namespace {

using Piece = std::pair<std::size_t, std::size_t>;

// Returns the ranges of a parallel_for, in order.
std::vector<Piece> pieces_of(const ThreadPool& pool, std::size_t count, std::size_t grain) {
  std::mutex mutex;
  std::vector<Piece> pieces;
  pool.parallel_for(count, grain, [&](std::size_t begin, std::size_t end) {
    const std::scoped_lock lock(mutex);
    pieces.emplace_back(begin, end);
  });
  std::ranges::sort(pieces);
  return pieces;
}

TEST(ThreadPool, CoversEachIndexOnceInRangesOfTheGrain) {
  for (const std::size_t threads : {1, 2, 3}) {
    const ThreadPool pool(threads);
    for (const std::size_t count : {0, 1, 2, 7, 1000, 1001}) {
      for (const std::size_t grain : {0, 1, 5, 999, 5000}) {
        SCOPED_TRACE(::testing::Message() << threads << " threads, " << count << " by " << grain);
        const std::vector<Piece> pieces = pieces_of(pool, count, grain);
        std::size_t next = 0;
        for (const auto& [begin, end] : pieces) {
          ASSERT_EQ(begin, next);
          ASSERT_LT(begin, end);
          if (end != count) {
            ASSERT_GE(end - begin, grain) << "only the last may be shorter";
          }
          next = end;
        }
        ASSERT_EQ(next, count);
        ASSERT_EQ(pieces_of(pool, count, grain), pieces) << "the pieces depend on count, grain and threads alone";
      }
    }
  }
}

TEST(ThreadPool, WithOneThreadRunsOnTheCaller) {
  const ThreadPool pool(1);
  EXPECT_EQ(pool.threads(), 1u);
  EXPECT_EQ(pool.native(), nullptr);
  const auto caller = std::this_thread::get_id();
  pool.parallel_for(100, 1, [&](std::size_t, std::size_t) { EXPECT_EQ(std::this_thread::get_id(), caller); });
}

TEST(ThreadPool, MakesTheWritesOfAllRangesVisibleToTheCaller) {
  const ThreadPool pool(3);
  std::vector<std::size_t> squares(10'000);
  for (std::size_t round = 0; round < 20; ++round) {
    pool.parallel_for(squares.size(), 16, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) squares[i] = i * i + round;
    });
    for (std::size_t i = 0; i < squares.size(); ++i) ASSERT_EQ(squares[i], i * i + round);
  }
}

TEST(ThreadPool, MayBeMoved) {
  ThreadPool first(2);
  ThreadPool second = std::move(first);
  EXPECT_EQ(pieces_of(second, 10, 1).back().second, 10u);
  second = ThreadPool(1);
  EXPECT_EQ(second.threads(), 1u);
}

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
TEST(ThreadPool, ServesSeveralCallersThatShareIt) {
  const ThreadPool pool(3);
  std::atomic<std::size_t> sum = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 3; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        pool.parallel_for(100, 1, [&](std::size_t begin, std::size_t end) { sum += end - begin; });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 3u * 20 * 100);
}

TEST(ThreadPool, WorksAlongsideOtherPools) {
  std::vector<std::size_t> sums(3);
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < sums.size(); ++caller) {
    callers.emplace_back([&sums, caller] {
      const ThreadPool pool(2);
      std::atomic<std::size_t> sum = 0;
      for (int round = 0; round < 20; ++round) {
        pool.parallel_for(1000, 1, [&](std::size_t begin, std::size_t end) { sum += end - begin; });
      }
      sums[caller] = sum;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sums, (std::vector<std::size_t>(3, 20'000)));
}
#endif

TEST(ThreadPool, UsesEveryCoreByDefault) {
  EXPECT_GE(available_cores(), 1u);
  EXPECT_EQ(ThreadPool(0).threads(), available_cores());
}

TEST(ThreadPool, IsGivenNoMoreThreadsThanThereAreCores) {
  EXPECT_EQ(usable_threads(0), available_cores());
  EXPECT_EQ(usable_threads(1), 1u);
  EXPECT_EQ(usable_threads(1000), available_cores());
}

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
TEST(ThreadPool, GivesTheWorkOfAThreadThatIsHeldUpToTheOthers) {
  const ThreadPool pool(2);
  const auto caller = std::this_thread::get_id();
  constexpr std::size_t kCount = 64, kRange = 8;
  std::atomic<std::size_t> by_caller = 0, by_worker = 0;
  pool.parallel_for(kCount, 1, [&](std::size_t begin, std::size_t end) {
    ASSERT_EQ(end - begin, kRange);
    if (std::this_thread::get_id() == caller) {
      by_caller += kRange;
    } else {  // held up until all other ranges are done
      by_worker += kRange;
      while (by_caller < kCount - kRange) std::this_thread::yield();
    }
  });
  EXPECT_LE(by_worker, kRange);
  EXPECT_EQ(by_caller + by_worker, kCount);
}
#endif

#ifdef __linux__
TEST(AvailableCores, RespectTheAffinityOfTheProcess) {
  cpu_set_t all;
  ASSERT_EQ(sched_getaffinity(0, sizeof(all), &all), 0);
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(available_cores(), 1u);
  ASSERT_EQ(sched_setaffinity(0, sizeof(all), &all), 0);
  EXPECT_EQ(available_cores(), static_cast<std::size_t>(CPU_COUNT(&all)));
}
#endif

}  // namespace
}  // namespace alexnet
