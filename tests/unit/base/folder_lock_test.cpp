#include "base/folder_lock.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace alexnet {
namespace {

namespace fs = std::filesystem;

TEST(FolderLock, IsHeldByOneAtATime) {
  const fs::path folder = fs::path(::testing::TempDir()) / "folder_lock_test";
  fs::create_directories(folder);
  std::optional<Result<FolderLock>> first = FolderLock::acquire(folder.string());
  if (!*first && first->error().kind == ErrorKind::kUnsupported) GTEST_SKIP() << "WebAssembly has no files";
  ASSERT_TRUE(*first) << first->error().message();
  EXPECT_TRUE(FolderLock::is_locked(folder.string()));
  const auto second = FolderLock::acquire(folder.string());
  ASSERT_FALSE(second);
  EXPECT_STREQ(second.error().code, "folder_locked");
  EXPECT_EQ(second.error().where, folder.string());
  FolderLock moved = std::move(**first);
  first.reset();
  EXPECT_FALSE(FolderLock::acquire(folder.string())) << "a lock that is moved is still held";
  {
    const FolderLock last = std::move(moved);
  }
  EXPECT_FALSE(FolderLock::is_locked(folder.string()));
  EXPECT_TRUE(FolderLock::acquire(folder.string()));
  fs::remove_all(folder);
  EXPECT_EQ(FolderLock::acquire(folder.string()).error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace alexnet
