// Which folders are sets, classes, or left out.
#include <gtest/gtest.h>

#include "data/split.h"
#include "support/photo_folders.h"

namespace alexnet {
namespace {

namespace fs = std::filesystem;
using testing::expect_refused;
using testing::paths;
using Cause = RefusedPhoto::Cause;

TEST(SplitNamed, KnowsTheUsualNames) {
  for (const char* name : {"train", "Training", "training_set", "train-set", "TrainSet", "seg_train", "train_images",
                           "train2017", "trainset", "TRAIN DATA", "data_train", "01_train", "1. Train"})
    EXPECT_EQ(split_named(name), Split::kTraining) << name;
  for (const char* name : {"val", "valid", "Validation", "validation-set", "dev", "devset", "val2017", "valset"})
    EXPECT_EQ(split_named(name), Split::kValidation) << name;
  for (const char* name : {"test", "testing", "test_set", "seg_test", "test1", "holdout", "hold_out", "held-out", "eval",
                           "evaluation", "TestImages"})
    EXPECT_EQ(split_named(name), Split::kTest) << name;
  for (const char* name : {"cats", "unsorted", "seg_pred", "trainers", "latest", "contest", "device", "value", "set", "data",
                           "", "123", "set_set_set_set_set_set_set_set_set_set_set_set"})
    EXPECT_FALSE(split_named(name)) << name;
}

class FolderLayouts : public testing::PhotoFolders {
 protected:
  // Photos of two classes, all different.
  void write_classes(const std::string& folder, std::size_t first) const {
    write_photos(folder + "/cats", first, 3);
    write_photos(folder + "/dogs", first + 3, 3);
  }
};

TEST_F(FolderLayouts, HaveSetsInAnyCombination) {
  struct Case {
    const char* training;
    const char* validation;
    const char* test;
  };
  for (const Case& names : {Case{"training_set", nullptr, "test_set"}, Case{"seg_train", nullptr, "seg_test"},
                            Case{"train", "dev", nullptr}, Case{"Train", "Valid", "HoldOut"}, Case{"trn", nullptr, nullptr}}) {
    fs::remove_all(root());
    write_classes(names.training, 0);
    if (names.validation != nullptr) write_classes(names.validation, 6);
    if (names.test != nullptr) write_classes(names.test, 12);
    const PhotoFolder folder = scan();
    EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"})) << names.training;
    EXPECT_EQ(folder.has_set, (std::array{true, names.validation != nullptr, names.test != nullptr}));
    EXPECT_EQ(folder.training.size(), names.validation != nullptr ? 6u : 4u);
    EXPECT_EQ(folder.validation.size(), names.validation != nullptr ? 6u : 2u) << "never held out of the test photos";
    EXPECT_EQ(folder.test.size(), names.test != nullptr ? 6u : 0u);
    EXPECT_TRUE(folder.refused.empty());
  }
}

TEST_F(FolderLayouts, WithoutTrainingPhotosAreForEvaluationOnly) {
  write_classes("val", 0);
  write_photos("test/cats", 6, 2);
  write_photos("test/emus", 8, 1);
  EXPECT_STREQ(error().code, "photo_folder_no_training");
  const PhotoFolder folder = scan({.is_for_training = false});
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs", "emus"}));
  EXPECT_TRUE(folder.training.empty());
  EXPECT_EQ(folder.validation.size(), 6u);
  EXPECT_EQ(folder.test.size(), 3u);
  EXPECT_EQ(folder.test.back().label, 2u);
}

TEST_F(FolderLayouts, ReportWhatIsBesideTheSets) {
  write_classes("train", 0);
  write_classes("dev", 6);
  write_photos("unsorted", 12, 2);
  write_photos("seg_pred/seg_pred", 14, 1);
  write_photos("test", 15, 2);
  write_photo("loose.png", 17);
  write_text("README.md", "about");
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.validation.size(), 6u);
  expect_refused(refusal(folder, path("unsorted")), Cause::kUnused, "is beside train, dev and not used");
  expect_refused(refusal(folder, path("seg_pred")), Cause::kUnused, "not used");
  expect_refused(refusal(folder, path("test")), Cause::kUnused, "holds no class folders");
  expect_refused(refusal(folder, path("loose.png")), Cause::kUnused, "not used");
  EXPECT_EQ(folder.refused.size(), 4u);
}

TEST_F(FolderLayouts, MayHaveTheTrainingClassesBesideATestFolder) {
  write_classes(".", 0);
  write_classes("test", 6);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"}));
  EXPECT_EQ(folder.test.size(), 6u);
  EXPECT_FALSE(folder.validation.empty());
}

TEST_F(FolderLayouts, MayHaveAClassCalledTest) {
  write_classes(".", 0);
  write_photos("test/blood", 6, 2);
  EXPECT_EQ(scan().classes, (std::vector<std::string>{"cats", "dogs", "test"}));
}

TEST_F(FolderLayouts, AreGoneInto) {
  write_classes("photos/photos", 0);
  write_text("photos/README.md", "about");
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"}));
  ASSERT_TRUE(has_notice(folder, "photo_folder_entered"));
  EXPECT_NE(folder.notices.front().text.find(path("photos/photos")), std::string::npos) << folder.notices.front().text;
}

TEST_F(FolderLayouts, AreGoneIntoWithinSets) {
  write_classes("data/seg_train/seg_train", 0);
  write_classes("data/seg_test/seg_test", 6);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"}));
  EXPECT_EQ(folder.test.size(), 6u);
}

TEST_F(FolderLayouts, AreNotGoneIntoBesidePhotos) {
  write_classes("photos", 0);
  write_photo("1.png", 6);
  EXPECT_STREQ(error().code, "photo_folder_one_class_refused");
}

TEST_F(FolderLayouts, KeepAClassOfASetWithSubfolders) {
  write_classes("train", 0);
  write_photos("val/cats/persian", 6, 1);
  write_photos("val/cats/siamese", 7, 1);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.validation.size(), 2u);
  EXPECT_TRUE(folder.refused.empty());
}

