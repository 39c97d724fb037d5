#include "base/background_task.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

#ifdef __EMSCRIPTEN__

TEST(BackgroundTask, IsUnsupportedInTheBrowser) {
  EXPECT_EQ(BackgroundTask::start([] {}), nullptr);
}

#else

TEST(BackgroundTask, DoesItsWorkOnceForEachBegin) {
  int done = 0;
  const auto background = BackgroundTask::start([&done] { ++done; });
  ASSERT_NE(background, nullptr);
  background->wait();
  EXPECT_EQ(done, 0) << "nothing was begun";
  for (int i = 1; i <= 1000; ++i) {
    background->begin();
    background->wait();
    EXPECT_EQ(done, i);
  }
}

TEST(BackgroundTask, FinishesPendingWorkBeforeDestruction) {
  for (int i = 0; i < 200; ++i) {
    int done = 0;
    auto background = BackgroundTask::start([&done] { ++done; });
    ASSERT_NE(background, nullptr);
    if (i % 2) background->begin();
    background.reset();
    EXPECT_EQ(done, i % 2);
  }
}

#endif

}  // namespace
}  // namespace alexnet
