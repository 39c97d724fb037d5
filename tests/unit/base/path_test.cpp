#include "base/path.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(Path, HasALastPart) {
  EXPECT_EQ(last_part("/home/me/photos"), "photos");
  EXPECT_EQ(last_part("photos/red/"), "red");
  EXPECT_EQ(last_part("red//"), "red");
  EXPECT_EQ(last_part("red.jpg"), "red.jpg");
  EXPECT_EQ(last_part("/"), "/");
  EXPECT_EQ(last_part(""), "");
}

}  // namespace
}  // namespace alexnet