TEST_F(FolderLayouts, EndWhereLinksGoInCircles) {
  fs::create_directories(path("a"));
  fs::create_directory_symlink("..", path("a/b"));
  EXPECT_EQ(error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(FolderLayouts, OfOneClassAreForEvaluationOnly) {
  write_photos("cats", 0, 3);
  EXPECT_STREQ(error().code, "photo_folder_one_class");
  const PhotoFolder folder = scan({.validation_fraction = 0, .is_for_training = false});
  EXPECT_EQ(folder.classes, std::vector<std::string>{"cats"});
  EXPECT_EQ(folder.training.size(), 3u);
}

TEST_F(FolderLayouts, ReportTheLitterOfAStorageOnce) {
  write_classes(".", 0);
  write_photos("@eaDir", 6, 2);
  write_photos("cats/@eaDir", 8, 2);
  write_photos("dogs/@eaDir", 10, 2);
  write_photos(".ipynb_checkpoints", 12, 1);
  const PhotoFolder folder = scan({.validation_fraction = 0});
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"cats", "dogs"}));
  EXPECT_EQ(folder.training.size(), 6u);
  EXPECT_TRUE(folder.refused.empty());
  ASSERT_EQ(folder.notices.size(), 1u);
  EXPECT_EQ(folder.notices[0].text, "passed over: 3 folders @eaDir, in which a network storage keeps copies of photos");
}

// ---- Class names ------------------------------------------------------------------------------------------------------------

TEST_F(FolderLayouts, JoinNamesThatUnicodeSpellsInTwoWays) {
  write_photos("train/caf\xC3\xA9", 0, 2);  // composed
  write_photos("train/dogs", 2, 2);
  write_photos("val/cafe\xCC\x81", 4, 2);  // decomposed
  write_photos("val/dogs ", 6, 1);         // with a blank at the end
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"caf\xC3\xA9", "dogs"}));
  EXPECT_EQ(folder.validation.size(), 3u);
  write_photos("train/cafe\xCC\x81", 7, 1);
  const PhotoFolder merged = scan();
  EXPECT_EQ(merged.training.size(), 5u);
  EXPECT_TRUE(has_notice(merged, "class_folders_merged"));
}

TEST_F(FolderLayouts, JoinNamesThatDifferInCaseBetweenSets) {
  write_photos("train/Cats", 0, 2);
  write_photos("train/\xC3\x84pfel", 2, 2);
  write_photos("val/cats", 4, 2);
  write_photos("val/\xC3\xA4pfel", 6, 1);
  const PhotoFolder folder = scan();
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"Cats", "\xC3\x84pfel"}));
  EXPECT_EQ(folder.validation.size(), 3u);
  EXPECT_TRUE(has_notice(folder, "class_spelled_differently"));
  write_photos("train/cats", 7, 1);
  const Error ambiguous = error();
  EXPECT_STREQ(ambiguous.code, "classes_differ_in_case");
  EXPECT_NE(ambiguous.message().find(path("train/Cats") + " and " + path("train/cats")), std::string::npos)
      << ambiguous.message();
}

TEST_F(FolderLayouts, KeepNamesThatAreNotUtf8) {
  write_photos("\xC3\xA8\xB9\xB7", 0, 2);  // GBK
  write_photos("\xB9\xB7", 2, 2);
  const PhotoFolder folder = scan({.validation_fraction = 0});
  EXPECT_EQ(folder.classes, (std::vector<std::string>{"\\xB9\\xB7", "\xC3\xA8\\xB9\\xB7"}));
  EXPECT_EQ(folder.training.size(), 4u);
}

// ---- Files of other people --------------------------------------------------------------------------------------------------

TEST(FolderLayout, ReadsTheSharedInputs) {
  const std::string inputs = "../shared/inputs/folders/";
  if (!fs::exists(inputs)) GTEST_SKIP() << "needs " << inputs;
  for (const auto& entry : fs::directory_iterator(inputs)) {
    const auto folder = scan_photo_folder(entry.path(), {});
    ASSERT_TRUE(folder) << folder.error().message();
    EXPECT_EQ(folder->classes, (std::vector<std::string>{"cats", "dogs"})) << entry.path();
  }
}

}  // namespace
}  // namespace alexnet
