#include "app/photo_sets.h"

#include <gtest/gtest.h>

#ifndef __EMSCRIPTEN__
#include "support/model_bytes.h"
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

TEST(PhotoSets, SyntheticSetsNeedNoFolder) {
  const auto sets = open_photo_sets("drawn", {});
  ASSERT_TRUE(sets) << sets.error().message();
  EXPECT_EQ(sets->training->size(), 200u);
  EXPECT_EQ(sets->validation->size(), 100u);
  EXPECT_EQ(sets->test->size(), 0u);
  EXPECT_EQ(sets->validation->classes(), sets->training->classes());
  EXPECT_EQ(sets->test->classes(), sets->training->classes());
  EXPECT_NE(*sets->validation->load(0), *sets->training->load(0));
}

TEST(PhotoSets, MissingFolderIsAnError) {
  const auto sets = open_photo_sets("no/such/folder", {});
  ASSERT_FALSE(sets);
  EXPECT_EQ(sets.error().where, "no/such/folder");
}

TEST(Split, NamesEqualTheFolderNames) {
  for (const char* name : {"train", "validation", "test"}) EXPECT_EQ(to_string(*parse_split(name)), name);
  EXPECT_EQ(parse_split("holdout").error().kind, ErrorKind::kInvalidArgument);
}

#ifndef __EMSCRIPTEN__

using namespace testing;

// Ten photos, all different, in each class of a set.
void make_set(const std::string& folder) {
  for (const char* name : {"/bikes", "/ships"}) {
    std::filesystem::create_directories(folder + name);
    const std::vector<std::uint8_t> photo = small_photo();
    for (char i = '0'; i <= '9'; ++i) {
      std::string bytes(photo.begin(), photo.end());
      bytes.back() = i;
      bytes[bytes.size() - 2] = name[1];
      write_text(folder + name + "/" + i + ".ppm", bytes);
    }
  }
}

TEST(PhotoSet, DefaultsToTheValidationFolder) {
  const TemporaryFolder root;
  make_set(root.file("train"));
  make_set(root.file("validation"));
  std::filesystem::remove(root.file("validation/bikes/0.ppm"));
  const auto set = open_photo_set({.data = root.path()});
  ASSERT_TRUE(set) << set.error().message();
  EXPECT_EQ(set->name, "validation");
  EXPECT_EQ(set->photos->size(), 19u);
  EXPECT_EQ(open_photo_set({.data = root.path(), .split = Split::kTraining})->photos->size(), 20u);
  EXPECT_EQ(open_photo_set({.data = root.path(), .split = Split::kTest}).error().kind, ErrorKind::kInvalidArgument);
}

TEST(PhotoSet, PlainFolderYieldsAllPhotos) {
  const TemporaryFolder root;
  make_set(root.path());
  write_text(root.file("bikes/notes.txt"), "not a photo");
  const auto set = open_photo_set({.data = root.path()});
  ASSERT_TRUE(set) << set.error().message();
  EXPECT_EQ(set->name, "all");
  EXPECT_EQ(set->photos->size(), 20u);
  EXPECT_EQ(set->refused.size(), 1u);
}

TEST(PhotoSet, PlainFolderCanYieldTheHeldOutSplit) {
  const TemporaryFolder root;
  make_set(root.path());
  EXPECT_EQ(open_photo_set({.data = root.path(), .split = Split::kValidation})->photos->size(), 4u);
  EXPECT_EQ(open_photo_set({.data = root.path(), .split = Split::kTraining})->photos->size(), 16u);
}

std::string warning_of(const PhotoSet& set) { return set.warnings.empty() ? "" : set.warnings.front().code; }

TEST(PhotoSet, NeverDefaultsToTrainingPhotosBesideTestPhotos) {
  const TemporaryFolder root;
  make_set(root.file("training_set"));
  make_set(root.file("test_set"));
  std::filesystem::remove(root.file("test_set/bikes/0.ppm"));
  const auto set = open_photo_set({.data = root.path()});
  ASSERT_TRUE(set) << set.error().message();
  EXPECT_EQ(set->name, "test");
  EXPECT_EQ(set->photos->size(), 19u);
  EXPECT_EQ(set->trained_on, TrainedOn::kNo);
  EXPECT_EQ(warning_of(*set), "photo_in_two_sets");  // make_set() writes the same photos again
  const auto training = open_photo_set({.data = root.path(), .split = Split::kTraining});
  EXPECT_EQ(training->trained_on, TrainedOn::kYes);
  EXPECT_EQ(warning_of(*training), "evaluation_of_training_photos");
  const auto held_out = open_photo_set({.data = root.path(), .split = Split::kValidation});
  EXPECT_EQ(held_out->photos->size(), 4u);
  EXPECT_EQ(held_out->trained_on, TrainedOn::kNo);
  EXPECT_EQ(warning_of(*held_out), "evaluation_held_out");
}

TEST(PhotoSet, SaysWhereOnlyTrainingPhotosExist) {
  const TemporaryFolder root;
  make_set(root.file("train"));
  const auto set = open_photo_set({.data = root.path()});
  ASSERT_TRUE(set) << set.error().message();
  EXPECT_EQ(set->name, "train");
  EXPECT_EQ(set->photos->size(), 20u);
  EXPECT_EQ(set->trained_on, TrainedOn::kYes);
  const auto plain = open_photo_set({.data = root.file("train")});
  EXPECT_EQ(plain->name, "all");
  EXPECT_EQ(plain->trained_on, TrainedOn::kUnknown);
  EXPECT_EQ(warning_of(*plain), "evaluation_without_sets");
}

TEST(PhotoSet, MissingSplitIsAnError) {
  const TemporaryFolder root;
  EXPECT_EQ(open_photo_set({.data = root.file("none")}).error().kind, ErrorKind::kNotFound);
}

#endif

}  // namespace
}  // namespace alexnet
