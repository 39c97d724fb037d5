#include "base/path.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(Path, BasenameIsTheLastComponent) {
  EXPECT_EQ(basename("/home/me/photos"), "photos");
  EXPECT_EQ(basename("photos/red/"), "red");
  EXPECT_EQ(basename("red//"), "red");
  EXPECT_EQ(basename("red.jpg"), "red.jpg");
  EXPECT_EQ(basename("/"), "/");
  EXPECT_EQ(basename(""), "");
}

}  // namespace
}  // namespace alexnet
