#include "jobs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>
#include <string>
#include <thread>

#include "state.h"

namespace alexnet::viewer {
namespace {

// Delivers updates until all jobs are done.
void finish(Jobs& jobs, State& state) {
  while (!jobs.is_idle()) {
    jobs.deliver(state);
    std::this_thread::yield();
  }
}

TEST(Jobs, UpdatesReachTheStateWhenTheyAreDelivered) {
  State state;
  Jobs jobs;
  std::binary_semaphore updated(0);
  jobs.post("a", Urgency::kNow, [&](const Job& job) {
    job.post_update([](State& s) { s.filter = "updated"; });
    updated.release();
    return Next::kDone;
  });
  updated.acquire();
  EXPECT_EQ(state.filter, "");
  EXPECT_FALSE(jobs.is_idle());
  finish(jobs, state);
  EXPECT_EQ(state.filter, "updated");
}

TEST(Jobs, UrgentJobsRunBetweenThePiecesOfALongJob) {
  State state;
  Jobs jobs;
  std::string order;  // used by the job thread only, until all jobs are done
  std::binary_semaphore begun(0), posted(0);
  jobs.post("long", Urgency::kLater, [&, piece = 0](const Job&) mutable {
    order += 'l';
    if (piece == 0) {
      begun.release();
      posted.acquire();
    }
    return ++piece < 3 ? Next::kAgain : Next::kDone;
  });
  begun.acquire();
  for (const auto& [name, urgency] : {std::pair('s', Urgency::kSoon), std::pair('n', Urgency::kNow)}) {
    jobs.post("short", urgency, [&order, letter = name](const Job&) {
      order += letter;
      return Next::kDone;
    });
  }
  posted.release();
  finish(jobs, state);
  EXPECT_EQ(order, "lnsll");
}

TEST(Jobs, CancelEndsAndRemovesJobsOfOneKind) {
  State state;
  Jobs jobs;
  std::binary_semaphore begun(0);
  std::string ran;
  jobs.post("a", Urgency::kNow, [&](const Job& job) {
    begun.release();
    while (!job.cancelled()) std::this_thread::yield();
    ran += '1';
    return Next::kAgain;  // has no effect, because the job is cancelled
  });
  begun.acquire();
  jobs.post("a", Urgency::kNow, [&](const Job&) {
    ran += '2';
    return Next::kDone;
  });
  jobs.post("b", Urgency::kNow, [&](const Job&) {
    ran += '3';
    return Next::kDone;
  });
  EXPECT_TRUE(jobs.has("b"));
  jobs.cancel("a");
  finish(jobs, state);
  EXPECT_EQ(ran, "13");
  EXPECT_FALSE(jobs.has("a"));
}

TEST(Jobs, ClosingCancelsTheRunningJobAndDropsTheOthers) {
  bool second_ran = false;
  {
    Jobs jobs;
    std::binary_semaphore begun(0);
    jobs.post("a", Urgency::kNow, [&](const Job& job) {
      begun.release();
      while (!job.cancelled()) std::this_thread::yield();
      return Next::kAgain;
    });
    jobs.post("b", Urgency::kNow, [&](const Job&) {
      second_ran = true;
      return Next::kDone;
    });
    begun.acquire();
  }
  EXPECT_FALSE(second_ran);
}

TEST(Jobs, WakesTheWindowForUpdates) {
  std::counting_semaphore<100> woken(0);
  Jobs jobs([&] { woken.release(); });
  jobs.post("a", Urgency::kNow, [](const Job& job) {
    job.post_update([](State&) {});
    return Next::kDone;
  });
  EXPECT_TRUE(woken.try_acquire_for(std::chrono::minutes(1)));
}

}  // namespace
}  // namespace alexnet::viewer
