#include "app/synthetic_folder.h"

#include <gtest/gtest.h>

#include "app/photo_sets.h"
#include "support/temporary_folder.h"

namespace alexnet {
namespace {

TEST(SyntheticFolder, EqualsTheSyntheticPhotoSets) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(write_synthetic_folder(folder.file("photos"), {.training = 3, .validation = 2}, ThreadPool(2)));
  const auto found = open_photo_sets(folder.file("photos"), {});
  const auto drawn = open_photo_sets(std::string(kSyntheticData), {});
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(found->training->classes(), drawn->training->classes());
  EXPECT_EQ(photos_per_class(*found->training), (std::vector<std::size_t>{3, 3}));
  EXPECT_EQ(photos_per_class(*found->validation), (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(*found->training->load(1), *drawn->training->load(1));
  EXPECT_EQ(*found->validation->load(0), *drawn->validation->load(0));
}

TEST(SyntheticFolder, ReportsErrors) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(write_synthetic_folder(folder.file("photos"), {.training = 0, .validation = 0}, ThreadPool(1)).error().kind,
            ErrorKind::kInvalidArgument);
  testing::write_text(folder.file("file"), "in the way");
  EXPECT_EQ(write_synthetic_folder(folder.file("file"), {.training = 1}, ThreadPool(1)).error().kind, ErrorKind::kUnreadable);
}

}  // namespace
}  // namespace alexnet
