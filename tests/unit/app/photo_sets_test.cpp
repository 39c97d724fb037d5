#include "app/photo_sets.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(PhotoSets, OfDrawingsNeedNoData) {
  const auto sets = open_photo_sets("drawn", {});
  ASSERT_TRUE(sets) << sets.error().message();
  EXPECT_EQ(sets->training->size(), 200u);
  EXPECT_EQ(sets->validation->size(), 100u);
  EXPECT_EQ(sets->test->size(), 0u);
  EXPECT_EQ(sets->validation->classes(), sets->training->classes());
  EXPECT_EQ(sets->test->classes(), sets->training->classes());
  EXPECT_NE(*sets->validation->load(0), *sets->training->load(0));
}

TEST(PhotoSets, OfAMissingFolderAreAnError) {
  const auto sets = open_photo_sets("no/such/folder", {});
  ASSERT_FALSE(sets);
  EXPECT_EQ(sets.error().where, "no/such/folder");
}

}  // namespace
}  // namespace alexnet
